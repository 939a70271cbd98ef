import { withinArea } from '@lianfang/platform/auth';
import type { Actor } from '@lianfang/platform/auth';
import { newId, shanghaiDay } from '@lianfang/platform/clock';
import { blindHash, blindKey } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import { Refusal } from '@lianfang/platform/refusals';
import { raiseAlert } from '../alerts/alert.rules.ts';
import { insertAlerts } from '../alerts/alert.store.ts';
import { checkpointUnknown } from '../checkpoints/checkpoint.rules.ts';
import type { Checkpoint } from '../checkpoints/checkpoint.rules.ts';
import { findCheckpoints } from '../checkpoints/checkpoint.store.ts';
import { findStanding } from '../codes/code.store.ts';
import type { PassKeys } from '../passes/pass-code.ts';
import type { Pass } from '../passes/pass.rules.ts';
import { findPasses, listPassesOfPersons } from '../passes/pass.store.ts';
import { listQuotaRules, takeOutings } from '../passes/quota.store.ts';
import type { QuotaRule } from '../passes/quota.rules.ts';
import { tellPassages } from './passage.events.ts';
import { keyReused } from './passage-refusal.rules.ts';
import { claimCalls, findKnownCalls } from './passage-key.store.ts';
import type { KnownCall, PassageCall } from './passage-key.store.ts';
import { alertOf, readPassage, reasonAgainst, recordPassage, usesQuota } from './passage.rules.ts';
import type { Passage, PassageDraft, PassageFacts, PassageReason } from './passage.rules.ts';
import { insertPassages } from './passage.store.ts';

export interface BatchContext {
  actor: Actor;
  now: Date;
  passKeys: PassKeys;
}

/** The id of the passage, or why it could not be taken. */
export type Outcome = string | Refusal;

interface Row extends PassageCall {
  draft: PassageDraft;
  checkpoint: Checkpoint;
}

/**
 * Judges each draft by itself and records the lot in the caller's transaction, with a number of statements that does not grow
 * with the batch. What a device sends again gets the answer it got before.
 * @returns the outcomes in the order of the drafts
 */
export async function recordBatch(tx: Tx, drafts: readonly PassageDraft[], ctx: BatchContext): Promise<Outcome[]> {
  const calls = drafts.map((draft) => ({ key: blindKey(draft.key), payloadHash: hashOf(draft), passageId: newId() }));
  const known = await findKnownCalls(tx, ctx.actor.id, calls);
  const read = await readRows(tx, drafts, calls, ctx);
  const rows = read.filter((row, at): row is Row => !(row instanceof Refusal) && !known.has(at));
  const claimed = await claimCalls(tx, ctx.actor.id, rows);
  await judgeAndRecord(tx, rows.filter((row) => claimed.has(row.passageId)), ctx);
  // A key that is not ours was taken by another sending meanwhile, or by an earlier draft of this one.
  const settled = claimed.size < rows.length ? await findKnownCalls(tx, ctx.actor.id, calls) : known;
  return read.map((row, at) => {
    const before = known.get(at);
    if (before) return answerOf(before);
    if (row instanceof Refusal || claimed.has(row.passageId)) return row instanceof Refusal ? row : row.passageId;
    return answerOf(settled.get(at)!);
  });
}

function hashOf(draft: PassageDraft): Buffer {
  return blindHash(draft.key, draft);
}

function answerOf({ same, passageId }: KnownCall): Outcome {
  return same ? passageId : keyReused();
}

/** Each draft with its checkpoint, or why it cannot be taken. A checkpoint outside the caller's area is as good as none. */
async function readRows(tx: Tx, drafts: readonly PassageDraft[], calls: readonly PassageCall[], { actor, now }: BatchContext) {
  const found = await findCheckpoints(tx, distinct(drafts.map(({ checkpointId }) => checkpointId)));
  const checkpoints = new Map(found.filter(({ areaCode }) => withinArea(actor, areaCode)).map((checkpoint) => [checkpoint.id, checkpoint]));
  return drafts.map((draft, at): Row | Refusal =>
    orRefusal(() => {
      const checkpoint = checkpoints.get(draft.checkpointId.toLowerCase());
      if (!checkpoint) throw checkpointUnknown();
      return { ...calls[at]!, draft: readPassage(draft, now), checkpoint };
    }),
  );
}

function orRefusal<T>(work: () => T): T | Refusal {
  try {
    return work();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

async function judgeAndRecord(tx: Tx, rows: readonly Row[], ctx: BatchContext): Promise<void> {
  if (rows.length === 0) return;
  const factsOf = await loadFacts(tx, rows, ctx.passKeys);
  const judged = rows.map((row) => {
    const facts = factsOf(row);
    return { row, facts, reason: reasonAgainst(row.draft, facts) };
  });
  const overQuota = await takeQuota(tx, judged);
  const passages = judged.map(({ row, facts, reason }) =>
    recordPassage(row.draft, facts, reason ?? (overQuota.has(row.passageId) ? 'QUOTA_USED' : null), {
      id: row.passageId,
      recordedBy: ctx.actor.name,
      now: ctx.now,
    }),
  );
  const alerts = passages.flatMap((passage) => alertFor(passage, ctx.now));
  await insertPassages(tx, passages);
  await insertAlerts(tx, alerts);
  await tellPassages(tx, passages, alerts, { agency: ctx.actor.agency, at: ctx.now });
}

function alertFor(passage: Passage, now: Date) {
  const kind = alertOf(passage);
  if (!kind) return [];
  return [raiseAlert({ ...passage, passageId: passage.id, kind }, { id: newId(), now })];
}

/** Loads passes and blocks for all rows at once. */
async function loadFacts(tx: Tx, rows: readonly Row[], passKeys: PassKeys): Promise<(row: Row) => PassageFacts> {
  const scanned = new Map(rows.map(({ passageId, draft }) => [passageId, draft.passCode ? passKeys.read(draft.passCode)?.passId : undefined]));
  const passes = new Map((await findPasses(tx, distinct([...scanned.values()]))).map((pass) => [pass.id, pass]));
  const identified = rows.filter(({ draft }) => !draft.passCode).map(({ draft }) => draft.personId);
  const held = Map.groupBy(await listPassesOfPersons(tx, distinct(identified)), (pass) => pass.personId);
  const passOf = ({ passageId, draft }: Row): Pass | null =>
    (draft.passCode ? passes.get(scanned.get(passageId) ?? '') : held.get(draft.personId!)?.[0]) ?? null;
  const personsOf = (row: Row) => distinct([passOf(row)?.personId, row.draft.personId]);
  const standing = await findStanding(tx, distinct(rows.flatMap(personsOf)));
  const blocks = Map.groupBy(standing.blocks, (block) => block.personId);
  const codes = Map.groupBy(standing.codes, (code) => code.personId);
  return (row) => ({
    checkpoint: row.checkpoint,
    pass: passOf(row),
    blocks: personsOf(row).flatMap((person) => blocks.get(person) ?? []),
    codes: personsOf(row).flatMap((person) => codes.get(person) ?? []),
  });
}

/** @returns the passages that only the quota refuses */
async function takeQuota(tx: Tx, judged: readonly { row: Row; facts: PassageFacts; reason: PassageReason | null }[]): Promise<Set<string>> {
  const asking = judged.flatMap(({ row, facts, reason }) => (!reason && usesQuota(row.draft, facts.pass) ? [{ row, pass: facts.pass }] : []));
  if (asking.length === 0) return new Set();
  const rules = await listQuotaRules(tx);
  const letOut = await takeOutings(tx, asking.map(({ row, pass }) => outingOf(row, pass, rules.get(pass.ruleVersion)!)));
  return new Set(asking.map(({ row }) => row.passageId).filter((id) => !letOut.has(id)));
}

function outingOf({ passageId, draft }: Row, { householdId }: Pass, rule: QuotaRule) {
  return { passageId, householdId, day: shanghaiDay(draft.passedAt), rule };
}

function distinct(ids: readonly (string | null | undefined)[]): string[] {
  return [...new Set(ids.filter((id) => id != null))];
}
