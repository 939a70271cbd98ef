/**
 * Stops asking a subgraph that does not answer: after so many failures in a row everything fails at once for a while, then one
 * request goes through as a probe, and its outcome decides for all.
 */
export interface Breaker {
  /** False: do not ask. True for a probe as well. */
  admits(): boolean;
  succeeded(): void;
  failed(): void;
  /** The one that was let through ended without a verdict. */
  readonly state: 'closed' | 'open' | 'half-open';
}

export interface BreakerOptions {
  failures: number;
  openMs: number;
  /** A probe that has not come back for so long counts for nothing; another may go. */
  probeMs: number;
  now: () => number;
  onChange?: (state: Breaker['state']) => void;
}

export function createBreaker({ failures, openMs, probeMs, now, onChange }: BreakerOptions): Breaker {
  let state: Breaker['state'] = 'closed';
  let inARow = 0;
  let until = 0;
  const become = (next: Breaker['state'], ms: number) => {
    until = now() + ms;
    if (state === next) return;
    state = next;
    onChange?.(next);
  };
  return {
    admits() {
      if (state === 'closed') return true;
      if (now() < until) return false;
      become('half-open', probeMs);
      return true;
    },
    succeeded() {
      inARow = 0;
      if (state !== 'closed') become('closed', 0);
    },
    failed() {
      inARow++;
      if (state === 'half-open' || inARow >= failures) become('open', openMs);
    },
    get state() {
      return state;
    },
  };
}
