import { shanghaiDay } from '@lianfang/platform/clock';

/** A phone's clock may run ahead of ours by this much before its time is refused. */
export const clockSkewMs = 5 * 60_000;

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

export function isInFuture(at: Date, now: Date): boolean {
  return at.getTime() > now.getTime() + clockSkewMs;
}

/** A phone keeps what it took without network for days, not months: an older time is a clock that was never set. */
export const oldestDays = 30;

export function isTooOld(at: Date, now: Date): boolean {
  return at.getTime() < now.getTime() - oldestDays * dayMs;
}

/** The time of day in Asia/Shanghai, HH:MM. */
export function shanghaiTime(at: Date): string {
  return new Date(at.getTime() + 8 * hourMs).toISOString().slice(11, 16);
}

/** Midnight in Asia/Shanghai at which the day begins. */
export function startOfDay(day: string): Date {
  return new Date(`${day}T00:00:00+08:00`);
}

/** The day so many days later. */
export function dayAfter(day: string, days: number): string {
  return shanghaiDay(new Date(startOfDay(day).getTime() + days * dayMs));
}
