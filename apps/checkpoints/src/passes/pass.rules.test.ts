import { isBlocked, issuePass, servesStill, stateOf } from './pass.rules.ts';
import type { PersonBlock } from './pass.rules.ts';
import type { QuotaRule } from './quota.rules.ts';

const now = new Date('2022-11-20T23:30:00+08:00');
const rule: QuotaRule = { version: 'one-per-two-days', outings: 1, days: 2, hoursOut: 2, passDays: 90, summaryZh: '', summaryEn: '' };
const draft = {
  householdId: '018f6f6e-0000-7000-8000-000000000001',
  personId: '018f6f6e-0000-7000-8000-000000000002',
  areaCode: '410811001001001',
};
const by = { id: 'pass', issuedBy: '文化巷社区', now };

function block(from: string, until: string | null): PersonBlock {
  return { orderId: 'order', personId: draft.personId, blockedFrom: new Date(from), releasedAt: until ? new Date(until) : null };
}

describe('a pass', () => {
  it('follows the rule in force and is valid to the end of its last day in Shanghai', () => {
    const pass = issuePass(draft, rule, [], by);
    expect(pass).toMatchObject({ ruleVersion: 'one-per-two-days', revokedAt: null });
    expect(pass.validUntil).toEqual(new Date('2023-02-18T00:00:00+08:00'));
  });

  it('is refused to a person under isolation', () => {
    const blocks = [block('2022-11-20T08:00:00+08:00', null)];
    expect(() => issuePass(draft, rule, blocks, by)).toThrow(expect.objectContaining({ code: 'PERSON_ISOLATED' }));
  });

  it.each([
    [{ ...draft, personId: 'somebody' }, 'ID_INVALID'],
    [{ ...draft, areaCode: '410811' }, 'AREA_UNKNOWN'],
  ])('is refused for what names nobody or no household area', (wrong, code) => {
    expect(() => issuePass(wrong, rule, [], by)).toThrow(expect.objectContaining({ code }));
  });

  it('serves on until it runs out, is revoked or the holder moves', () => {
    const pass = issuePass(draft, rule, [], by);
    expect(servesStill(pass, draft, now)).toBe(true);
    expect(servesStill(pass, { ...draft, householdId: 'another' }, now)).toBe(false);
    expect(servesStill(pass, draft, pass.validUntil)).toBe(false);
    expect(servesStill({ ...pass, revokedAt: now }, draft, now)).toBe(false);
  });

  it('shows revoked before blocked before active', () => {
    const pass = issuePass(draft, rule, [], by);
    const blocks = [block('2022-11-20T08:00:00+08:00', null)];
    expect([stateOf(pass, [], now), stateOf(pass, blocks, now), stateOf({ ...pass, revokedAt: now }, blocks, now)]).toEqual([
      'ACTIVE',
      'BLOCKED',
      'REVOKED',
    ]);
  });
});

describe('an isolation order keeps a person in', () => {
  const order = block('2022-11-20T08:00:00+08:00', '2022-11-25T10:00:00+08:00');

  it.each([
    ['2022-11-20T07:59:59+08:00', false],
    ['2022-11-20T08:00:00+08:00', true],
    ['2022-11-25T09:59:59+08:00', true],
    ['2022-11-25T10:00:00+08:00', false],
  ])('from its confirmation to its release, at %s: %s', (at, blocked) => {
    expect(isBlocked([order], new Date(at))).toBe(blocked);
  });

  it('while any of several lasts', () => {
    expect(isBlocked([order, block('2022-11-24T00:00:00+08:00', null)], new Date('2022-11-26T00:00:00+08:00'))).toBe(true);
  });
});
