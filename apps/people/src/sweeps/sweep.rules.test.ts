import { coverageChange, judgeVisit, openRound } from './sweep.rules.ts';
import type { SweepOutcome, SweepRound, SweepVisit } from './sweep.rules.ts';

const round: SweepRound = {
  id: 'round',
  name: '第一轮',
  areaCode: '410811001',
  state: 'OPEN',
  methods: ['DOOR'],
  startsOn: '2022-11-20',
  endsOn: '2022-11-22',
  openedAt: new Date('2022-11-20T00:00:00Z'),
  openedBy: '街道',
  targetGroupIds: [],
  ruleAreaCode: '',
  ruleVersion: 1,
};

function visit(outcome: SweepOutcome, at = '2022-11-20T10:00:00Z', returnees: SweepVisit['returnees'] = {}): SweepVisit {
  return {
    id: at,
    roundId: 'round',
    householdId: 'household',
    outcome,
    method: 'DOOR',
    returnees,
    note: null,
    visitedAt: new Date(at),
    receivedAt: new Date('2022-11-20T12:00:00Z'),
    visitedBy: '网格员',
    visitedById: 'grid',
    standing: 'COUNTED',
    version: 1,
    basedOn: null,
    answers: [],
  };
}

describe('a sweep round', () => {
  const by = { id: 'round', openedBy: '街道', openedAt: new Date('2022-11-20T00:00:00Z'), ruleAreaCode: '', ruleVersion: 1 };

  it('needs a name', () => {
    expect(() => openRound({ ...round, name: '  ' }, by)).toThrow(expect.objectContaining({ code: 'SWEEP_NAME_INVALID' }));
  });

  it('does not end before it starts', () => {
    expect(() => openRound({ ...round, endsOn: '2022-11-19' }, by)).toThrow(expect.objectContaining({ code: 'SWEEP_PERIOD_INVALID' }));
  });
});

describe('a round with a slip', () => {
  const by = { id: 'round', openedBy: '街道', openedAt: new Date('2022-11-20T00:00:00Z'), ruleAreaCode: '', ruleVersion: 1 };

  it.each([
    ['in the year 1', { startsOn: '0001-01-01' }, 'SWEEP_PERIOD_INVALID'],
    ['in the year 2999', { endsOn: '2999-01-01' }, 'SWEEP_PERIOD_INVALID'],
    ['without a method', { methods: [] }, 'SWEEP_METHOD_MISSING'],
  ])('%s is refused', (_case, change, code) => {
    expect(() => openRound({ ...round, ...change }, by)).toThrow(expect.objectContaining({ code }));
  });

  it('of one method twice has it once', () => {
    expect(openRound({ ...round, methods: ['DOOR', 'DOOR'] }, by).methods).toEqual(['DOOR']);
  });
});

describe('a visit', () => {
  it('is refused once the round is closed', () => {
    expect(() => judgeVisit(visit('VISITED'), { ...round, state: 'CLOSED' })).toThrow(expect.objectContaining({ code: 'SWEEP_NOT_OPEN' }));
  });

  it('may come from a clock five minutes ahead, not more', () => {
    expect(() => judgeVisit(visit('VISITED', '2022-11-20T12:05:00Z'), round)).not.toThrow();
    expect(() => judgeVisit(visit('VISITED', '2022-11-20T12:05:01Z'), round)).toThrow(expect.objectContaining({ code: 'VISIT_IN_FUTURE' }));
  });

  it('is not from a phone whose clock was never set', () => {
    expect(() => judgeVisit(visit('VISITED', '1970-01-01T00:00:00Z'), round)).toThrow(expect.objectContaining({ code: 'VISIT_TOO_OLD' }));
  });

  it('cannot find a negative number of returnees', () => {
    expect(() => judgeVisit(visit('VISITED', undefined, { OUTBREAK_CITY: -1 }), round)).toThrow(
      expect.objectContaining({ code: 'RETURNEES_INVALID' }),
    );
  });
});

describe('coverage', () => {
  it.each([['VISITED', 1], ['VACANT', 1], ['MOVED_AWAY', 1], ['ABSENT', 0], ['REFUSED', 0], ['NOT_FOUND', 0]] as const)('of a first visit %s moves by %i reached', (outcome, reached) => {
    expect(coverageChange(null, visit(outcome))).toEqual({ reached, returnees: {} });
  });

  it('of a second visit moves only by the difference', () => {
    const before = visit('ABSENT', '2022-11-20T09:00:00Z', { OUTBREAK_CITY: 2 });
    const after = visit('VISITED', '2022-11-20T10:00:00Z', { OUTBREAK_CITY: 1, OTHER_PROVINCE: 1 });
    expect(coverageChange(before, after)).toEqual({ reached: 1, returnees: { OUTBREAK_CITY: -1, OTHER_PROVINCE: 1 } });
  });
});
