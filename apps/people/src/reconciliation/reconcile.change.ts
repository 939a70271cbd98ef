import { newId } from '@lianfang/platform/clock';
import type { Tx } from '@lianfang/platform/persistence';
import { clearWithinMs } from './listed.rules.ts';
import { insertAssists, listedIdsOf, lockOutcomes, recordChanges, setPushed, settleUnmatched, supersedeAssists } from './listed.store.ts';
import { findAwaiting, findElsewhere, matchExactly, proposeCandidates } from './match.store.ts';

/** Matches a list that has just come in, step by step from the surest sign to the weakest; whoever is left is missing from the register. */
export async function reconcileList(tx: Tx, listId: string, by: string, now: Date): Promise<void> {
  const ids = await listedIdsOf(tx, listId);
  await matchExactly(tx, ids, now);
  await pushToRegisteredArea(tx, ids, by, now);
  await settleUnmatched(tx, ids, await proposeCandidates(tx, ids), now);
}

/** Whom another area has in its register is that area's to find: it is asked at once. */
async function pushToRegisteredArea(tx: Tx, ids: readonly string[], by: string, now: Date): Promise<void> {
  const elsewhere = await findElsewhere(tx, ids);
  if (elsewhere.length === 0) return;
  await setPushed(tx, elsewhere.map(({ listedId }) => listedId), now);
  await insertAssists(
    tx,
    elsewhere.map((place) => ({ ...place, id: newId(), note: null, askedBy: by, askedAt: now, dueAt: new Date(now.getTime() + clearWithinMs) })),
  );
}

/** People entered or changed late: listed people who waited for exactly them are matched now, whatever had been said of them before. */
export async function matchLateEntries(tx: Tx, personIds: readonly string[], now: Date): Promise<void> {
  const awaiting = await findAwaiting(tx, personIds);
  if (awaiting.length === 0) return;
  const was = await lockOutcomes(tx, awaiting);
  const matched = await matchExactly(tx, [...was.keys()], now);
  if (matched.length === 0) return;
  await recordChanges(tx, was, matched, { became: 'MATCHED', cause: 'LATE_DATA', at: now });
  await supersedeAssists(tx, matched, now);
}
