import { isAreaCode } from '@lianfang/contracts/areas';
import { shanghaiDay } from '@lianfang/platform/clock';
import { Refusal } from '@lianfang/platform/refusals';

/** As of the end of a day; they go on to the next day. */
export const levels = [
  'households',
  'vacantHouseholds',
  'people',
  'sweepTargets',
  'sweepReached',
  'checkpointsOpen',
  'alertsOpen',
  'ordersProposed',
  'inFacility',
  'atHome',
  'inHospital',
  'bedsOpen',
  'bedsOccupied',
  'supportOpen',
  'casesConfirmed',
  'casesInTreatment',
  'casesAsymptomatic',
  'casesSuspected',
  'contactsObserved',
] as const;

/** Of one day; the next day begins at zero. */
export const flows = [
  'returneesFromOutbreak',
  'passages',
  'passagesRefused',
  'arrivals',
  'arrivalsAtRisk',
  'alertsRaised',
  'released',
  'donations',
  'donationsFen',
  'piecesDelivered',
] as const;

export type Level = (typeof levels)[number];
export type Flow = (typeof flows)[number];
export type Counts = Record<Level | Flow, number>;

export interface Figures extends Counts {
  areaCode: string;
  day: string;
  version: number;
  asOf: Date;
}

/** The newest row of an area that is not after the asked day. */
export interface KeptFigures extends Figures {
  levelVersion: number;
  levelAsOf: Date | null;
}

/** An area 区划, owned by `people`. */
export interface AreaReference {
  code: string;
}

export const mostAreas = 200;
export const mostDays = 60;

/** The figures of a day out of the newest row up to it: on a day without events the levels stand and nothing flows. */
export function figuresOn(areaCode: string, day: string, kept: KeptFigures | null): Figures {
  if (kept?.day === day) return kept;
  const counts = Object.fromEntries([...levels.map((level) => [level, kept?.[level] ?? 0]), ...flows.map((flow) => [flow, 0])]) as Counts;
  return { ...counts, areaCode, day, version: kept?.levelVersion ?? 0, asOf: kept?.levelAsOf ?? startOf(day) };
}

/** Midnight in Asia/Shanghai. */
function startOf(day: string): Date {
  return new Date(`${day}T00:00:00+08:00`);
}

/** The asked day, today unless told. @throws Refusal FIGURES_DAY_AHEAD */
export function dayOf(asked: string | null | undefined, now: Date): string {
  const today = shanghaiDay(now);
  if (asked && asked > today) throw figuresDayAhead(today);
  return asked ?? today;
}

/** The last `count` days up to today, oldest first. @throws Refusal FIGURES_DAYS_INVALID */
export function lastDays(count: number, now: Date): string[] {
  if (count < 1 || count > mostDays) throw figuresDaysInvalid();
  return Array.from({ length: count }, (_, at) => shanghaiDay(new Date(now.getTime() - (count - 1 - at) * 86_400_000)));
}

/** @throws Refusal AREA_CODE_INVALID */
export function demandAreaCode(code: string): void {
  if (!isAreaCode(code)) throw areaCodeInvalid(code);
}

/** @throws Refusal FIGURES_AREAS_TOO_MANY, AREA_CODE_INVALID */
export function demandAreaCodes(codes: readonly string[]): void {
  if (codes.length > mostAreas) throw figuresAreasTooMany();
  codes.forEach(demandAreaCode);
}

function figuresDayAhead(today: string): Refusal {
  return new Refusal(
    'FIGURES_DAY_AHEAD',
    { zh: `该日期尚未到来，请选择 ${today} 或之前的日期。`, en: `That day has not come yet. Choose ${today} or an earlier day.` },
    { today },
  );
}

function figuresDaysInvalid(): Refusal {
  return new Refusal(
    'FIGURES_DAYS_INVALID',
    { zh: `请选择 1 至 ${mostDays} 天。`, en: `Ask for 1 to ${mostDays} days.` },
    { most: mostDays },
  );
}

function figuresAreasTooMany(): Refusal {
  return new Refusal(
    'FIGURES_AREAS_TOO_MANY',
    { zh: `一次最多查询 ${mostAreas} 个区域，请分批查询。`, en: `Ask for at most ${mostAreas} areas at once, and for the others in a second call.` },
    { most: mostAreas },
  );
}

function areaCodeInvalid(code: string): Refusal {
  return new Refusal('AREA_CODE_INVALID', {
    zh: `“${code}”不是区划代码：应为 2、4、6、9、12 或 15 位数字。`,
    en: `"${code}" is no area code: it has 2, 4, 6, 9, 12 or 15 digits.`,
  });
}
