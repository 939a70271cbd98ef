import { asksForLogin, noticeOf } from './refusal.ts';

test('a refusal keeps the code and the server’s own words', () => {
  const error = { graphQLErrors: [{ message: '床位已有人', extensions: { code: 'BED_OCCUPIED' } }] };
  expect(noticeOf(error)).toMatchObject({ code: 'BED_OCCUPIED', message: '床位已有人', roles: [], proposalId: null });
});

test('a refusal keeps who could have done it, and the proposal that it became', () => {
  const extensions = { code: 'SECOND_APPROVER_NEEDED', roles: ['health-commission'], proposalId: 'p1' };
  expect(noticeOf({ graphQLErrors: [{ message: '须由另一人审批', extensions }] })).toMatchObject({ roles: ['health-commission'], proposalId: 'p1' });
});

test('no answer at all is told apart from a refusal', () => {
  expect(noticeOf({ networkError: new Error('fetch failed'), graphQLErrors: [] })).toMatchObject({ code: 'UNREACHABLE', message: null });
});

test('only a bad or missing token asks for a new login', () => {
  expect(asksForLogin({ graphQLErrors: [{ message: '', extensions: { code: 'UNAUTHENTICATED' } }] })).toBe(true);
  expect(asksForLogin({ graphQLErrors: [{ message: '', extensions: { code: 'AREA_NOT_YOURS' } }] })).toBe(false);
});
