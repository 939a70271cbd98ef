import { judgeMeeting, resolveFound } from './meeting.rules.ts';
import type { SweepOutcome, SweepVisit } from './sweep.rules.ts';

function visit(outcome: SweepOutcome, change: Partial<SweepVisit> = {}): SweepVisit {
  return {
    id: 'v', roundId: 'r', householdId: 'h', outcome, method: 'DOOR', returnees: {}, note: null, visitedAt: new Date('2022-11-20T10:00:00Z'),
    receivedAt: new Date('2022-11-20T12:00:00Z'), visitedBy: '甲组', visitedById: 'a', standing: 'COUNTED', version: 1, basedOn: null, answers: [], ...change,
  };
}
const other = (outcome: SweepOutcome, change: Partial<SweepVisit> = {}) => visit(outcome, { visitedById: 'b', visitedBy: '乙组', ...change });
/** The second squad did not know of the first. */
const blind = { version: 1, knownVersion: 0 };
const answer = (questionId: string, value: string) => ({ groupId: 'g', groupVersion: 1, questionId, value });

describe('a second squad that did not know of the first', () => {
  it.each([
    ['ABSENT', 'VISITED', 'COUNTED'],
    ['REFUSED', 'VISITED', 'COUNTED'],
    ['ABSENT', 'REFUSED', 'COUNTED'],
    ['ABSENT', 'VACANT', 'COUNTED'],
    ['VISITED', 'ABSENT', 'LATE'],
    ['VACANT', 'ABSENT', 'LATE'],
    ['VISITED', 'REFUSED', 'LATE'],
    ['VISITED', 'VISITED', 'CONFIRMS'],
    ['VISITED', 'VACANT', 'CONFLICT'],
    ['VISITED', 'NOT_FOUND', 'CONFLICT'],
    ['VACANT', 'REFUSED', 'CONFLICT'],
    ['MOVED_AWAY', 'VACANT', 'CONFLICT'],
    ['NOT_FOUND', 'ABSENT', 'CONFLICT'],
  ] as const)('after %s finds %s: %s', (known, found, standing) => {
    expect(judgeMeeting(visit(known), other(found), blind)).toMatchObject({ standing });
  });

  it('adds what the first did not ask, and contradicts where both counted', () => {
    const first = visit('VISITED', { returnees: { OUTBREAK_CITY: 2, OTHER_PROVINCE: 1 }, answers: [answer('fever', 'NO')], note: '一' });
    expect(judgeMeeting(first, other('VISITED', { returnees: { OUTBREAK_CITY: 2, SAME_PROVINCE: 3, OTHER_PROVINCE: 0 }, answers: [answer('dog', 'YES')], note: '二' }), blind)).toEqual({
      standing: 'MERGED',
      found: { outcome: 'VISITED', returnees: { OUTBREAK_CITY: 2, OTHER_PROVINCE: 1, SAME_PROVINCE: 3 }, answers: [answer('fever', 'NO'), answer('dog', 'YES')], note: '一；二' },
    });
    expect(judgeMeeting(first, other('VISITED', { returnees: { OUTBREAK_CITY: 1 }, answers: [answer('fever', 'YES')] }), blind)).toEqual({
      standing: 'CONFLICT', fields: ['returnees.OUTBREAK_CITY', 'answers.g.fever'],
    });
  });
});

it('whoever knew the door\'s version changes it, whatever clocks say', () => {
  expect(judgeMeeting(visit('VISITED'), other('VACANT', { visitedAt: new Date('2022-11-17T10:00:00Z') }), { version: 4, knownVersion: 4 })).toEqual({ standing: 'COUNTED' });
});

it('the same person corrects oneself by what was seen last', () => {
  expect(judgeMeeting(visit('VISITED'), visit('VACANT', { visitedAt: new Date('2022-11-20T11:00:00Z') }), blind)).toEqual({ standing: 'COUNTED' });
  expect(judgeMeeting(visit('VISITED'), visit('VACANT', { visitedAt: new Date('2022-11-20T09:00:00Z') }), blind)).toEqual({ standing: 'LATE' });
});

it('a decision takes each field from its side, and with the outcome all that side found', () => {
  const first = visit('VISITED', { returnees: { OUTBREAK_CITY: 2 }, answers: [answer('fever', 'NO')] });
  const second = other('VISITED', { returnees: { OUTBREAK_CITY: 1, SAME_PROVINCE: 1 }, answers: [answer('fever', 'YES')] });
  expect(resolveFound(first, second, { 'returnees.OUTBREAK_CITY': 'SECOND', 'answers.g.fever': 'FIRST' })).toMatchObject({
    outcome: 'VISITED', returnees: { OUTBREAK_CITY: 1, SAME_PROVINCE: 1 }, answers: [answer('fever', 'NO')],
  });
  expect(resolveFound(first, other('VACANT'), { outcome: 'SECOND' })).toMatchObject({ outcome: 'VACANT', returnees: {} });
});
