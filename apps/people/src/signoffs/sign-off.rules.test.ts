import { demandFinished, demandLevel, judgeSignature, readReturnReason } from './sign-off.rules.ts';
import type { GridStanding } from './sign-off.rules.ts';

const refusal = (code: string) => expect.objectContaining({ code });
const coverage = { roundId: 'r', areaCode: 'g', households: 3, reached: 2, unreached: 1, returnees: {}, outcomes: { VISITED: 2, ABSENT: 1, REFUSED: 0, VACANT: 0, MOVED_AWAY: 0, NOT_FOUND: 0 }, escalated: 0, conflicted: 0 };
const standing = (level: number): GridStanding => ({ roundId: 'r', areaCode: 'g', level, version: 1, snapshotId: 's' });

describe('a signature', () => {
  it('is given by the role of its level', () => {
    const clerk = { scopes: new Set(['sweep:endorse']) };
    expect(() => demandLevel(clerk, 'COMMUNITY')).not.toThrow();
    for (const level of ['INVESTIGATOR', 'STREET'] as const) expect(() => demandLevel(clerk, level)).toThrow(refusal('SIGN_LEVEL_NOT_YOURS'));
  });

  it('follows the level below and no other', () => {
    const sign = (level: 'INVESTIGATOR' | 'COMMUNITY' | 'STREET', stands: number) => () => judgeSignature({ level, act: 'SIGNED', snapshotId: 's', signerId: 'c' }, standing(stands), []);
    expect(sign('COMMUNITY', 1)).not.toThrow();
    for (const [level, stands] of [['COMMUNITY', 0], ['COMMUNITY', 2], ['STREET', 1], ['INVESTIGATOR', 1], ['STREET', 3]] as const)
      expect(sign(level, stands)).toThrow(refusal('SIGN_OUT_OF_ORDER'));
  });

  it('is over the snapshot that was looked at, and by another person than below', () => {
    expect(() => judgeSignature({ level: 'COMMUNITY', act: 'SIGNED', snapshotId: 'old', signerId: 'c' }, standing(1), [])).toThrow(refusal('SNAPSHOT_OUTDATED'));
    expect(() => judgeSignature({ level: 'COMMUNITY', act: 'SIGNED', snapshotId: 's', signerId: 'c' }, standing(1), [{ level: 1, act: 'SIGNED', signerId: 'c' }])).toThrow(refusal('SIGNED_BY_SAME_PERSON'));
    expect(() => judgeSignature({ level: 'COMMUNITY', act: 'RETURNED', snapshotId: 's', signerId: 'c' }, standing(1), [{ level: 1, act: 'SIGNED', signerId: 'c' }])).not.toThrow();
  });

  it('needs every door tried and no contradiction', () => {
    expect(() => demandFinished(coverage)).not.toThrow();
    expect(() => demandFinished({ ...coverage, unreached: 0 })).toThrow(refusal('GRID_NOT_FINISHED'));
    expect(() => demandFinished({ ...coverage, conflicted: 1 })).toThrow(refusal('GRID_HAS_CONFLICTS'));
  });
});

it('whoever gives a grid back says why', () => {
  expect(readReturnReason(' 302 缺体温 ')).toBe('302 缺体温');
  for (const text of ['  ', '长'.repeat(201)]) expect(() => readReturnReason(text)).toThrow(refusal('RETURN_REASON_MISSING'));
});
