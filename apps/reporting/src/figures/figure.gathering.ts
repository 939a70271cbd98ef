import type { Tx } from '@lianfang/platform/persistence';
import { addMovements, lockProvinces } from './figure.store.ts';
import { joined } from './movement.rules.ts';
import type { Movement } from './movement.rules.ts';

/** By day, by area. */
type Gathered = Map<string, Map<string, Movement>>;

const gatheredBy = new WeakMap<Tx, Gathered>();

/**
 * Adds up in memory what a rebuild is going to write. PostgreSQL keeps every version of a row until the transaction ends and
 * walks over them to find the newest, so writing each event would cost the square of their number.
 */
export function gather(tx: Tx, day: string, movements: readonly Movement[]): void {
  const days = gatheredBy.get(tx) ?? new Map<string, Map<string, Movement>>();
  gatheredBy.set(tx, days);
  const areas = days.get(day) ?? new Map<string, Movement>();
  days.set(day, areas);
  for (const movement of movements) {
    const known = areas.get(movement.areaCode);
    areas.set(movement.areaCode, known ? joined(known, movement) : movement);
  }
}

/** Writes it, day after day, so that each day begins with the levels of the one before. */
export async function writeGathered(tx: Tx): Promise<void> {
  const days = [...(gatheredBy.get(tx) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
  await lockProvinces(tx, days.flatMap(([, areas]) => [...areas.keys()]));
  for (const [day, areas] of days) await addMovements(tx, day, [...areas.values()]);
}
