import { isAreaCode } from '@lianfang/contracts/areas';
import { shanghaiDay } from '@lianfang/platform/clock';
import { Refusal } from '@lianfang/platform/refusals';
import { areaUnknown, demandIds } from '../ids.rules.ts';
import { dayAfter, startOfDay } from '../times.rules.ts';
import type { QuotaRule } from './quota.rules.ts';

export type PassState = 'ACTIVE' | 'BLOCKED' | 'REVOKED';

export interface Pass {
  id: string;
  householdId: string;
  personId: string;
  /** The household's area. */
  areaCode: string;
  ruleVersion: string;
  issuedAt: Date;
  issuedBy: string;
  validUntil: Date;
  revokedAt: Date | null;
}

/** A time during which an isolation order kept the person in; `releasedAt` null: still. */
export interface PersonBlock {
  orderId: string;
  personId: string;
  blockedFrom: Date;
  releasedAt: Date | null;
}

export interface PassDraft {
  householdId: string;
  personId: string;
  areaCode: string;
}

/**
 * A pass under the rule in force, valid to the end of its last day.
 * @throws Refusal ID_INVALID, AREA_UNKNOWN, PERSON_ISOLATED
 */
export function issuePass(
  { householdId, personId, areaCode }: PassDraft,
  rule: QuotaRule,
  blocks: readonly PersonBlock[],
  by: { id: string; issuedBy: string; now: Date },
): Pass {
  demandIds({ householdId, personId });
  if (!isAreaCode(areaCode) || areaCode.length < 12) throw areaUnknown();
  if (isBlocked(blocks, by.now)) throw personIsolated();
  const validUntil = startOfDay(dayAfter(shanghaiDay(by.now), rule.passDays));
  return { id: by.id, householdId, personId, areaCode, ruleVersion: rule.version, issuedAt: by.now, issuedBy: by.issuedBy, validUntil, revokedAt: null };
}

/** The holder's present pass serves the request as it is; one of another household or one that ran out is replaced. */
export function servesStill(pass: Pass, draft: PassDraft, now: Date): boolean {
  return pass.revokedAt === null && pass.householdId === draft.householdId && pass.validUntil > now;
}

export function isBlocked(blocks: readonly PersonBlock[], at: Date): boolean {
  return blocks.some(({ blockedFrom, releasedAt }) => blockedFrom <= at && (releasedAt === null || at < releasedAt));
}

export function stateOf(pass: Pass, blocks: readonly PersonBlock[], now: Date): PassState {
  if (pass.revokedAt) return 'REVOKED';
  return isBlocked(blocks, now) ? 'BLOCKED' : 'ACTIVE';
}

export function passUnknown(): Refusal {
  return new Refusal('PASS_NOT_FOUND', {
    zh: '找不到该出入证，或不在您的辖区内。请重新选择。',
    en: 'There is no such pass in your area. Choose it again.',
  });
}

function personIsolated(): Refusal {
  return new Refusal('PERSON_ISOLATED', {
    zh: '此人正在隔离，不能办理出入证。请待解除隔离后再办理，或为同户其他人办理。',
    en: 'This person is under isolation and gets no pass. Issue it after the release, or to another member of the household.',
  });
}
