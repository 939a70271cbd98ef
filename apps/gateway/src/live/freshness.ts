import type { Log } from '@lianfang/platform/observability';
import type { Feed } from './feed.ts';

/** What clients are told while the event log cannot be read; `lastEventAt` is ISO 8601, null before the first event. */
export type Freshness = { live: 'fresh' } | { live: 'stale'; lastEventAt: string | null };

export interface FreshnessWatch {
  current(): Freshness;
  onChange(listener: (now: Freshness) => void): void;
  stop(): void;
}

/** Looks at the log a few times in each span of patience, one look at a time: a look at a dead broker may hang for long. */
export function watchFreshness(feed: Pick<Feed, 'isUpToDate' | 'lastEventAt'>, staleAfterMs: number, log: Log): FreshnessWatch {
  const listeners: ((now: Freshness) => void)[] = [];
  let current: Freshness = { live: 'fresh' };
  let upToDateAt = performance.now();
  let looking = false;

  const look = async () => {
    if (looking) return;
    looking = true;
    try {
      if (await feed.isUpToDate()) upToDateAt = performance.now();
    } catch (cause) {
      log.debug({ err: cause }, 'the event log does not answer');
    } finally {
      looking = false;
    }
  };

  const judge = () => {
    const stale = performance.now() - upToDateAt > staleAfterMs;
    if (stale === (current.live === 'stale')) return;
    current = stale ? { live: 'stale', lastEventAt: isoOf(feed.lastEventAt()) } : { live: 'fresh' };
    if (stale) log.warn({ ...current }, 'the event log is away or not read; streams stay open and say that they are stale');
    else log.info('the event log is read again');
    for (const listener of listeners) listener(current);
  };

  const timer = setInterval(() => void look().then(judge), staleAfterMs / 3).unref();
  // A look that hangs must not keep the verdict back.
  const judging = setInterval(judge, staleAfterMs / 3).unref();
  return {
    current: () => current,
    onChange: (listener) => void listeners.push(listener),
    stop() {
      clearInterval(timer);
      clearInterval(judging);
    },
  };
}

function isoOf(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
