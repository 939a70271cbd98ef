import { registerCheckpoint } from '../checkpoints/checkpoint.rules.ts';
import type { PersonCode } from '../codes/code.rules.ts';
import type { Pass, PersonBlock } from '../passes/pass.rules.ts';
import { alertOf, readPassage, reasonAgainst, recordPassage, usesQuota } from './passage.rules.ts';
import type { PassageDraft, PassageFacts } from './passage.rules.ts';

const now = new Date('2022-11-20T08:00:00+08:00');
const person = '018f6f6e-0000-7000-8000-000000000002';
const draft: PassageDraft = { key: 'k', checkpointId: 'gate', direction: 'OUT', passCode: 'LF1.x.y', temperature: 36.5, passedAt: now };
const pass: Pass = {
  id: 'pass',
  householdId: 'household',
  personId: person,
  areaCode: '410811001001001',
  ruleVersion: 'one-per-two-days',
  issuedAt: new Date('2022-11-01T08:00:00+08:00'),
  issuedBy: '文化巷社区',
  validUntil: new Date('2022-12-01T00:00:00+08:00'),
  revokedAt: null,
};
const checkpoint = registerCheckpoint(
  { name: '东门', kind: 'COMPOUND_GATE', areaCode: '410811001001001', headcount: 2 },
  { id: 'gate', now: new Date('2022-01-01T00:00:00+08:00') },
);
const isolated: PersonBlock = { orderId: 'order', personId: person, blockedFrom: new Date('2022-11-19T08:00:00+08:00'), releasedAt: null };
const yellow: PersonCode = { changeId: '1', personId: person, code: 'YELLOW', validFrom: new Date('2022-11-18T08:00:00+08:00'), validUntil: null };
const red: PersonCode = { ...yellow, changeId: '2', code: 'RED', validFrom: new Date('2022-11-19T08:00:00+08:00') };
const facts: PassageFacts = { checkpoint, pass, blocks: [], codes: [] };

describe('a passage', () => {
  it('is let through when nothing speaks against it', () => {
    expect(reasonAgainst(draft, facts)).toBeNull();
  });

  // Every fault stands in each case; the first of the order decides, and is then put right.
  it('is refused for the first reason of the order', () => {
    const worst: PassageFacts = {
      checkpoint: { ...checkpoint, open: false },
      pass: { ...pass, revokedAt: now, validUntil: now },
      blocks: [isolated],
      codes: [yellow, red],
    };
    const feverish = { ...draft, temperature: 37.3 };
    expect(reasonAgainst(feverish, worst)).toBe('UNDER_ISOLATION');
    expect(reasonAgainst(feverish, { ...worst, blocks: [] })).toBe('RED_CODE');
    expect(reasonAgainst(feverish, { ...worst, blocks: [], codes: [yellow] })).toBe('YELLOW_CODE');
    expect(reasonAgainst(feverish, { ...worst, blocks: [], codes: [] })).toBe('PASS_REVOKED');
    expect(reasonAgainst(feverish, { ...worst, blocks: [], codes: [], pass: { ...pass, validUntil: now } })).toBe('PASS_EXPIRED');
    expect(reasonAgainst(feverish, { ...worst, blocks: [], codes: [], pass: null })).toBe('PASS_UNKNOWN');
    expect(reasonAgainst(feverish, { ...worst, blocks: [], codes: [], pass })).toBe('CHECKPOINT_CLOSED');
    expect(reasonAgainst(feverish, { ...facts })).toBe('FEVER');
  });

  it('is judged by the time on the device: what was ordered later does not reach back', () => {
    const later = new Date(now.getTime() + 1);
    const since = { ...facts, blocks: [{ ...isolated, blockedFrom: later }], pass: { ...pass, revokedAt: later } };
    expect(reasonAgainst(draft, since)).toBeNull();
    expect(reasonAgainst({ ...draft, passedAt: later }, since)).toBe('UNDER_ISOLATION');
  });

  it('is judged by the code that held then: given by that time, and its term not over', () => {
    const hour = (from: number) => new Date(now.getTime() + from * 3_600_000);
    const green: PersonCode = { ...red, changeId: '3', code: 'GREEN', validFrom: now };
    expect(reasonAgainst(draft, { ...facts, codes: [green, red] })).toBeNull();
    expect(reasonAgainst({ ...draft, passedAt: hour(-1) }, { ...facts, codes: [green, red] })).toBe('RED_CODE');
    expect(reasonAgainst(draft, { ...facts, codes: [{ ...red, validUntil: now }] })).toBeNull();
    expect(reasonAgainst({ ...draft, passedAt: hour(-1) }, { ...facts, codes: [{ ...red, validUntil: now }] })).toBe('RED_CODE');
  });

  it('of an identified person without a pass is let through', () => {
    expect(reasonAgainst({ ...draft, passCode: null, personId: person }, { ...facts, pass: null })).toBeNull();
  });

  it('begins to be a fever at 37.3 °C, to a tenth as thermometers show it', () => {
    const read = (temperature: number) => reasonAgainst(readPassage({ ...draft, temperature }, now), facts);
    expect([read(37.2), read(37.24), read(37.25), read(37.3), read(41)]).toEqual([null, null, 'FEVER', 'FEVER', 'FEVER']);
  });

  it('uses quota only out of the gate and with a pass', () => {
    expect([usesQuota(draft, pass), usesQuota({ ...draft, direction: 'IN' }, pass), usesQuota(draft, null)]).toEqual([true, false, false]);
  });
});

describe('a passage is not taken', () => {
  it.each<[string, Partial<PassageDraft>, string]>([
    ['without a person', { passCode: null }, 'PASSAGE_WITHOUT_PERSON'],
    ['of a person that is no id', { personId: 'somebody' }, 'ID_INVALID'],
    ['of a time to come', { passedAt: new Date(now.getTime() + 5 * 60_000 + 1) }, 'PASSAGE_IN_FUTURE'],
    ['of a phone whose clock was never set', { passedAt: new Date(0) }, 'PASSAGE_TOO_OLD'],
    ['of a body in Fahrenheit', { temperature: 98.6 }, 'TEMPERATURE_IMPLAUSIBLE'],
    ['of a cold body', { temperature: 29.9 }, 'TEMPERATURE_IMPLAUSIBLE'],
    ['of no number', { temperature: Number.NaN }, 'TEMPERATURE_IMPLAUSIBLE'],
    ['with a story for a plate', { plate: '豫H12345'.repeat(3) }, 'PLATE_INVALID'],
    ['without a key', { key: '' }, 'KEY_INVALID'],
  ])('%s', (_case, change, code) => {
    expect(() => readPassage({ ...draft, ...change }, now)).toThrow(expect.objectContaining({ code }));
  });

  it('but a phone may run ahead by five minutes, and a plate is tidied', () => {
    const read = readPassage({ ...draft, passedAt: new Date(now.getTime() + 5 * 60_000), plate: ' 豫h 12345 ' }, now);
    expect(read.plate).toBe('豫H12345');
  });
});

describe('an alert', () => {
  const by = { id: 'passage', recordedBy: '东门', now };
  const alert = (change: Partial<PassageDraft>, reason: Parameters<typeof recordPassage>[2]) =>
    alertOf(recordPassage({ ...draft, ...change }, facts, reason, by));

  it('tells a breach of isolation, and a fever whatever the passage was refused for', () => {
    expect(alert({}, 'UNDER_ISOLATION')).toBe('ISOLATION_BREACH');
    expect(alert({ temperature: 38 }, 'FEVER')).toBe('FEVER');
    expect(alert({ temperature: 38 }, 'PASS_EXPIRED')).toBe('FEVER');
    expect([alert({}, 'QUOTA_USED'), alert({}, null)]).toEqual([null, null]);
  });
});
