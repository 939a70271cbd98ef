import { sweepOutcomes } from '@lianfang/contracts/events';
import { Refusal } from '@lianfang/platform/refusals';
import type { EscalationLevel } from '../targetgroups/revisit.rules.ts';
import type { Answer } from '../targetgroups/target-group.rules.ts';

export type SweepOutcome = 'VISITED' | 'ABSENT' | 'REFUSED' | 'VACANT' | 'MOVED_AWAY' | 'NOT_FOUND';
export type SweepMethod = 'DOOR' | 'PHONE' | 'QR' | 'CHECKPOINT' | 'TIP_OFF';
export type OriginKind = 'OUTBREAK_CITY' | 'OUTBREAK_PROVINCE' | 'OTHER_PROVINCE' | 'SAME_PROVINCE' | 'NONE';
export type Returnees = Partial<Record<OriginKind, number>>;

export interface SweepRound {
  id: string;
  name: string;
  areaCode: string;
  state: 'OPEN' | 'CLOSED';
  methods: SweepMethod[];
  startsOn: string;
  endsOn: string;
  openedAt: Date;
  openedBy: string;
  targetGroupIds: string[];
  /** The revisit rule that was in force when it opened. */
  ruleAreaCode: string;
  ruleVersion: number;
}

export type VisitStanding = 'COUNTED' | 'MERGED' | 'CONFIRMS' | 'LATE' | 'CONFLICT' | 'RESOLVED';

export interface SweepVisit {
  id: string;
  roundId: string;
  householdId: string;
  outcome: SweepOutcome;
  method: SweepMethod;
  returnees: Returnees;
  note: string | null;
  visitedAt: Date;
  receivedAt: Date;
  visitedBy: string;
  /** Of the account; empty for visits from before accounts were kept. */
  visitedById: string;
  standing: VisitStanding;
  /** The version of the door that it made; null when it made none. */
  version: number | null;
  basedOn: number | null;
  answers: Answer[];
  /** Grid of the door, by which note and answers are masked; told beside the row, not in it. */
  areaCode?: string;
}

/** An answer with where it was given, by which it is masked. */
export type ToldAnswer = Answer & { areaCode: string | undefined };

/** One door of a round, with the visit that counts. */
export interface SweepTarget {
  roundId: string;
  householdId: string;
  areaCode: string;
  version: number;
  attempts: number;
  escalatedTo: EscalationLevel | null;
  conflicted: boolean;
  lastVisit: SweepVisit | null;
}

export interface SweepCoverage {
  roundId: string;
  areaCode: string;
  households: number;
  reached: number;
  unreached: number;
  returnees: Returnees;
  outcomes: Record<SweepOutcome, number>;
  escalated: number;
  conflicted: number;
}

export interface SweepRoundDraft {
  name: string;
  areaCode: string;
  methods: SweepMethod[];
  startsOn: string;
  endsOn: string;
  targetGroupIds: string[];
}

/** How the counts of a grid move when a visit takes the place of another. */
export interface CoverageChange {
  reached: number;
  returnees: Returnees;
}

/** Outcomes after which nobody has to come back. */
const reaching: ReadonlySet<SweepOutcome> = new Set(['VISITED', 'VACANT', 'MOVED_AWAY']);

/** A phone's clock may run ahead of ours by this much before its time is refused. */
export const clockSkewMs = 5 * 60_000;

/** A sweep takes days; one that begins or ends further away than this is a slip of the year. */
const farthestDays = 366;

/** @throws Refusal SWEEP_NAME_INVALID, SWEEP_PERIOD_INVALID, SWEEP_METHOD_MISSING */
export function openRound(draft: SweepRoundDraft, by: Pick<SweepRound, 'id' | 'openedBy' | 'openedAt' | 'ruleAreaCode' | 'ruleVersion'>): SweepRound {
  const name = draft.name.trim();
  if (!name || name.length > 100) throw sweepNameInvalid();
  if (draft.endsOn < draft.startsOn || isFarFrom(by.openedAt, draft.startsOn) || isFarFrom(by.openedAt, draft.endsOn)) throw sweepPeriodInvalid();
  if (draft.methods.length === 0) throw sweepMethodMissing();
  return { ...draft, ...by, name, methods: [...new Set(draft.methods)], targetGroupIds: [...new Set(draft.targetGroupIds)], state: 'OPEN' };
}

function isFarFrom(at: Date, day: string): boolean {
  return Math.abs(Date.parse(day) - at.getTime()) > farthestDays * 86_400_000;
}

/** A phone keeps visits without network for days, not months: an older time is a clock that was never set. */
const oldestVisitDays = 30;

/** @throws Refusal SWEEP_NOT_OPEN, VISIT_IN_FUTURE, VISIT_TOO_OLD, RETURNEES_INVALID */
export function judgeVisit(visit: Pick<SweepVisit, 'visitedAt' | 'receivedAt' | 'returnees'>, round: SweepRound): void {
  if (round.state !== 'OPEN') throw sweepNotOpen();
  if (visit.visitedAt.getTime() > visit.receivedAt.getTime() + clockSkewMs) throw visitInFuture();
  if (visit.visitedAt.getTime() < visit.receivedAt.getTime() - oldestVisitDays * 86_400_000) throw visitTooOld();
  if (Object.values(visit.returnees).some((people) => people < 0 || people > 99)) throw returneesInvalid();
}

/** What a visit changes in the counts of its grid. */
export function coverageChange(before: SweepVisit | null, visit: Pick<SweepVisit, 'outcome' | 'returnees'>): CoverageChange {
  return { reached: Number(isReached(visit)) - Number(isReached(before)), returnees: difference(visit.returnees, before?.returnees ?? {}) };
}

export function isReached(visit: Pick<SweepVisit, 'outcome'> | null): boolean {
  return visit !== null && reaching.has(visit.outcome);
}

function difference(after: Returnees, before: Returnees): Returnees {
  const origins = new Set([...Object.keys(after), ...Object.keys(before)]) as Set<OriginKind>;
  const moved = [...origins].map((origin) => [origin, (after[origin] ?? 0) - (before[origin] ?? 0)] as const);
  return Object.fromEntries(moved.filter(([, people]) => people !== 0));
}

export function originCounts(returnees: Returnees): { origin: OriginKind; people: number }[] {
  return (Object.entries(returnees) as [OriginKind, number][]).filter(([, people]) => people > 0).map(([origin, people]) => ({ origin, people }));
}

export function outcomeCounts(outcomes: Readonly<Record<SweepOutcome, number>>): { outcome: SweepOutcome; doors: number }[] {
  return sweepOutcomes.filter((outcome) => outcomes[outcome] > 0).map((outcome) => ({ outcome, doors: outcomes[outcome] }));
}

function sweepNameInvalid(): Refusal {
  return new Refusal('SWEEP_NAME_INVALID', {
    zh: '请填写排查轮次名称（不超过 100 字），如“第一轮：疫区返回人员”。',
    en: 'Give the round a name of at most 100 characters, e.g. "Round 1: returnees".',
  });
}

function sweepPeriodInvalid(): Refusal {
  return new Refusal('SWEEP_PERIOD_INVALID', {
    zh: '起止日期不正确：结束不能早于开始，且都应在今天前后一年之内。',
    en: 'The dates are wrong: a round ends no earlier than it starts, and both lie within a year of today.',
  });
}

function sweepMethodMissing(): Refusal {
  return new Refusal('SWEEP_METHOD_MISSING', { zh: '请至少选择一种排查方式。', en: 'Choose at least one method.' });
}

export function sweepNotOpen(): Refusal {
  return new Refusal('SWEEP_NOT_OPEN', {
    zh: '该轮排查不存在或已结束，请选择进行中的轮次。',
    en: 'This round does not exist or is closed. Choose an open one.',
  });
}

export function householdNotInSweep(): Refusal {
  return new Refusal('HOUSEHOLD_NOT_IN_SWEEP', {
    zh: '该户不在本轮排查范围内，请核对轮次和地址。',
    en: 'This household is not part of the round. Check the round and the address.',
  });
}

function visitInFuture(): Refusal {
  return new Refusal('VISIT_IN_FUTURE', {
    zh: '走访时间晚于现在，请校准手机时间后重新提交。',
    en: 'The time of the visit is in the future. Set the clock of the phone and send it again.',
  });
}

function visitTooOld(): Refusal {
  return new Refusal('VISIT_TOO_OLD', {
    zh: `走访时间早于 ${oldestVisitDays} 天前，请校准手机日期后重新提交。`,
    en: `The time of the visit is more than ${oldestVisitDays} days ago. Set the date of the phone and send it again.`,
  });
}

function returneesInvalid(): Refusal {
  return new Refusal('RETURNEES_INVALID', {
    zh: '返回人数应在 0 至 99 之间。',
    en: 'The number of returnees must be between 0 and 99.',
  });
}

export function sweepExportTooLarge(): Refusal {
  return new Refusal('SWEEP_EXPORT_TOO_LARGE', {
    zh: '未完成的住户超过 20,000 户，请选择下级区划分别导出。',
    en: 'More than 20,000 doors are left. Choose an area further down and export each.',
  });
}
