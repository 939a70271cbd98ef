import { isAreaCode, isWithinArea } from '@lianfang/contracts/areas';
import { maskIdNumber, maskPhone } from '@lianfang/contracts/documents';
import { alreadyMatched, assistAnswered, deadlineInvalid, listedChangedMeanwhile, notMatched, noteTooLong, pushTargetInvalid, pushedAway } from './list.refusals.ts';
import type { ListClaim } from './list.rules.ts';

/** How the check of a listed person ended, or stands. Exactly one holds at any time. */
export const outcomes = ['MATCHED', 'MISSING', 'MOVED_AWAY', 'REFUSED', 'CLOSED', 'NOT_LOCAL', 'PUSHED', 'TRACING'] as const;

export type Outcome = (typeof outcomes)[number];

/** What a visit to the door can end with. */
export type DoorOutcome = Extract<Outcome, 'MISSING' | 'MOVED_AWAY' | 'REFUSED' | 'CLOSED' | 'NOT_LOCAL' | 'TRACING'>;

export type MatchedBy = 'ID_NUMBER' | 'PHONE' | 'NAME_BIRTH_DATE' | 'DECISION';

export type ChangeCause = 'DECISION' | 'VISIT' | 'PUSH' | 'ASSIST' | 'LATE_DATA' | 'REOPENED';

export interface ListedPerson {
  id: string;
  listId: string;
  sourceId: string;
  sourceRow: number;
  rowHash: Buffer;
  areaCode: string;
  name: string | null;
  pinyin: string | null;
  birthDate: string | null;
  idNumberSealed: Buffer | null;
  idNumberIndex: Buffer | null;
  idNumberMask: string | null;
  phoneSealed: Buffer | null;
  phoneIndex: Buffer | null;
  phoneMask: string | null;
  address: string | null;
  cameFrom: string | null;
  arrivedOn: string | null;
  note: string | null;
  outcome: Outcome;
  matchedBy: MatchedBy | null;
  personId: string | null;
  /** Fields in which the list contradicts the register. */
  conflicts: string[];
  /** Candidates wait for a person's decision. */
  undecided: boolean;
  ownerAreaCode: string;
  dueAt: Date;
  changedAt: Date;
  version: number;
}

export interface OutcomeChange {
  id: string;
  listedId: string;
  was: Outcome;
  became: Outcome;
  cause: ChangeCause;
  note: string | null;
  changedBy: string | null;
  changedAt: Date;
}

export interface MatchCandidate {
  listedId: string;
  personId: string;
  score: number;
  because: string[];
}

export interface AssistRequest {
  id: string;
  listedId: string;
  fromAreaCode: string;
  toAreaCode: string;
  note: string | null;
  askedBy: string;
  askedAt: Date;
  dueAt: Date;
  answer: 'FOUND' | 'NOT_FOUND' | 'SUPERSEDED' | null;
  answerNote: string | null;
  answeredBy: string | null;
  answeredAt: Date | null;
}

/** A miss is to be cleared within a day, as the districts demanded of their communities. */
export const clearWithinMs = 24 * 3_600_000;

/** Whose answers end the check; the others are work that is still to do. */
export const openOutcomes: readonly Outcome[] = ['MISSING', 'CLOSED', 'REFUSED', 'PUSHED', 'TRACING'];

export interface CommunityName {
  code: string;
  name: string;
}

/** The area that answers for a row: the community that it names or whose name its address holds, otherwise the list's own. */
export function areaOfClaim(claim: ListClaim, communities: readonly CommunityName[], listArea: string): string {
  const named = claim.community ? communities.filter(({ name }) => name.startsWith(claim.community!) || claim.community!.startsWith(name)) : [];
  const addressed = named.length === 0 && claim.address ? communities.filter(({ name }) => name.length >= 2 && claim.address!.includes(name)) : [];
  const [community, another] = named.length > 0 ? named : addressed;
  return community && !another ? community.code : listArea;
}

interface Seals {
  seal(text: string): Buffer;
  index(text: string): Buffer;
}

/** The numbers of a claim as the tables keep them. */
export function sealClaim({ idNumber, phone }: ListClaim, sealer: Seals) {
  return {
    idNumberSealed: idNumber ? sealer.seal(idNumber) : null,
    idNumberIndex: idNumber ? sealer.index(idNumber) : null,
    idNumberMask: idNumber ? maskIdNumber(idNumber) : null,
    phoneSealed: phone ? sealer.seal(phone) : null,
    phoneIndex: phone ? sealer.index(phone) : null,
    phoneMask: phone ? maskPhone(phone) : null,
  };
}

/** @throws Refusal LISTED_PERSON_CHANGED_MEANWHILE: nobody overwrites a decision that they have not seen */
export function demandVersion(listed: Pick<ListedPerson, 'version'>, version: number): void {
  if (listed.version !== version) throw listedChangedMeanwhile(listed.version);
}

/** @throws Refusal LISTED_PERSON_MATCHED, LISTED_PERSON_PUSHED */
export function demandOpen(listed: Pick<ListedPerson, 'outcome'>): void {
  if (listed.outcome === 'MATCHED') throw alreadyMatched();
  if (listed.outcome === 'PUSHED') throw pushedAway();
}

/** @throws Refusal LISTED_PERSON_NOT_MATCHED */
export function demandMatched(listed: Pick<ListedPerson, 'outcome'>): void {
  if (listed.outcome !== 'MATCHED') throw notMatched();
}

/** @throws Refusal PUSH_TARGET_INVALID */
export function demandPushTarget(listed: Pick<ListedPerson, 'areaCode'>, toAreaCode: string): void {
  const level = isAreaCode(toAreaCode) ? toAreaCode.length : 0;
  if (level < 6 || level > 12 || isWithinArea(toAreaCode, listed.areaCode) || isWithinArea(listed.areaCode, toAreaCode)) throw pushTargetInvalid();
}

/** @throws Refusal ASSIST_ANSWERED */
export function demandUnanswered(request: Pick<AssistRequest, 'answer'>): void {
  if (request.answer !== null) throw assistAnswered();
}

/** @throws Refusal DEADLINE_INVALID */
export function demandDeadline(dueAt: Date, now: Date): void {
  if (!(dueAt > now) || dueAt.getTime() > now.getTime() + 30 * 24 * 3_600_000) throw deadlineInvalid();
}

/** @throws Refusal NOTE_TOO_LONG */
export function judgeNote(text: string | null | undefined): string | null {
  const note = text?.trim() || null;
  if (note && note.length > 500) throw noteTooLong();
  return note;
}
