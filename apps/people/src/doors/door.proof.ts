import { transact } from '@lianfang/platform/persistence';
import type { Context } from '../graph.ts';
import type { Household } from '../households/household.rules.ts';
import { findHouseholds } from '../households/household.store.ts';
import { listMembers } from '../people/person.store.ts';
import { idOfDoorCode, isSignedBy } from './door.code.ts';
import { attemptsLeft, doorLocked, lockAfter, proofWrong, provesMembership } from './door.rules.ts';
import { findDoorCode, lockDoorCode, noteProof } from './door.store.ts';

/** The household behind a code that is ours, signed and not revoked; null for every other text. */
export async function householdBehind(code: string, ctx: Context): Promise<{ codeId: string; household: Household } | null> {
  const id = idOfDoorCode(code);
  const kept = id ? await findDoorCode(ctx.database.manager, id) : null;
  if (!kept || !isSignedBy(code, kept.id, Buffer.from(ctx.sealer.open(kept.keySealed), 'base64'))) return null;
  const [household] = await findHouseholds(ctx.database.manager, [kept.householdId]);
  return household ? { codeId: kept.id, household } : null;
}

/**
 * Demands that the caller belongs to the household. A transaction of its own: a wrong proof stays counted although it is refused.
 * @throws Refusal DOOR_PROOF_WRONG, DOOR_LOCKED
 */
export async function demandProof({ codeId, household }: { codeId: string; household: Household }, proof: string, ctx: Context): Promise<void> {
  const now = ctx.clock.now();
  const refusal = await transact(ctx.database, async (tx) => {
    const code = (await lockDoorCode(tx, codeId))!;
    if (code.lockedUntil && code.lockedUntil > now) return doorLocked(code.lockedUntil, now);
    if (provesMembership(proof, await listMembers(tx, [household.id]))) {
      if (code.failures > 0) await noteProof(tx, codeId, 0, null);
      return null;
    }
    const failures = code.failures + 1;
    const locked = lockAfter(failures, now);
    await noteProof(tx, codeId, failures, locked);
    return locked ? doorLocked(locked, now) : proofWrong(attemptsLeft(failures));
  });
  if (refusal) throw refusal;
}
