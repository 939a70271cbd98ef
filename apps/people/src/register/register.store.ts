import { RegisterChanged } from '@lianfang/contracts/events';
import { emitMany } from '@lianfang/platform/outbox';
import { insertMany } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import type { RegisterCounts } from '../areas/area.rules.ts';

/**
 * Adds to the counts of the areas and tells the other services, in the caller's transaction. Areas come in the order of their
 * codes, so that two imports lock the counters in the same order and never deadlock.
 */
export async function countRegisterChange(tx: Tx, changes: readonly RegisterCounts[], at: Date): Promise<void> {
  const moved = changes
    .filter((change) => change.households !== 0 || change.vacantHouseholds !== 0 || change.people !== 0)
    .toSorted((a, b) => (a.areaCode < b.areaCode ? -1 : 1));
  await insertMany(
    tx,
    'register_counts',
    { area_code: 'text', households: 'int', vacant_households: 'int', people: 'int' },
    moved,
    `ON CONFLICT (area_code) DO UPDATE SET
       households = register_counts.households + excluded.households,
       vacant_households = register_counts.vacant_households + excluded.vacant_households,
       people = register_counts.people + excluded.people`,
  );
  await emitMany(
    tx,
    RegisterChanged,
    moved.map((change) => ({ subject: change.areaCode, areaCode: change.areaCode, payload: { ...change }, at })),
  );
}
