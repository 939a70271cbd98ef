import { acknowledgeAlert, closeAlert, raiseAlert } from './alert.rules.ts';

const now = new Date('2022-11-20T08:00:00+08:00');
const health = { name: '区卫健委', agency: 'health' };
const police = { name: '区公安分局', agency: 'police' };
const street = { name: '东方红街道', agency: 'street' };
const raised = raiseAlert(
  { kind: 'FEVER', areaCode: '410811001001001', checkpointId: 'gate', personId: null, passageId: 'passage' },
  { id: 'alert', now },
);
const taken = acknowledgeAlert(raised, police, now)!;
const closed = closeAlert(taken, '送发热门诊', police, now);

describe('an alert', () => {
  it('is raised to the agency that must act', () => {
    expect(raised).toMatchObject({ state: 'RAISED', ownerAgency: 'health', acknowledgedAt: null, closedAt: null });
  });

  it('is taken by the agency that acknowledges it first', () => {
    expect(taken).toMatchObject({ state: 'ACKNOWLEDGED', acknowledgedBy: '区公安分局', acknowledgedAgency: 'police', acknowledgedAt: now });
  });

  it('may be acknowledged again by that agency, which changes nothing', () => {
    expect(acknowledgeAlert(taken, { ...police, name: '另一位民警' }, now)).toBeNull();
  });

  it('may not be acknowledged by another agency, nor once closed', () => {
    expect(() => acknowledgeAlert(taken, street, now)).toThrow(expect.objectContaining({ code: 'ALERT_TAKEN' }));
    expect(() => acknowledgeAlert(closed, police, now)).toThrow(expect.objectContaining({ code: 'ALERT_CLOSED' }));
  });

  it('is closed with what was done', () => {
    expect(closeAlert(taken, ' 送发热门诊 ', police, now)).toMatchObject({ state: 'CLOSED', outcome: '送发热门诊', closedBy: '区公安分局' });
  });

  it('that nobody acknowledged is acknowledged by its closing', () => {
    expect(closeAlert(raised, '已处置', police, now)).toMatchObject({ state: 'CLOSED', acknowledgedAgency: 'police', acknowledgedAt: now });
  });

  it('may be closed by the agency that must act although another acknowledged it, by no third', () => {
    expect(closeAlert(taken, '已处置', health, now).state).toBe('CLOSED');
    expect(() => closeAlert(taken, '已处置', street, now)).toThrow(expect.objectContaining({ code: 'ALERT_TAKEN' }));
  });

  it.each([
    ['without an outcome', '  ', 'ALERT_OUTCOME_MISSING'],
    ['with a novel', '字'.repeat(501), 'ALERT_OUTCOME_TOO_LONG'],
  ])('is not closed %s', (_case, outcome, code) => {
    expect(() => closeAlert(taken, outcome, police, now)).toThrow(expect.objectContaining({ code }));
  });

  it('is closed once', () => {
    expect(() => closeAlert(closed, '再次', police, now)).toThrow(expect.objectContaining({ code: 'ALERT_CLOSED' }));
  });
});
