import { createLru } from '../engine/lru.ts';

/** Shares of something that flows: so much each second, and at most a reserve at once. */
export interface Buckets {
  /** @returns 0 when taken, else the milliseconds until it can be had; then nothing is taken */
  take(key: string, amount: number, shares?: Shares): number;
}

export interface Shares {
  readonly perSecond: number;
  readonly reserve: number;
}

/** Keys that come and go cost no memory without end; a forgotten one begins with its whole reserve. */
const rememberedKeys = 20_000;

export function createBuckets(usual: Shares, now: () => number): Buckets {
  const buckets = createLru<{ left: number; at: number }>(rememberedKeys);
  return {
    take(key, amount, { perSecond, reserve } = usual) {
      const at = now();
      let bucket = buckets.get(key);
      if (!bucket) buckets.set(key, (bucket = { left: reserve, at }));
      bucket.left = Math.min(reserve, bucket.left + ((at - bucket.at) / 1_000) * perSecond);
      bucket.at = at;
      if (bucket.left < amount) return Math.ceil(((Math.min(amount, reserve) - bucket.left) / perSecond) * 1_000) || 1;
      bucket.left -= amount;
      return 0;
    },
  };
}

/** Distinct things that one caller has asked for within a minute. */
export interface SightWindow {
  /** Counts each thing that is new within the minute. @returns 0, or the milliseconds until the caller may go on */
  look(caller: string, things: readonly string[], most?: number): number;
}

const windowMs = 60_000;
const rememberedCallers = 20_000;

export function createSightWindow(usual: number, now: () => number): SightWindow {
  /** What was looked up, and when first; insertion order is the order of time. */
  const callers = createLru<Map<string, number>>(rememberedCallers);
  return {
    look(caller, things, most = usual) {
      const at = now();
      let seen = callers.get(caller);
      if (!seen) callers.set(caller, (seen = new Map()));
      for (const [thing, first] of seen) {
        if (first > at - windowMs) break;
        seen.delete(thing);
      }
      for (const thing of things) {
        if (seen.has(thing)) continue;
        if (seen.size >= most) return (seen.values().next().value ?? at) + windowMs - at;
        seen.set(thing, at);
      }
      return 0;
    },
  };
}
