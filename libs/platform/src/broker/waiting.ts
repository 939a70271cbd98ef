import { setTimeout as after } from 'node:timers/promises';

/** A consumer must be gone 10 s after it is told to; this leaves the rest for hanging up. */
export const STOP_LIMIT_MS = 8_000;
export const JOIN_LIMIT_MS = 10_000;

/** Whether `work` settled in time. A rejection counts as settled and is the caller's to see elsewhere. */
export async function settledWithin(ms: number, work: Promise<unknown>): Promise<boolean> {
  const timer = new AbortController();
  const settled = work.then(
    () => true,
    () => true,
  );
  const late = after(ms, false, { signal: timer.signal }).catch(() => false);
  try {
    return await Promise.race([settled, late]);
  } finally {
    timer.abort();
  }
}

/** Waits, but not past the signal. */
export async function pauseUnlessStopped(ms: number, signal: AbortSignal): Promise<void> {
  await after(ms, undefined, { signal }).catch((error: Error) => {
    if (error.name !== 'AbortError') throw error;
  });
}

/** 0.2 s, 0.4 s, … 5 s: how long to wait before the n-th repetition in a row. */
export function backoffMs(failures: number): number {
  return Math.min(5_000, 100 * 2 ** Math.min(failures, 10));
}
