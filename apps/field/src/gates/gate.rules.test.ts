import { isFever, isNewSighting, judgeOffline, readTemperature, shownVerdict, verdictStay } from './gate.rules.ts';
import type { OfflineCase } from './gate.rules.ts';
import { passageSteps, passerLabel, sentPassage } from './passage.rules.ts';
import type { PassageForm } from './passage.rules.ts';

const facts = { passId: 'p', householdId: 'h', personId: 'u', expiresAt: 1 };
const sound: OfflineCase = { pass: { kind: 'sound', facts }, temperature: 36.5, checkpointOpen: true, direction: 'OUT', lastReason: null };

describe('a gate without network', () => {
  it('lets a sound pass through, to be checked later', () => {
    expect(judgeOffline(sound)).toMatchObject({ tone: 'pending', reason: 'OFFLINE' });
  });

  it('says so when it could not check the signature', () => {
    expect(judgeOffline({ ...sound, pass: { kind: 'unverified', facts } })).toMatchObject({ tone: 'pending', reason: 'UNVERIFIED' });
  });

  it.each<[string, Partial<OfflineCase>]>([
    ['FEVER', { temperature: 37.3 }],
    ['PASS_UNKNOWN', { pass: { kind: 'unknown' } }],
    ['PASS_EXPIRED', { pass: { kind: 'expired', facts } }],
    ['UNDER_ISOLATION', { lastReason: 'UNDER_ISOLATION' }],
    ['PASS_REVOKED', { lastReason: 'PASS_REVOKED' }],
    ['QUOTA_USED', { lastReason: 'QUOTA_USED' }],
    ['CHECKPOINT_CLOSED', { checkpointOpen: false }],
  ])('refuses for %s', (reason, change) => {
    expect(judgeOffline({ ...sound, ...change })).toMatchObject({ tone: 'refused', reason });
  });

  it('lets somebody come home whose household has used its outings', () => {
    expect(judgeOffline({ ...sound, lastReason: 'QUOTA_USED', direction: 'IN' }).tone).toBe('pending');
  });
});

describe('a temperature', () => {
  it.each([['36.5', 36.5], ['365', 36.5], ['３６．５', 36.5], ['36,5', 36.5], ['37', 37], ['36.54℃', 36.5]])('typed as %s is %d', (text, value) => {
    expect(readTemperature(text)).toBe(value);
  });

  it.each(['', '3', '98.6', '20', 'abc', '36.555'])('is not "%s"', (text) => expect(readTemperature(text)).toBeNull());

  it('is fever from 37.3', () => expect([37.2, 37.3, null].map(isFever)).toEqual([false, true, false]));
});

describe('the verdict screen', () => {
  it('shows the server\'s word, reason and person', () => {
    expect(shownVerdict({ verdict: 'REFUSED', reason: 'UNDER_ISOLATION', reasonText: '隔离中', person: { name: '王**' } }))
      .toEqual({ tone: 'refused', reason: 'UNDER_ISOLATION', reasonText: '隔离中', personName: '王**' });
    expect(shownVerdict({ verdict: 'ALLOWED', reason: null, person: null })).toEqual({ tone: 'allowed', reason: null, reasonText: null, personName: null });
  });

  it('leaves a second and more for the answer within seven seconds from scan to scan', () => {
    expect(Math.max(...(['allowed', 'pending', 'refused'] as const).map(verdictStay))).toBeLessThanOrEqual(5_500);
  });

  it('is not followed by the same pass that is still before the camera', () => {
    const last = { code: 'a', at: 1_000 };
    expect([isNewSighting('a', last, 2_000), isNewSighting('b', last, 2_000), isNewSighting('a', last, 4_001), isNewSighting('a', null, 0)]).toEqual([false, true, true, true]);
  });
});

describe('a passage', () => {
  const form: PassageForm = {
    checkpointId: 'gate', checkpointName: '东门', direction: 'OUT', passer: { by: 'pass', code: 'LF1.abc.defghi' }, temperature: 36.5, plate: ' 豫h 12345', passedAt: '2022-11-20T00:00:00Z',
  };
  const keys = { person: 'k1', passage: 'k2' };

  it('by a pass is one step, with the time of the gate', () => {
    expect(passageSteps(form, keys)).toEqual([{
      operation: 'recordPassage', answer: null,
      input: { key: 'k2', checkpointId: 'gate', direction: 'OUT', passCode: 'LF1.abc.defghi', personId: null, temperature: 36.5, plate: '豫H12345', passedAt: '2022-11-20T00:00:00Z' },
    }]);
  });

  it('by a document identifies the person first', () => {
    const document = { name: ' 李明 ', documentKind: 'PASSPORT' as const, idNumber: 'e１２３４５', birthDate: '', phone: '', areaCode: '410811001001', householdId: null };
    const steps = passageSteps({ ...form, passer: { by: 'document', document } }, keys);
    expect(steps.map(({ operation }) => operation)).toEqual(['identifyPerson', 'recordPassage']);
    expect(steps[0]?.input).toMatchObject({ key: 'k1', name: '李明', idNumber: 'E12345' });
    expect(steps[1]?.takes).toEqual({ field: 'personId', fromStep: 0 });
  });

  it('leaves neither code nor document on the phone once it is sent', () => {
    expect(sentPassage(form)).toMatchObject({ passer: { by: 'person', name: '…defghi' }, plate: '', temperature: 36.5 });
  });

  it('is called by the end of its code, or by the person\'s name', () => {
    expect([passerLabel(form.passer), passerLabel({ by: 'person', personId: 'p', name: '张**' })]).toEqual(['…defghi', '张**']);
  });
});
