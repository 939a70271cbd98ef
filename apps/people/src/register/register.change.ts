import { RegisterChanged } from '@lianfang/contracts/events';
import { emitMany } from '@lianfang/platform/outbox';
import type { Tx } from '@lianfang/platform/persistence';
import type { RegisterCounts } from '../areas/area.rules.ts';
import { tellSweeps } from '../sweeps/sweep.change.ts';
import { addCounts } from './register.store.ts';

/**
 * Adds to the counts of the areas and tells the other services, in the caller's transaction. Areas come in the order of their
 * codes, so that two imports lock the counters in the same order and never deadlock.
 */
export async function changeRegister(tx: Tx, changes: readonly RegisterCounts[], at: Date): Promise<void> {
  // Triggers had the doors of open rounds follow the register; here the others hear of it.
  await tellSweeps(tx, at);
  const moved = changes
    .filter((change) => change.households !== 0 || change.vacantHouseholds !== 0 || change.people !== 0)
    .toSorted((a, b) => (a.areaCode < b.areaCode ? -1 : 1));
  if (moved.length === 0) return;
  await addCounts(tx, moved);
  await emitMany(
    tx,
    RegisterChanged,
    moved.map((change) => ({ subject: change.areaCode, areaCode: change.areaCode, payload: { ...change }, at })),
  );
}
