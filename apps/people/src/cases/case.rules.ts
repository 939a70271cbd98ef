import { isCalendarDay } from '@lianfang/contracts/documents';
import { Refusal } from '@lianfang/platform/refusals';

export type CaseClass = 'SUSPECTED' | 'CONFIRMED' | 'ASYMPTOMATIC' | 'EXCLUDED';
export type CaseOrigin = 'IMPORTED' | 'LOCAL';
export type Severity = 'MILD' | 'COMMON' | 'SEVERE' | 'CRITICAL';
export type CaseOutcome = 'UNDER_TREATMENT' | 'CURED' | 'DIED';
export type CaseFactKind = 'CLASS' | 'ORIGIN' | 'SEVERITY' | 'OUTCOME';

/** What each kind of fact may say. */
export const factValues = {
  CLASS: ['SUSPECTED', 'CONFIRMED', 'ASYMPTOMATIC', 'EXCLUDED'],
  ORIGIN: ['IMPORTED', 'LOCAL'],
  SEVERITY: ['MILD', 'COMMON', 'SEVERE', 'CRITICAL'],
  OUTCOME: ['UNDER_TREATMENT', 'CURED', 'DIED'],
} as const satisfies Record<CaseFactKind, readonly string[]>;

/** A case 病例 as its facts make it stand today. */
export interface Case {
  id: string;
  number: string;
  personId: string;
  areaCode: string;
  onsetOn: string | null;
  class: CaseClass | null;
  origin: CaseOrigin | null;
  severity: Severity | null;
  outcome: CaseOutcome;
  openedOn: string;
  openedAt: Date;
  openedById: string;
  openedBy: string;
  agency: string;
}

/** One dated fact of a case or of a contact. */
export interface Fact<Kind extends string = string> {
  id: string;
  /** Order within a day; a correction takes the place of what it corrects. */
  placeInDay: number;
  caseId: string | null;
  contactId: string | null;
  kind: Kind;
  /** Null: takes back the fact that it corrects. */
  value: string | null;
  onDay: string;
  corrects: string | null;
  reason: string | null;
  ruleId: string | null;
  ruleVersion: string | null;
  recordedAt: Date;
  /** Null: a rule recorded it. */
  recordedById: string | null;
  recordedBy: string | null;
  agency: string | null;
}

export type NewFact = Omit<Fact, 'placeInDay'>;

/** The facts that count, in the order of their days; a correction stands where stood what it corrects. */
export function liveFacts<F extends Pick<Fact, 'id' | 'corrects' | 'value' | 'onDay' | 'placeInDay'>>(facts: readonly F[]): F[] {
  const corrected = new Set(facts.map(({ corrects }) => corrects));
  return facts
    .filter(({ id, value }) => value !== null && !corrected.has(id))
    .sort((a, b) => (a.onDay === b.onDay ? a.placeInDay - b.placeInDay : a.onDay < b.onDay ? -1 : 1));
}

const allowedClass: Record<CaseClass, readonly CaseClass[]> = {
  SUSPECTED: ['CONFIRMED', 'ASYMPTOMATIC', 'EXCLUDED'],
  ASYMPTOMATIC: ['CONFIRMED', 'EXCLUDED'],
  CONFIRMED: [],
  EXCLUDED: [],
};

/**
 * A life that a case can have: suspected, then confirmed, asymptomatic or excluded; asymptomatic, then confirmed; a severity of a
 * confirmed case alone; nothing after the end. @throws Refusal FACT_OUT_OF_ORDER, FACT_UNCHANGED, CASE_WITHOUT_CLASS
 */
export function demandLawful(facts: readonly Pick<Fact, 'id' | 'corrects' | 'value' | 'onDay' | 'placeInDay' | 'kind'>[]): void {
  const standing: Partial<Record<CaseFactKind, string>> = {};
  let openedOn: string | null = null;
  const live = liveFacts(facts);
  if (!live.some(({ kind }) => kind === 'CLASS')) throw caseWithoutClass();
  for (const { kind, value, onDay } of live as { kind: CaseFactKind; value: string; onDay: string }[]) {
    if (standing[kind] === value) throw factUnchanged();
    if (standing.OUTCOME === 'DIED' || standing.OUTCOME === 'CURED') throw outOfOrder('病例已转归，其后不能再有变化；如转归有误请先更正。', 'The case has ended, and nothing follows its end. Correct the outcome first if it is wrong.');
    if (kind === 'CLASS') {
      const before = standing.CLASS as CaseClass | undefined;
      if (before && !allowedClass[before].includes(value as CaseClass)) throw classOutOfOrder(before, value as CaseClass);
      openedOn ??= onDay;
    }
    if (kind === 'SEVERITY' && standing.CLASS !== 'CONFIRMED') throw outOfOrder('只有确诊病例才有临床分型，且不早于确诊之日。', 'Only a confirmed case has a severity, from the day it was confirmed.');
    if (kind === 'OUTCOME' && standing.CLASS !== 'CONFIRMED' && standing.CLASS !== 'ASYMPTOMATIC') {
      throw outOfOrder('只有确诊病例或无症状感染者才有转归。', 'Only a confirmed case or an asymptomatic infection has an outcome.');
    }
    if (openedOn === null && kind !== 'ORIGIN') throw caseWithoutClass();
    standing[kind] = value;
  }
}

/** @throws Refusal FACT_VALUE_INVALID */
export function demandFactValue(kind: CaseFactKind, value: string): void {
  if (!(factValues[kind] as readonly string[]).includes(value)) {
    throw new Refusal('FACT_VALUE_INVALID', { zh: `取值应为：${factValues[kind].join('、')}。`, en: `Choose one of ${factValues[kind].join(', ')}.` });
  }
}

const earliestDay = '2019-12-01';

/** @throws Refusal DAY_INVALID */
export function demandDay(day: string, today: string): string {
  if (!isCalendarDay(day) || day > today || day < earliestDay) {
    throw new Refusal('DAY_INVALID', { zh: `日期应在 ${earliestDay} 与今天（${today}）之间。`, en: `Give a day between ${earliestDay} and today, ${today}.` });
  }
  return day;
}

/** @throws Refusal TEXT_TOO_LONG, TEXT_NAMES_PERSON */
export function judgeText(text: string | null | undefined, most = 200): string | null {
  const told = text?.trim();
  if (!told) return null;
  if (told.length > most) throw new Refusal('TEXT_TOO_LONG', { zh: `最多 ${most} 个字。`, en: `At most ${most} characters.` });
  if (/(?<!\d)\d{17}[\dXx](?!\d)/.test(told) || /(?<!\d)1[3-9]\d{9}(?!\d)/.test(told)) {
    throw new Refusal('TEXT_NAMES_PERSON', { zh: '说明中不要写身份证号或手机号。', en: 'Leave ID numbers and phones out of the text.' });
  }
  return told;
}

/** 410811-2022-0007. */
export function caseNumber(areaCode: string, day: string, serial: number): string {
  return `${areaCode.slice(0, 6)}-${day.slice(0, 4)}-${String(serial).padStart(4, '0')}`;
}

export function caseUnknown(): Refusal {
  return new Refusal('CASE_NOT_FOUND', { zh: '找不到该病例，或不在您的辖区内。', en: 'There is no such case in your area.' });
}

export function caseOpenAlready(): Refusal {
  return new Refusal('CASE_OPEN_ALREADY', { zh: '此人已有在管病例，请在该病例上登记变化。', en: 'This person has an open case already. Record the change there.' });
}

export function factUnknown(): Refusal {
  return new Refusal('FACT_NOT_FOUND', { zh: '找不到要更正的记录，或不在您的辖区内。', en: 'There is no such entry in your area.' });
}

export function factCorrectedAlready(): Refusal {
  return new Refusal('FACT_CORRECTED_ALREADY', { zh: '该记录已被更正，请更正最新的一条。', en: 'This entry was corrected already. Correct the latest one.' });
}

function factUnchanged(): Refusal {
  return new Refusal('FACT_UNCHANGED', { zh: '与当时的状态相同，无需登记。', en: 'That is how it stood already.' });
}

function caseWithoutClass(): Refusal {
  return new Refusal('CASE_WITHOUT_CLASS', {
    zh: '病例自登记之日起须有分类；误报的请更正为“排除”，其他变化不得早于登记之日。',
    en: 'A case has a class from its first day. Correct a mistaken one to excluded, and let nothing else be earlier.',
  });
}

const classNames: Record<CaseClass, { zh: string; en: string }> = {
  SUSPECTED: { zh: '疑似病例', en: 'a suspected case' },
  CONFIRMED: { zh: '确诊病例', en: 'a confirmed case' },
  ASYMPTOMATIC: { zh: '无症状感染者', en: 'an asymptomatic infection' },
  EXCLUDED: { zh: '已排除', en: 'an excluded case' },
};

function classOutOfOrder(before: CaseClass, after: CaseClass): Refusal {
  return outOfOrder(
    `${classNames[before].zh}不能转为${classNames[after].zh}；如前一分类有误，请用“更正”。`,
    `After ${classNames[before].en} there is no way to ${classNames[after].en}. If the class before was wrong, correct it.`,
  );
}

function outOfOrder(zh: string, en: string): Refusal {
  return new Refusal('FACT_OUT_OF_ORDER', { zh, en });
}
