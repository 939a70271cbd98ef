import { dayAfter } from '../times.rules.ts';

/** How often a household may go out. A version never changes; a new rule is a new version. */
export interface QuotaRule {
  version: string;
  /** Outings allowed within a period. */
  outings: number;
  /** Length of the period in days of Asia/Shanghai, the day of the outing included. */
  days: number;
  hoursOut: number | null;
  /** How long a pass issued under this rule is valid. */
  passDays: number;
  summaryZh: string;
  summaryEn: string;
}

/** Days that one outing of a household uses up in its slot: from `from` to before `below`. */
export interface OutingPeriod {
  householdId: string;
  slot: number;
  from: string;
  below: string;
}

/**
 * The first day from `today` on that an outing may begin: one of the rule's slots is free for all its days.
 * The statement that takes outings decides the same way.
 */
export function nextOutingDay(rule: QuotaRule, taken: readonly OutingPeriod[], today: string): string {
  const ends = taken.map(({ below }) => below).filter((below) => below > today);
  const free = [today, ...ends].sort().find((day) => hasFreeSlot(rule, taken, day));
  // Past the end of every period all slots are free.
  return free ?? ends.sort().at(-1) ?? today;
}

function hasFreeSlot(rule: QuotaRule, taken: readonly OutingPeriod[], day: string): boolean {
  const below = dayAfter(day, rule.days);
  const busy = new Set(taken.filter((period) => period.from < below && day < period.below).map(({ slot }) => slot));
  return Array.from({ length: rule.outings }, (_, at) => at + 1).some((slot) => !busy.has(slot));
}
