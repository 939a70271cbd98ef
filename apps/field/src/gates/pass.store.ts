import type { DeviceDatabase } from '../device/database.ts';

/** A block may have been lifted since; after a day the device's memory is no reason any more. */
const rememberMs = 24 * 3_600_000;

export async function rememberPass(database: DeviceDatabase, passId: string, reason: string | null, at: number): Promise<void> {
  await database.passes.put({ passId, reason, at });
}

/** @param dayStart midnight in Shanghai, ms: periods of a quota are counted in days, so a used one is certain for that day only */
export async function lastReasonOf(database: DeviceDatabase, passId: string, now: number, dayStart: number): Promise<string | null> {
  const known = await database.passes.get(passId);
  if (!known || now - known.at >= rememberMs) return null;
  return known.reason === 'QUOTA_USED' && known.at < dayStart ? null : known.reason;
}
