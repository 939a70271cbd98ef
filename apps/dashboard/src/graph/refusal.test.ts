import { asksForLogin, noticeOf } from './refusal.ts';

test('a refusal keeps the code and the server’s own words', () => {
  const error = { graphQLErrors: [{ message: '床位已有人', extensions: { code: 'BED_OCCUPIED' } }] };
  expect(noticeOf(error)).toEqual({ code: 'BED_OCCUPIED', message: '床位已有人' });
});

test('no answer at all is told apart from a refusal', () => {
  expect(noticeOf({ networkError: new Error('fetch failed'), graphQLErrors: [] })).toEqual({ code: 'UNREACHABLE', message: null });
});

test('only a bad or missing token asks for a new login', () => {
  expect(asksForLogin({ graphQLErrors: [{ message: '', extensions: { code: 'UNAUTHENTICATED' } }] })).toBe(true);
  expect(asksForLogin({ graphQLErrors: [{ message: '', extensions: { code: 'AREA_NOT_YOURS' } }] })).toBe(false);
});
