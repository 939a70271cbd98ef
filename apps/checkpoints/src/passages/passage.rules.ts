import type { Checkpoint } from '../checkpoints/checkpoint.rules.ts';
import { wasOpen } from '../checkpoints/checkpoint.rules.ts';
import { codeHeld } from '../codes/code.rules.ts';
import type { PersonCode } from '../codes/code.rules.ts';
import { demandIds } from '../ids.rules.ts';
import { isBlocked } from '../passes/pass.rules.ts';
import type { Pass, PersonBlock } from '../passes/pass.rules.ts';
import { isInFuture, isTooOld } from '../times.rules.ts';
import {
  keyInvalid,
  passageInFuture,
  passageTooOld,
  passageWithoutPerson,
  plateInvalid,
  temperatureImplausible,
} from './passage-refusal.rules.ts';

export type Direction = 'IN' | 'OUT';
export type Verdict = 'ALLOWED' | 'REFUSED';
export type PassageReason =
  | 'UNDER_ISOLATION'
  | 'RED_CODE'
  | 'YELLOW_CODE'
  | 'PASS_REVOKED'
  | 'PASS_EXPIRED'
  | 'PASS_UNKNOWN'
  | 'CHECKPOINT_CLOSED'
  | 'FEVER'
  | 'QUOTA_USED';

export interface Passage {
  id: string;
  checkpointId: string;
  /** The checkpoint's area. */
  areaCode: string;
  personId: string | null;
  passId: string | null;
  direction: Direction;
  verdict: Verdict;
  reason: PassageReason | null;
  temperature: number | null;
  plate: string | null;
  /** Time on the guard's device. */
  passedAt: Date;
  receivedAt: Date;
  recordedBy: string;
}

/** What a guard sends. */
export interface PassageDraft {
  key: string;
  checkpointId: string;
  direction: Direction;
  passCode?: string | null;
  personId?: string | null;
  temperature?: number | null;
  plate?: string | null;
  passedAt: Date;
}

/** What is known of the gate and of who stands at it. */
export interface PassageFacts {
  checkpoint: Checkpoint;
  /** The scanned pass; without a scan the latest one of the identified person. */
  pass: Pass | null;
  /** Of the pass holder and of the identified person. */
  blocks: readonly PersonBlock[];
  /** Of the same persons. */
  codes: readonly PersonCode[];
}

/** Fever by the national protocol 新型冠状病毒肺炎防控方案: 37.3 °C or more. */
export const feverFrom = 37.3;

const longestPlate = 16;
const longestKey = 100;

/**
 * The draft with its temperature to a tenth and its plate tidied.
 * @throws Refusal KEY_INVALID, ID_INVALID, PASSAGE_WITHOUT_PERSON, PASSAGE_IN_FUTURE, PASSAGE_TOO_OLD, TEMPERATURE_IMPLAUSIBLE,
 * PLATE_INVALID
 */
export function readPassage(draft: PassageDraft, now: Date): PassageDraft {
  if (!draft.key || draft.key.length > longestKey) throw keyInvalid();
  if (!draft.passCode && !draft.personId) throw passageWithoutPerson();
  demandIds({ personId: draft.personId });
  if (isInFuture(draft.passedAt, now)) throw passageInFuture();
  if (isTooOld(draft.passedAt, now)) throw passageTooOld();
  return {
    ...draft,
    personId: draft.personId?.toLowerCase() ?? null,
    temperature: readTemperature(draft.temperature),
    plate: readPlate(draft.plate),
  };
}

/** To a tenth of a degree, as thermometers show it. @throws Refusal TEMPERATURE_IMPLAUSIBLE */
export function readTemperature(celsius: number | null | undefined): number | null {
  if (celsius == null) return null;
  if (!(celsius >= 30 && celsius <= 45)) throw temperatureImplausible();
  return Math.round(celsius * 10) / 10;
}

/** @throws Refusal PLATE_INVALID */
export function readPlate(text: string | null | undefined): string | null {
  const plate = text?.replace(/\s/g, '').toUpperCase();
  if (!plate) return null;
  if (plate.length > longestPlate) throw plateInvalid();
  return plate;
}

export function hasFever(temperature: number | null | undefined): boolean {
  return temperature != null && temperature >= feverFrom;
}

/** The first reason to refuse, all but the quota, which only the taking of an outing can tell. */
export function reasonAgainst(draft: PassageDraft, { checkpoint, pass, blocks, codes }: PassageFacts): PassageReason | null {
  const at = draft.passedAt;
  if (isBlocked(blocks, at)) return 'UNDER_ISOLATION';
  const code = strictestCode(codes, at);
  if (code !== 'GREEN') return `${code}_CODE`;
  if (pass?.revokedAt && pass.revokedAt <= at) return 'PASS_REVOKED';
  if (pass && pass.validUntil <= at) return 'PASS_EXPIRED';
  if (draft.passCode && !pass) return 'PASS_UNKNOWN';
  if (!wasOpen(checkpoint, at)) return 'CHECKPOINT_CLOSED';
  if (hasFever(draft.temperature)) return 'FEVER';
  return null;
}

/** Of the pass holder and the identified person, who need not be the same. */
function strictestCode(codes: readonly PersonCode[], at: Date): PersonCode['code'] {
  const held = [...Map.groupBy(codes, ({ personId }) => personId).values()].map((ofOne) => codeHeld(ofOne, at));
  return held.includes('RED') ? 'RED' : held.includes('YELLOW') ? 'YELLOW' : 'GREEN';
}

/** Only going out with a pass is counted: coming home never is, and visitors have no household here. */
export function usesQuota(draft: PassageDraft, pass: Pass | null): pass is Pass {
  return draft.direction === 'OUT' && pass !== null;
}

export function recordPassage(
  draft: PassageDraft,
  { checkpoint, pass }: PassageFacts,
  reason: PassageReason | null,
  by: { id: string; recordedBy: string; now: Date },
): Passage {
  return {
    id: by.id,
    checkpointId: checkpoint.id,
    areaCode: checkpoint.areaCode,
    personId: draft.personId ?? pass?.personId ?? null,
    passId: pass?.id ?? null,
    direction: draft.direction,
    verdict: reason ? 'REFUSED' : 'ALLOWED',
    reason,
    temperature: draft.temperature ?? null,
    plate: draft.plate ?? null,
    passedAt: draft.passedAt,
    receivedAt: by.now,
    recordedBy: by.recordedBy,
  };
}

/** A fever is told whatever the passage was refused for; a breach of isolation and a code go first, to the same agency. */
export function alertOf(passage: Passage): 'ISOLATION_BREACH' | 'CODE' | 'FEVER' | null {
  if (passage.reason === 'UNDER_ISOLATION') return 'ISOLATION_BREACH';
  if (passage.reason === 'RED_CODE' || passage.reason === 'YELLOW_CODE') return 'CODE';
  return hasFever(passage.temperature) ? 'FEVER' : null;
}
