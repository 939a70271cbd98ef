import type { DeviceDatabase } from '../device/database.ts';

/** A reading of the server as the phone keeps it. */
export interface Kept<T> {
  value: T;
  /** ms since 1970 */
  at: number;
}

export async function keepReference<T>(database: DeviceDatabase, key: string, value: T, at: number): Promise<void> {
  await database.references.put({ key, value, at });
}

export async function findReference<T>(database: DeviceDatabase, key: string): Promise<Kept<T> | null> {
  const row = await database.references.get(key);
  return row ? { value: row.value as T, at: row.at } : null;
}

/** Another user's lists must not show on this phone. */
export async function forgetReferences(database: DeviceDatabase): Promise<void> {
  await Promise.all([database.references.clear(), database.passes.clear()]);
}
