import type { ExecutionResult } from 'graphql';
import type { EngineContext, Known } from '../engine/engine.ts';
import { createLru } from '../engine/lru.ts';
import { type Bytes, toBytes } from '../engine/wire.ts';

/** Finds an operation that Apollo Server has parsed and found valid on the supergraph in use. */
export type Recall = (query: string, operationName: string | undefined, context: EngineContext) => Known | undefined;

/**
 * The way of a query that has been asked before: what Apollo Server would find out again about its text and the headers is
 * remembered, so a request costs the engine's work and the writing of the answer. Nothing is decided here: what Apollo Server has
 * not yet answered in this form, and every answer with an error, goes its whole way.
 */
export interface ShortWay {
  /** @returns the answer; a result that Apollo Server must put into words; undefined when nothing has been done yet */
  answer(asked: Asked): Promise<ShortAnswer | ExecutionResult | undefined>;
  /** Learns how Apollo Server answers those who send this `accept` when all is well. */
  learn(accept: string | undefined, contentType: string | undefined): void;
}

/** An answer in which all is well. */
export interface ShortAnswer {
  readonly contentType: string;
  readonly text: Bytes;
}

export interface Asked {
  readonly accept: string | undefined;
  /** Parameters of a POST in JSON. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly context: EngineContext;
}

const acceptLimit = 200;
const longestAccept = 256;

export function createShortWay(recall: Recall): ShortWay {
  const contentTypes = createLru<string>(acceptLimit);
  return {
    async answer({ accept = '', body, context }) {
      const contentType = contentTypes.get(accept);
      const asked = contentType === undefined ? undefined : plainQuery(body);
      const known = asked && recall(asked.query, asked.operationName, context);
      if (!asked || !known) return undefined;
      const written = await known(asked.variables, context);
      if (typeof written !== 'string' && written.errors) return written;
      return { contentType: contentType!, text: `{"data":${typeof written === 'string' ? written : toBytes(JSON.stringify(written.data))}}\n` };
    },
    learn(accept = '', contentType) {
      if (contentType && accept.length <= longestAccept) contentTypes.set(accept, contentType);
    },
  };
}

interface PlainQuery {
  query: string;
  operationName: string | undefined;
  variables: Record<string, unknown>;
}

/** Undefined for parameters that Apollo Server has something to say to, and for extensions. */
function plainQuery({ query, operationName, variables, extensions }: Readonly<Record<string, unknown>>): PlainQuery | undefined {
  if (typeof query !== 'string' || (extensions !== undefined && extensions !== null)) return undefined;
  if (operationName !== undefined && operationName !== null && typeof operationName !== 'string') return undefined;
  if (variables !== undefined && (typeof variables !== 'object' || Array.isArray(variables))) return undefined;
  return { query, operationName: operationName ?? undefined, variables: (variables ?? {}) as Record<string, unknown> };
}
