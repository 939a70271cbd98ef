/** Wrong passwords, by user and by address. In memory: who restarts the demo's provider has its passwords anyway. */
export interface Attempts {
  /** When this user may be tried again from this address; null when now. */
  blockedUntil(user: string, address: string, now: Date): Date | null;
  failed(user: string, address: string, now: Date): void;
  /** The right password: the user's count begins anew, the address's does not. */
  succeeded(user: string): void;
}

interface Count {
  failures: number;
  /** Of the first failure, in milliseconds since 1970. */
  since: number;
  blockedUntil: number;
}

const windowMs = 15 * 60_000;
const perUser = 10;
/** An office shares one address. */
const perAddress = 50;
/** Names that nobody has are counted too, so their number has a bound. */
const mostCounts = 20_000;

/** Ten wrong passwords of one user, or fifty from one address, within a quarter of an hour: wait for a quarter of an hour. */
export function createAttempts(): Attempts {
  const counts = new Map<string, Count>();

  const blocked = (key: string, now: number): number => {
    const until = counts.get(key)?.blockedUntil ?? 0;
    return until > now ? until : 0;
  };

  const count = (key: string, most: number, now: number) => {
    const known = counts.get(key);
    const going = known && now - known.since < windowMs ? known : { failures: 0, since: now, blockedUntil: 0 };
    const failures = going.failures + 1;
    counts.delete(key);
    counts.set(key, failures >= most ? { failures: 0, since: now, blockedUntil: now + windowMs } : { ...going, failures });
    if (counts.size > mostCounts) counts.delete(counts.keys().next().value!);
  };

  return {
    blockedUntil(user, address, now) {
      const until = Math.max(blocked(`user ${user}`, now.getTime()), blocked(`address ${address}`, now.getTime()));
      return until > 0 ? new Date(until) : null;
    },
    failed(user, address, now) {
      count(`user ${user}`, perUser, now.getTime());
      count(`address ${address}`, perAddress, now.getTime());
    },
    succeeded: (user) => void counts.delete(`user ${user}`),
  };
}
