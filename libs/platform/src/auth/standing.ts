import type { Broker } from '../broker/index.ts';
import { systemClock } from '../clock/index.ts';
import type { Clock } from '../clock/index.ts';
import type { Log } from '../observability/index.ts';
import type { EventTrust } from '../signing/index.ts';
import type { Actor } from './actor.ts';
import { createJudge } from './standing.judge.ts';
import { readAgencies } from './standing.reading.ts';
import { applyStanding, emptyRegister, forgetEnded, judgeStanding } from './standing.rules.ts';
import type { AccountStanding, Claimed, KeyStanding, StandingChange } from './standing.rules.ts';

/** Who may still act, as the agencies said last; the same in every process of the house. */
export interface Standing {
  /** @throws Refusal UNAUTHENTICATED for who is suspended or revoked */
  judge(claimed: Claimed): Actor;
  /**
   * Judges a caller of a past call anew, for a socket that has been open since. The same object comes back while nothing changed.
   * @throws Refusal UNAUTHENTICATED, with `extensions.why`
   */
  again(actor: Actor): Actor;
  key(keyId: string): KeyStanding | undefined;
  accounts(): readonly AccountStanding[];
  /** Told after an event was taken in, and when an opening has ended by itself. Returns what ends the telling. */
  onChange(listener: (change: StandingChange) => void): () => void;
  /** Milliseconds since it last knew everything there was to know; what it knew last holds on while the log is away. */
  ageMs(): number;
  stop(): Promise<void>;
}

export interface StandingOptions {
  broker: Broker;
  /** Whose signatures are believed; null where nothing is signed. */
  trust: EventTrust | null;
  log: Log;
  clock?: Clock;
}

const tidyMs = 1_000;

/**
 * Reads everything that `agencies` ever said and goes on reading. Resolves when it has caught up: a process that starts while the
 * log is away waits, for whoever serves without it lets in who was revoked.
 */
export async function openStanding(o: StandingOptions): Promise<Standing> {
  const clock = o.clock ?? systemClock;
  const register = emptyRegister();
  const listeners = new Set<(change: StandingChange) => void>();
  const judged = createJudge((claimed, now) => judgeStanding(register, claimed, now), clock);
  const tell = (change: StandingChange) => {
    judged.changed();
    for (const listener of listeners) listener(change);
  };
  const reading = await readAgencies(o, (event) => {
    const change = applyStanding(register, event);
    if (change) tell(change);
  });
  const tidy = setInterval(() => {
    const now = clock.now().getTime();
    const ended = [...register.openings].filter(([, open]) => open.some(({ until }) => until.getTime() <= now));
    forgetEnded(register, now);
    for (const [accountId] of ended) tell({ accountId });
  }, tidyMs).unref();
  return {
    judge: judged.judge,
    again: judged.again,
    key: (keyId) => register.keys.get(keyId),
    accounts: () => [...register.accounts.values()],
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    ageMs: reading.ageMs,
    async stop() {
      clearInterval(tidy);
      await reading.stop();
    },
  };
}
