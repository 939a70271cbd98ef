import type { DeviceDatabase } from '../device/database.ts';

/** A block may have been lifted since; after a day the device's memory is no reason any more. */
const rememberMs = 24 * 3_600_000;

export async function rememberPass(database: DeviceDatabase, passId: string, reason: string | null, at: number): Promise<void> {
  await database.passes.put({ passId, reason, at });
}

export async function lastReasonOf(database: DeviceDatabase, passId: string, now: number): Promise<string | null> {
  const known = await database.passes.get(passId);
  return known && now - known.at < rememberMs ? known.reason : null;
}
