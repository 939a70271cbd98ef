import { createHash } from 'node:crypto';
import type { Actor } from '@lianfang/platform/auth';
import { anonymous } from '@lianfang/platform/auth';
import type { Log } from '@lianfang/platform/observability';
import { createLru } from '../engine/lru.ts';
import { gatewayMetrics } from '../metrics.ts';
import { createSender } from './sender.ts';
import type { Telling } from './sender.ts';

/** Who did it, from where, in which request. */
export interface Traced {
  actor: Actor | null | undefined;
  address?: string;
  requestId?: string;
}

/** What the gateway itself leaves in the audit trail: who came, and whom it turned away before a subgraph was asked. */
export interface Trace {
  /** A token that is good. Only its first sight is told. */
  login(who: Traced): void;
  /** Repetitions within a few seconds are told as one, with their number. */
  refused(who: Traced, refusal: { operation: string; code: string }): void;
  stop(): Promise<void>;
}

export const noTrace: Trace = { login: () => undefined, refused: () => undefined, stop: async () => undefined };

/** Repetitions of one caller, code and operation are gathered for so long. */
const gatherMs = 5_000;
/** Kinds of refusal gathered at once; beyond that each waits for the next round. */
const mostGathered = 2_000;
const knownTokens = 20_000;

/** @param url of the subgraph that keeps the trail, with the path of its graph */
export function openTrace(o: { url: string; secret: string; log: Log; now?: () => number }): Trace {
  const now = o.now ?? Date.now;
  const sender = createSender({ url: new URL('/audit', o.url), secret: o.secret, log: o.log });
  const tokens = createLru<true>(knownTokens);
  // The token reader hands out the same object while a token is known to it.
  const actors = new WeakSet<Actor>();
  let gathered = new Map<string, Telling>();
  const timer = setInterval(tellGathered, gatherMs).unref();

  function tellGathered(): void {
    const told = [...gathered.values()];
    gathered = new Map();
    sender.tell(told);
  }

  return {
    login(who) {
      if (!who.actor || actors.has(who.actor)) return;
      actors.add(who.actor);
      const token = tokenOf(who.actor);
      if (tokens.get(token)) return;
      tokens.set(token, true);
      sender.tell([{ ...whoOf(who, now()), kind: 'LOGIN', operation: 'login', outcome: 'DONE' }]);
    },
    refused(who, { operation, code }) {
      const key = [who.actor?.id ?? '', who.address ?? '', code, operation].join('\n');
      const known = gathered.get(key);
      if (known) known.count = (known.count ?? 1) + 1;
      else if (gathered.size >= mostGathered) gatewayMetrics.tracesDropped.inc();
      else gathered.set(key, { ...whoOf(who, now()), kind: 'REFUSAL', operation, outcome: code });
    },
    async stop() {
      clearInterval(timer);
      tellGathered();
      await sender.stop();
    },
  };
}

function whoOf({ actor, address, requestId }: Traced, at: number): Omit<Telling, 'kind' | 'operation' | 'outcome'> {
  const { id, kind, agency, roles, areaCode } = actor ?? anonymous;
  return {
    at: new Date(at).toISOString(), actor: id, actorKind: kind, agency, roles: [...roles], actorArea: areaCode, areaCode, records: [],
    request: requestId ?? 'unknown', ...(address ? { address } : {}), ...(actor ? { token: tokenOf(actor) } : {}),
  };
}

/** Its `jti`; of a token that has none its hash, which opens nothing. */
function tokenOf({ tokenId, token }: Actor): string {
  return tokenId || createHash('sha256').update(token).digest('hex').slice(0, 32);
}
