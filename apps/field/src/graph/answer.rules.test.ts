import { isRefusal, judgeAnswer } from './answer.rules.ts';

const fault = (code: string, message = code) => ({ message, extensions: { code } });

describe('an answer of the gateway', () => {
  it('is a yes with its data', () => expect(judgeAnswer(200, { data: { a: 1 } })).toEqual({ kind: 'yes', data: { a: 1 } }));

  it('is a yes beside errors that concern only what was to be shown', () => {
    expect(judgeAnswer(200, { data: { recordVisit: { id: 'v' } }, errors: [fault('SUBGRAPH_UNAVAILABLE')] }).kind).toBe('yes');
  });

  it('is a refusal when it carries a code of the domain', () => {
    expect(judgeAnswer(200, { data: null, errors: [fault('SWEEP_NOT_OPEN', '已结束')] })).toEqual({ kind: 'refused', code: 'SWEEP_NOT_OPEN', message: '已结束' });
    expect(judgeAnswer(400, { errors: [fault('GRAPHQL_VALIDATION_FAILED')] }).kind).toBe('refused');
  });

  it.each(['INTERNAL_ERROR', 'INTERNAL_SERVER_ERROR', 'SUBGRAPH_UNAVAILABLE', 'DOWNSTREAM_SERVICE_ERROR', 'INVALID_ANSWER', 'REQUEST_TIMEOUT'])('%s is no refusal: it is asked again', (code) => {
    expect(judgeAnswer(200, { data: { recordVisit: null }, errors: [fault(code)] }).kind).toBe('failed');
    expect(isRefusal(code)).toBe(false);
  });

  it('asks for a login', () => {
    expect(judgeAnswer(200, { errors: [fault('UNAUTHENTICATED')] })).toEqual({ kind: 'login' });
    expect(judgeAnswer(401, null)).toEqual({ kind: 'login' });
  });

  it.each([[502, null], [500, '<html>'], [200, null], [200, {}]])('of status %d with %j is a failure', (status, body) => {
    expect(judgeAnswer(status, body).kind).toBe('failed');
  });
});
