import { nextOutingDay } from './quota.rules.ts';
import type { OutingPeriod, QuotaRule } from './quota.rules.ts';
import { dayAfter } from '../times.rules.ts';

const oncePerTwoDays: QuotaRule = { version: 'one-per-two-days', outings: 1, days: 2, hoursOut: 2, passDays: 90, summaryZh: '', summaryEn: '' };
const twiceInSeven: QuotaRule = { ...oncePerTwoDays, version: 'twice-in-seven-days', outings: 2, days: 7 };

function outing(from: string, rule: QuotaRule, slot = 1): OutingPeriod {
  return { householdId: 'household', slot, from, below: dayAfter(from, rule.days) };
}

describe('the next outing', () => {
  it('is today for a household that was not out', () => {
    expect(nextOutingDay(oncePerTwoDays, [], '2022-11-20')).toBe('2022-11-20');
  });

  it('is the day after tomorrow under one in two days', () => {
    expect(nextOutingDay(oncePerTwoDays, [outing('2022-11-20', oncePerTwoDays)], '2022-11-20')).toBe('2022-11-22');
    expect(nextOutingDay(oncePerTwoDays, [outing('2022-11-20', oncePerTwoDays)], '2022-11-22')).toBe('2022-11-22');
  });

  it('is today after the first of two in seven days, and a week after the first once both are used', () => {
    const first = outing('2022-11-20', twiceInSeven, 1);
    expect(nextOutingDay(twiceInSeven, [first], '2022-11-21')).toBe('2022-11-21');
    expect(nextOutingDay(twiceInSeven, [first, outing('2022-11-22', twiceInSeven, 2)], '2022-11-22')).toBe('2022-11-27');
  });

  it('leaves room for an outing that is known for a later day', () => {
    expect(nextOutingDay(oncePerTwoDays, [outing('2022-11-21', oncePerTwoDays)], '2022-11-20')).toBe('2022-11-23');
  });

  it('crosses the end of a year', () => {
    expect(nextOutingDay(oncePerTwoDays, [outing('2022-12-31', oncePerTwoDays)], '2022-12-31')).toBe('2023-01-02');
  });
});
