import type { Scope } from '@lianfang/contracts/access';
import { Refusal } from '@lianfang/platform/refusals';
import type { SweepCoverage, SweepOutcome } from '../sweeps/sweep.rules.ts';

export const signLevels = ['INVESTIGATOR', 'COMMUNITY', 'STREET'] as const;
export type SignLevel = (typeof signLevels)[number];

/** What each level needs. Area decides the rest: a clerk of the street signs for its grids, and for no other street's. */
const scopeOf = { INVESTIGATOR: 'sweep:investigate', COMMUNITY: 'sweep:endorse', STREET: 'sweep:approve' } as const satisfies Record<SignLevel, Scope>;

export interface GridSnapshot {
  id: string;
  roundId: string;
  areaCode: string;
  version: number;
  counts: SweepCoverage;
  doors: number;
  doorsHash: Buffer;
  takenAt: Date;
}

export interface GridSignature {
  id: string;
  snapshotId: string;
  roundId: string;
  areaCode: string;
  version: number;
  level: number;
  act: 'SIGNED' | 'RETURNED';
  reason: string | null;
  signerId: string;
  signer: string;
  signedAt: Date;
  valid: boolean;
}

/** Where a grid stands: `level` 0 to 3, and what it was signed over. */
export interface GridStanding {
  roundId: string;
  areaCode: string;
  level: number;
  version: number | null;
  snapshotId: string | null;
}

export interface GridVoid {
  id: string;
  roundId: string;
  areaCode: string;
  version: number;
  level: number;
  cause: 'VISIT_CHANGED' | 'CONFLICT_OPENED' | 'CONFLICT_RESOLVED' | 'HOUSEHOLD_ADDED' | 'HOUSEHOLD_MOVED' | 'HOUSEHOLD_REMOVED' | 'PERSON_MOVED' | 'PERSON_MERGED';
  doors: number;
  householdId: string | null;
  wasOutcome: SweepOutcome | null;
  becameOutcome: SweepOutcome | null;
  causedBy: string | null;
  voidedAt: Date;
  mended: boolean;
}

export function levelOfNumber(level: number): SignLevel | null {
  return signLevels[level - 1] ?? null;
}

export function numberOfLevel(level: SignLevel): number {
  return signLevels.indexOf(level) + 1;
}

/** What is in the way of the investigator's signature. */
export function obstacleOf({ households, reached, unreached, conflicted }: Pick<SweepCoverage, 'households' | 'reached' | 'unreached' | 'conflicted'>): 'GRID_NOT_FINISHED' | 'GRID_HAS_CONFLICTS' | null {
  if (conflicted > 0) return 'GRID_HAS_CONFLICTS';
  return reached + unreached < households ? 'GRID_NOT_FINISHED' : null;
}

/** @throws Refusal SIGN_LEVEL_NOT_YOURS */
export function demandLevel(actor: { scopes: ReadonlySet<string> }, level: SignLevel): void {
  if (!actor.scopes.has(scopeOf[level])) throw levelNotYours(level);
}

/** @throws Refusal SIGN_OUT_OF_ORDER, SNAPSHOT_OUTDATED, SIGNED_BY_SAME_PERSON */
export function judgeSignature(
  act: { level: SignLevel; act: 'SIGNED' | 'RETURNED'; snapshotId?: string | null; signerId: string },
  standing: GridStanding,
  signed: readonly Pick<GridSignature, 'level' | 'act' | 'signerId'>[],
): void {
  const level = numberOfLevel(act.level);
  if (standing.level !== level - 1) throw outOfOrder(levelOfNumber(standing.level + 1));
  if (level === 1) return;
  if (act.snapshotId !== standing.snapshotId) throw snapshotOutdated();
  if (act.act === 'SIGNED' && signed.some((one) => one.act === 'SIGNED' && one.level !== level && one.signerId === act.signerId)) throw samePerson();
}

/** @throws Refusal GRID_NOT_FINISHED, GRID_HAS_CONFLICTS */
export function demandFinished(coverage: SweepCoverage): void {
  const obstacle = obstacleOf(coverage);
  if (obstacle === 'GRID_HAS_CONFLICTS') throw gridHasConflicts(coverage.conflicted);
  if (obstacle === 'GRID_NOT_FINISHED') throw gridNotFinished(coverage.households - coverage.reached - coverage.unreached);
}

/** @throws Refusal RETURN_REASON_MISSING */
export function readReturnReason(text: string): string {
  const reason = text.trim();
  if (!reason || reason.length > 200) throw reasonMissing();
  return reason;
}

const names: Record<SignLevel, { zh: string; en: string }> = {
  INVESTIGATOR: { zh: '排查员', en: 'the investigator' },
  COMMUNITY: { zh: '社区', en: 'the community' },
  STREET: { zh: '街道', en: 'the street' },
};

function levelNotYours(level: SignLevel): Refusal {
  return new Refusal('SIGN_LEVEL_NOT_YOURS', {
    zh: `这一级由${names[level].zh}签字，请用相应岗位的账号签字。`,
    en: `This level is signed by ${names[level].en}. Sign with an account of that role.`,
  });
}

export function outOfOrder(next: SignLevel | null): Refusal {
  return new Refusal(
    'SIGN_OUT_OF_ORDER',
    next
      ? { zh: `现在应由${names[next].zh}签字，请刷新后再办理。`, en: `It is the turn of ${names[next].en}. Reload the page.` }
      : { zh: '三级均已签字，无需再签。', en: 'All three levels have signed.' },
  );
}

export function samePerson(): Refusal {
  return new Refusal('SIGNED_BY_SAME_PERSON', { zh: '同一人不能签两级，请由另一位工作人员签字。', en: 'One person cannot sign two levels. Somebody else has to sign here.' });
}

export function snapshotOutdated(): Refusal {
  return new Refusal('SNAPSHOT_OUTDATED', { zh: '网格数据在签字前有变化，请刷新后核对新版本。', en: 'The grid has changed since you looked at it. Reload it and check the new version.' });
}

function gridNotFinished(untried: number): Refusal {
  return new Refusal('GRID_NOT_FINISHED', { zh: `还有 ${untried} 户没有上门，全部走访后才能签字。`, en: `${untried} doors were not tried yet. Sign when every door was.` }, { untried });
}

function gridHasConflicts(conflicts: number): Refusal {
  return new Refusal('GRID_HAS_CONFLICTS', { zh: `还有 ${conflicts} 户的记录互相矛盾，请先处理。`, en: `${conflicts} doors have contradicting records. Decide them first.` }, { conflicts });
}

function reasonMissing(): Refusal {
  return new Refusal('RETURN_REASON_MISSING', { zh: '请写明退回原因（不超过 200 字），让下一级知道要补什么。', en: 'Say in at most 200 characters what is to be mended.' });
}

export function gridNotInSweep(): Refusal {
  return new Refusal('GRID_NOT_IN_SWEEP', { zh: '本轮排查没有这个网格，或不在您的辖区内。', en: 'The round has no such grid in your area.' });
}
