export interface Clock {
  now(): Date;
}

/** A clock that stands still until it is advanced. */
export interface FixedClock extends Clock {
  advance(ms: number): void;
}

export const systemClock: Clock = { now: () => new Date() };

/** @throws RangeError when `iso` is no instant */
export function fixedClock(iso: string): FixedClock {
  let at = Date.parse(iso);
  if (Number.isNaN(at)) throw new RangeError(`not an instant: ${iso}`);
  return {
    now: () => new Date(at),
    advance(ms) {
      at += ms;
    },
  };
}

// China keeps one time zone and has had no daylight saving since 1991, so a fixed offset is exact and needs no ICU tables.
const shanghaiOffsetMs = 8 * 3_600_000;

/** The calendar day in Asia/Shanghai, YYYY-MM-DD: what "today" means in every count and every rule. */
export function shanghaiDay(at: Date): string {
  return new Date(at.getTime() + shanghaiOffsetMs).toISOString().slice(0, 10);
}
