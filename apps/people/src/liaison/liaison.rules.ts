import { isAreaCode } from '@lianfang/contracts/areas';
import { shanghaiDay } from '@lianfang/platform/clock';
import { Refusal } from '@lianfang/platform/refusals';
import type { Move } from './evening.rules.ts';

export type LiaisonOutcome = 'SEEN' | 'BY_PHONE' | 'ABSENT' | 'REFUSED';

export interface LiaisonVisit {
  id: string;
  householdId: string;
  officialId: string | null;
  areaCode: string;
  day: string;
  outcome: LiaisonOutcome;
  note: string | null;
  visitedAt: Date;
  receivedAt: Date;
  visitedBy: string;
}

export interface LiaisonCheck {
  visitId: string;
  personId: string;
  healthCode: 'GREEN' | 'YELLOW' | 'RED' | null;
  travelCode: 'CLEAR' | 'STARRED' | null;
  vaccineDoses: number | null;
  travelsTo: string | null;
  travelsFrom: string | null;
  travelsUntil: string | null;
}

export interface LiaisonPlan {
  id: string;
  areaCode: string;
  kind: 'ANEW' | 'EVEN';
  state: 'PREVIEWED' | 'APPLIED' | 'UNDONE';
  households: number;
  officials: number;
  moves: number;
  madeAt: Date;
  madeBy: string;
  appliedAt: Date | null;
  undoneAt: Date | null;
}

/** A household and who looks after it. */
export interface LiaisonDoor {
  householdId: string;
  officialId: string;
  areaCode: string;
  lastSeenOn: string | null;
}

export interface LiaisonCounts {
  areaCode: string;
  households: number;
  seenToday: number;
  occupied: number;
  orphaned: number;
}

/** How many households each official has before and after a plan. */
export interface PlanLine {
  officialId: string;
  was: number;
  becomes: number;
  receives: number;
  gives: number;
}

const seeing: ReadonlySet<LiaisonOutcome> = new Set(['SEEN', 'BY_PHONE']);
const skewMs = 5 * 60_000;
const oldestVisitDays = 14;
/** What is asked about: the next fourteen days. */
const intentDays = 14;
const longestNote = 200;
const dayMs = 86_400_000;

export function isSeen(outcome: LiaisonOutcome): boolean {
  return seeing.has(outcome);
}

/** @throws Refusal VISIT_IN_FUTURE, VISIT_TOO_OLD, LIAISON_NOTE_INVALID */
export function judgeLiaisonVisit(visit: LiaisonVisit): void {
  if (visit.visitedAt.getTime() > visit.receivedAt.getTime() + skewMs) throw visitInFuture();
  if (visit.visitedAt.getTime() < visit.receivedAt.getTime() - oldestVisitDays * dayMs) throw visitTooOld();
  if ((visit.note?.length ?? 0) > longestNote) throw noteInvalid();
}

/** @throws Refusal VACCINE_DOSES_INVALID, TRAVEL_INVALID */
export function judgeCheck(check: LiaisonCheck, visitedAt: Date): void {
  const { vaccineDoses, travelsTo, travelsFrom, travelsUntil } = check;
  if (vaccineDoses !== null && (vaccineDoses < 0 || vaccineDoses > 5)) throw dosesInvalid();
  if (travelsTo === null && travelsFrom === null && travelsUntil === null) return;
  const today = shanghaiDay(visitedAt);
  const latest = shanghaiDay(new Date(visitedAt.getTime() + intentDays * dayMs));
  const placed = travelsTo !== null && travelsTo.length >= 4 && isAreaCode(travelsTo);
  if (!placed || travelsFrom === null || travelsFrom < today || travelsFrom > latest || (travelsUntil !== null && travelsUntil < travelsFrom)) throw travelInvalid();
}

/** What each official has before and after, for the preview. */
export function linesOf(before: ReadonlyMap<string, number>, officials: readonly string[], moves: readonly Pick<Move, 'from' | 'to'>[]): PlanLine[] {
  const lines = new Map([...new Set([...officials, ...moves.flatMap(({ from, to }) => [from, to].filter((id) => id !== null))])].map((officialId) =>
    [officialId, { officialId, was: before.get(officialId) ?? 0, becomes: before.get(officialId) ?? 0, receives: 0, gives: 0 }]));
  for (const { from, to } of moves) {
    const [giver, receiver] = [from && lines.get(from), to && lines.get(to)];
    if (giver) Object.assign(giver, { becomes: giver.becomes - 1, gives: giver.gives + 1 });
    if (receiver) Object.assign(receiver, { becomes: receiver.becomes + 1, receives: receiver.receives + 1 });
  }
  return [...lines.values()];
}

export function noOfficial(): Refusal {
  return new Refusal('LIAISON_NO_OFFICIAL', {
    zh: '此区划没有在岗的联户干部。请先在干部名册中登记，并勾选“联户”。',
    en: 'Nobody looks after households here. Enter officials first and mark them for the liaison.',
  });
}

export function noHousehold(): Refusal {
  return new Refusal('LIAISON_NO_HOUSEHOLD', { zh: '此区划没有有人居住的住户。请先导入台账。', en: 'No occupied household lies here. Import the ledger first.' });
}

export function planUnknown(): Refusal {
  return new Refusal('LIAISON_PLAN_NOT_FOUND', {
    zh: '找不到该方案，或不在您的辖区内，或已经处理。请重新预览。',
    en: 'There is no such plan in your area, or it was dealt with already. Make a new preview.',
  });
}

export function planStale(): Refusal {
  return new Refusal('LIAISON_PLAN_STALE', {
    zh: '方案生成后，有住户或干部发生了变化，没有执行。请重新预览后再确认。',
    en: 'Households or officials have changed since this plan was made; nothing was done. Make a new preview.',
  });
}

function visitInFuture(): Refusal {
  return new Refusal('VISIT_IN_FUTURE', { zh: '走访时间晚于现在，请校准手机时间后重新提交。', en: 'The time of the visit is in the future. Set the clock of the phone and send it again.' });
}

function visitTooOld(): Refusal {
  return new Refusal('VISIT_TOO_OLD', {
    zh: `走访时间早于 ${oldestVisitDays} 天前，请校准手机日期后重新提交。`,
    en: `The time of the visit is more than ${oldestVisitDays} days ago. Set the date of the phone and send it again.`,
  });
}

function noteInvalid(): Refusal {
  return new Refusal('LIAISON_NOTE_INVALID', { zh: `备注不超过 ${longestNote} 字。`, en: `The note has at most ${longestNote} characters.` });
}

function dosesInvalid(): Refusal {
  return new Refusal('VACCINE_DOSES_INVALID', { zh: '疫苗剂次应为 0 至 5。', en: 'Vaccine doses are 0 to 5.' });
}

function travelInvalid(): Refusal {
  return new Refusal('TRAVEL_INVALID', {
    zh: `出行意向请填写目的地城市和出发日期（今天起 ${intentDays} 天内），返回不早于出发。`,
    en: `For a journey give the city and the first day, within ${intentDays} days from today; the return is no earlier.`,
  });
}
