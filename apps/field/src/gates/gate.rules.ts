import type { PassCheck } from './pass-code.rules.ts';

export type Verdict = 'ALLOWED' | 'REFUSED';

/** `pending`: the device let somebody through, the server has yet to decide. */
export type VerdictTone = 'allowed' | 'refused' | 'pending';

export interface ShownVerdict {
  tone: VerdictTone;
  /** Reason code of the graph, or one of the device's own (`OFFLINE`, `UNVERIFIED`). */
  reason: string | null;
  /** The server's line, in the user's language. */
  reasonText: string | null;
  personName: string | null;
}

/** °C; the threshold at every gate since 2020 (domain C7). */
export const feverFrom = 37.3;
/** Outside of this nobody lives or the thermometer is wrong; the server refuses it too. */
export const plausibleTemperature = { least: 34, most: 43 };

export function isFever(temperature: number | null): boolean {
  return temperature !== null && temperature >= feverFrom;
}

/** "36.5", "365" and full-width "３６．５" are 36.5 °C; null for anything that no thermometer shows. */
export function readTemperature(text: string): number | null {
  const plain = text.normalize('NFKC').replace(/[°℃c\s]/gi, '').replace(',', '.');
  if (!/^\d{2}(\.\d{1,2})?$|^\d{3}$/.test(plain)) return null;
  const value = plain.length === 3 ? Number(plain) / 10 : Math.round(Number(plain) * 10) / 10;
  return value >= plausibleTemperature.least && value <= plausibleTemperature.most ? value : null;
}

export interface OfflineCase {
  /** Null when a person was picked instead of a pass scanned. */
  pass: PassCheck | null;
  temperature: number | null;
  checkpointOpen: boolean;
  direction: 'IN' | 'OUT';
  /** What this device last heard of the pass from the server; null when that is too old to count. */
  lastReason: string | null;
}

/** How a gate decides while nobody can be asked. It refuses what it knows to be wrong and lets the rest pass, to be checked. */
export function judgeOffline(seen: OfflineCase): ShownVerdict {
  const reason = offlineRefusal(seen);
  if (reason) return { tone: 'refused', reason, reasonText: null, personName: null };
  const note = seen.pass?.kind === 'unverified' ? 'UNVERIFIED' : 'OFFLINE';
  return { tone: 'pending', reason: note, reasonText: null, personName: null };
}

/** What does not go away by itself within the hours that a device goes without network. */
const standing: ReadonlySet<string> = new Set(['UNDER_ISOLATION', 'RED_CODE', 'YELLOW_CODE', 'PASS_REVOKED']);

function offlineRefusal({ pass, temperature, checkpointOpen, direction, lastReason }: OfflineCase): string | null {
  if (isFever(temperature)) return 'FEVER';
  if (pass?.kind === 'unknown') return 'PASS_UNKNOWN';
  if (lastReason && standing.has(lastReason)) return lastReason;
  if (lastReason === 'QUOTA_USED' && direction === 'OUT') return lastReason;
  if (pass?.kind === 'expired') return 'PASS_EXPIRED';
  return checkpointOpen ? null : 'CHECKPOINT_CLOSED';
}

/** The server's answer to a passage as the verdict screen shows it. */
export function shownVerdict(passage: Record<string, unknown>): ShownVerdict {
  const person = passage.person as { name?: string } | null | undefined;
  return {
    tone: passage.verdict === 'ALLOWED' ? 'allowed' : 'refused',
    reason: textOrNull(passage.reason),
    reasonText: textOrNull(passage.reasonText),
    personName: person?.name ?? null,
  };
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

export interface Sighting {
  code: string;
  /** ms since 1970 */
  at: number;
}

/** A pass that is still held before the camera after its verdict is not the next person's. */
const leaveSightMs = 3_000;

/** Whether a code that the camera sees is a new one, or the last one shown again after a pause. */
export function isNewSighting(code: string, last: Sighting | null, now: number): boolean {
  return code !== last?.code || now - last.at > leaveSightMs;
}

/** How long a verdict stays before the next scan, ms. From scan to scan in 7 seconds, with the answer's own time in it. */
export function verdictStay(tone: VerdictTone): number {
  return { allowed: 2_200, pending: 3_000, refused: 5_500 }[tone];
}
