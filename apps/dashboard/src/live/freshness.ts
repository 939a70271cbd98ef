export type Freshness = 'fresh' | 'ageing' | 'stale';

/** Ages in seconds at which what is on the screen stops being "now". A quiet stream is checked every 30 s. */
const ageingAfter = 45;
const staleAfter = 180;

export function freshnessOf(confirmedAt: Date | null, now: Date): Freshness {
  if (!confirmedAt) return 'stale';
  const seconds = ageInSeconds(confirmedAt, now);
  if (seconds <= ageingAfter) return 'fresh';
  return seconds <= staleAfter ? 'ageing' : 'stale';
}

/** While the gateway cannot read the event log, nothing is newer than its last event, however often it is confirmed. */
export function freshnessWith(confirmedAt: Date | null, server: { live: 'fresh' } | { live: 'stale'; lastEventAt: string | null } | null, now: Date): Freshness {
  const own = freshnessOf(confirmedAt, now);
  if (server?.live !== 'stale') return own;
  const last = server.lastEventAt ? freshnessOf(new Date(server.lastEventAt), now) : 'stale';
  return own === 'stale' || last === 'stale' ? 'stale' : 'ageing';
}

/** Never negative: a server clock that runs ahead of this screen's is not an age. */
export function ageInSeconds(at: Date, now: Date): number {
  return Math.max(0, Math.floor((now.getTime() - at.getTime()) / 1000));
}
