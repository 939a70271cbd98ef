import { type Actor, anonymous } from '@lianfang/platform/auth';
import type { Rights } from '../access/rights.ts';
import type { EngineContext } from '../engine/engine.ts';
import type { Caller, Reporter } from '../engine/run.ts';

/** Who asks, from where: the same over HTTP, sockets and event streams. */
export interface Asker {
  readonly actor: Actor | null;
  readonly caller: Caller;
  /** The client's address, as far as it can be known. */
  readonly address?: string;
}

/** What the engine is told of an asker. */
export type ContextOf = (asker: Asker) => EngineContext;

/** @param rightsOf undefined: there is no login, everybody may see everything */
export function createContexts(reporter: Reporter, rightsOf: ((actor: Actor) => Rights) | undefined): ContextOf {
  return ({ actor, caller, address }) => ({
    caller,
    reporter,
    notes: {},
    ...(address === undefined ? {} : { address }),
    actor: actor ?? undefined,
    rights: rightsOf?.(actor ?? anonymous),
  });
}
