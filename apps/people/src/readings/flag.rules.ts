import { isWithinArea } from '@lianfang/contracts/areas';
import { deadlineInvalid, flagChangedMeanwhile, flagNotOpen, flagOwnerInvalid, noteTooLong } from './reading.refusals.ts';
import type { PeriodKind, Utility } from './reading.rules.ts';

/** Consumption above this flags; a version holds from its first day. */
export interface ReadingRule {
  utility: Utility;
  periodKind: PeriodKind;
  version: string;
  validFrom: string;
  threshold: number;
  unit: string;
  deadlineHours: number;
}

export type FlagBecause = 'VACANT' | 'UNREACHED';
export type FlagState = 'OPEN' | 'DONE' | 'WITHDRAWN';
export const flagOutcomes = ['SOMEBODY_LIVES', 'NOBODY_LIVES', 'LEAK', 'METER_SHARED', 'METER_ELSEWHERE'] as const;
export type FlagOutcome = (typeof flagOutcomes)[number];

export interface ReadingFlag {
  id: string;
  meterId: string;
  householdId: string;
  areaCode: string;
  utility: Utility;
  because: FlagBecause;
  roundId: string | null;
  period: string;
  consumption: number;
  periodKind: PeriodKind;
  ruleVersion: string;
  threshold: number;
  state: FlagState;
  outcome: FlagOutcome | null;
  ownerAreaCode: string;
  dueAt: Date;
  flaggedAt: Date;
  changedAt: Date;
  version: number;
}

export interface FlagChange {
  id: string;
  flagId: string;
  what: 'FLAGGED' | 'READ_AGAIN' | 'REOPENED' | 'WITHDRAWN' | 'SETTLED' | 'ASSIGNED';
  period: string | null;
  consumption: number | null;
  threshold: number | null;
  outcome: FlagOutcome | null;
  note: string | null;
  changedBy: string | null;
  changedAt: Date;
}

/** The meter of these does not speak of its door: later readings reopen nothing. */
export const meterStates: Partial<Record<FlagOutcome, 'SHARED' | 'ELSEWHERE'>> = { METER_SHARED: 'SHARED', METER_ELSEWHERE: 'ELSEWHERE' };

/** @throws Refusal READING_FLAG_NOT_OPEN, READING_FLAG_CHANGED_MEANWHILE */
export function demandOpenFlag(flag: Pick<ReadingFlag, 'state' | 'version'>, version: number): void {
  if (flag.version !== version) throw flagChangedMeanwhile(flag.version);
  if (flag.state !== 'OPEN') throw flagNotOpen();
}

/** @throws Refusal READING_FLAG_OWNER_INVALID, DEADLINE_INVALID */
export function judgeAssignment(flag: Pick<ReadingFlag, 'areaCode'>, ownerAreaCode: string, dueAt: Date, now: Date): void {
  if (ownerAreaCode.length < 9 || !isWithinArea(flag.areaCode, ownerAreaCode)) throw flagOwnerInvalid();
  if (!(dueAt > now) || dueAt.getTime() > now.getTime() + 30 * 24 * 3_600_000) throw deadlineInvalid();
}

/** @throws Refusal NOTE_TOO_LONG */
export function judgeNote(text: string | null | undefined): string | null {
  const note = text?.trim() || null;
  if (note && note.length > 500) throw noteTooLong();
  return note;
}

/** The rule with the numbers that made the flag, as it is read out to whoever asks why. */
export function ruleText(flag: Pick<ReadingFlag, 'utility' | 'because' | 'period' | 'consumption' | 'threshold' | 'ruleVersion' | 'periodKind'>, language: 'zh' | 'en'): string {
  const unit = flag.utility === 'ELECTRICITY' ? 'kWh' : 'm³';
  const per = { zh: flag.periodKind === 'MONTH' ? '每月' : '每日', en: flag.periodKind === 'MONTH' ? 'a month' : 'a day' };
  if (language === 'zh') {
    const utility = { WATER: '用水', ELECTRICITY: '用电', GAS: '用气' }[flag.utility];
    const because = { VACANT: '台账为空户', UNREACHED: '本轮排查未见到人' }[flag.because];
    return `${because}，${flag.period} ${utility} ${flag.consumption} ${unit}，超过规则（${flag.ruleVersion} 版）${per.zh} ${flag.threshold} ${unit}`;
  }
  const utility = { WATER: 'water', ELECTRICITY: 'electricity', GAS: 'gas' }[flag.utility];
  const because = { VACANT: 'The register says vacant', UNREACHED: 'Not reached in the current round' }[flag.because];
  return `${because}, yet ${flag.consumption} ${unit} of ${utility} in ${flag.period}: above ${flag.threshold} ${unit} ${per.en} (rule ${flag.ruleVersion})`;
}
