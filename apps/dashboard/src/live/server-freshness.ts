import { useSyncExternalStore } from 'react';

/** What the gateway says of the event log (docs/api/live.md, Stale); null where no socket stands. */
export type ServerFreshness = { live: 'fresh' } | { live: 'stale'; lastEventAt: string | null } | null;

let current: ServerFreshness = null;
const listeners = new Set<() => void>();

/** @param told payload of a ping; a client's own or another server's is none of ours */
export function readServerFreshness(told: unknown): ServerFreshness {
  if (typeof told !== 'object' || told === null || !('live' in told)) return null;
  if (told.live === 'fresh') return { live: 'fresh' };
  if (told.live !== 'stale') return null;
  const at = 'lastEventAt' in told && typeof told.lastEventAt === 'string' ? told.lastEventAt : null;
  return { live: 'stale', lastEventAt: at };
}

export function setServerFreshness(told: ServerFreshness): void {
  current = told;
  for (const listener of listeners) listener();
}

export function useServerFreshness(): ServerFreshness {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    () => current,
  );
}
