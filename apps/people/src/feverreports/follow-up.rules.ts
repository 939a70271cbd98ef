import { followUpChangedMeanwhile, noteTooLong } from './fever-report.refusals.ts';

export interface FeverRule {
  version: string;
  validFrom: string;
  followUpHours: number;
  reopenDays: number;
}

export const followUpOutcomes = ['RECOVERED', 'SENT_TO_CLINIC', 'TESTED_NEGATIVE', 'TESTED_POSITIVE', 'NOT_FOUND'] as const;
export type FollowUpOutcome = (typeof followUpOutcomes)[number];

export interface FollowUp {
  id: string;
  areaCode: string;
  personId: string | null;
  settled: boolean;
  outcome: FollowUpOutcome | null;
  ruleVersion: string;
  openedAt: Date;
  dueAt: Date;
  lastOccurredAt: Date;
  doneAt: Date | null;
  doneBy: string | null;
  version: number;
}

export interface FollowUpChange {
  followUpId: string;
  what: 'OPENED' | 'REPORTED_AGAIN' | 'REOPENED' | 'SETTLED' | 'TAKEN_BACK' | 'MATCHED';
  outcome: FollowUpOutcome | null;
  note: string | null;
  changedBy: string | null;
  changedAt: Date;
}

/** What a report does to the follow-up that its person has. */
export type Effect = 'OPEN' | 'ATTACH' | 'REOPEN';

const dayMs = 24 * 3_600_000;

/**
 * An open follow-up takes the report in. A settled one opens again when the purchase was made after it was settled and within the rule's
 * days of the one before; a late report of what was settled already changes nothing; after that time a new one opens.
 */
export function effectOf(known: Pick<FollowUp, 'settled' | 'doneAt' | 'lastOccurredAt'> | null, occurredAt: Date, rule: Pick<FeverRule, 'reopenDays'>): Effect {
  if (!known) return 'OPEN';
  if (!known.settled) return 'ATTACH';
  if (known.doneAt && occurredAt <= known.doneAt) return 'ATTACH';
  return occurredAt.getTime() - known.lastOccurredAt.getTime() <= rule.reopenDays * dayMs ? 'REOPEN' : 'OPEN';
}

/** @throws Refusal FOLLOW_UP_CHANGED_MEANWHILE */
export function demandVersion(followUp: Pick<FollowUp, 'version'>, version: number): void {
  if (followUp.version !== version) throw followUpChangedMeanwhile(followUp.version);
}

/** @throws Refusal NOTE_TOO_LONG */
export function judgeNote(text: string | null | undefined): string | null {
  const note = text?.trim() || null;
  if (note && note.length > 500) throw noteTooLong();
  return note;
}
