import { isCalendarDay } from '@lianfang/contracts/documents';
import type { Evidence, EvidenceKind } from '@lianfang/contracts/status';
import { Refusal } from '../refusals/index.ts';

export interface EvidenceClaim {
  kind: EvidenceKind;
  reference: string;
  day: string;
  note?: string | null;
}

const longestReference = 60;
const longestNote = 200;
/** A document older than this says nothing of today. */
const oldestDays = 366;

/**
 * @param today YYYY-MM-DD in Asia/Shanghai
 * @throws Refusal EVIDENCE_MISSING, EVIDENCE_DAY_INVALID, EVIDENCE_TOO_LONG, EVIDENCE_NAMES_PERSON
 */
export function readEvidence(claim: EvidenceClaim | null | undefined, today: string): Evidence {
  const reference = claim?.reference.trim();
  if (!claim || !reference) throw evidenceMissing();
  if (!isCalendarDay(claim.day) || claim.day > today || daysBetween(claim.day, today) > oldestDays) throw evidenceDayInvalid();
  const note = claim.note?.trim() || null;
  if (reference.length > longestReference || (note?.length ?? 0) > longestNote) throw evidenceTooLong();
  if (namesPerson(reference) || namesPerson(note ?? '')) throw evidenceNamesPerson();
  return { kind: claim.kind, reference, day: claim.day, note };
}

/** @throws Refusal REASON_MISSING, REASON_TOO_LONG, REASON_NAMES_PERSON */
export function readReason(text: string | null | undefined): string {
  const reason = text?.trim();
  if (!reason) throw reasonMissing();
  if (reason.length > longestNote) throw reasonTooLong();
  if (namesPerson(reason)) throw reasonNamesPerson();
  return reason;
}

/** An ID number or a mobile phone has no place in a history that many offices read. */
function namesPerson(text: string): boolean {
  return /(?<!\d)\d{17}[\dXx](?!\d)/.test(text) || /(?<!\d)1[3-9]\d{9}(?!\d)/.test(text);
}

function daysBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 86_400_000;
}

function evidenceMissing(): Refusal {
  return new Refusal('EVIDENCE_MISSING', {
    zh: '须注明依据：材料种类、编号和日期。没有依据不得赋码或下达、解除隔离令。',
    en: 'Say what it rests on: kind, number and day of the document. Without evidence no code is set and no order given or ended.',
  });
}

function evidenceDayInvalid(): Refusal {
  return new Refusal('EVIDENCE_DAY_INVALID', {
    zh: '依据的日期不正确：应为今天或此前一年内的某天。',
    en: 'The day of the evidence is wrong: give today or a day of the past year.',
  });
}

function evidenceTooLong(): Refusal {
  return new Refusal('EVIDENCE_TOO_LONG', {
    zh: `依据编号不超过 ${longestReference} 字，说明不超过 ${longestNote} 字。`,
    en: `The number of the evidence has at most ${longestReference} characters, its note ${longestNote}.`,
  });
}

function evidenceNamesPerson(): Refusal {
  return new Refusal('EVIDENCE_NAMES_PERSON', {
    zh: '依据中请勿填写身份证号或手机号，只写材料编号。',
    en: 'Leave ID numbers and phones out of the evidence: give the number of the document.',
  });
}

function reasonNamesPerson(): Refusal {
  return new Refusal('REASON_NAMES_PERSON', {
    zh: '理由中请勿填写身份证号或手机号。',
    en: 'Leave ID numbers and phones out of the reason.',
  });
}

function reasonMissing(): Refusal {
  return new Refusal('REASON_MISSING', { zh: '请写明理由。', en: 'Give the reason.' });
}

function reasonTooLong(): Refusal {
  return new Refusal('REASON_TOO_LONG', { zh: `理由不超过 ${longestNote} 字。`, en: `The reason has at most ${longestNote} characters.` });
}
