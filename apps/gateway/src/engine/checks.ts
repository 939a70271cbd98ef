import type { DocumentNode, GraphQLError, OperationDefinitionNode } from 'graphql';
import type { Cut } from '../access/cut.ts';
import type { Supergraph } from '../supergraph/supergraph.ts';
import type { EngineContext } from './engine.ts';
import type { Bytes } from './wire.ts';

/** An answer that is known already, or the way to keep the one that comes. */
export type KeptAnswer = { readonly answer: Bytes } | { keep(answer: Bytes): void };

/** What is decided about one operation before it is planned; read once and kept beside it. */
export interface Checks {
  /** At each request. @returns why it is not executed */
  admit(variables: Readonly<Record<string, unknown>>, context: EngineContext): GraphQLError | undefined;
  /** What the caller's rights leave of it; undefined: all of it. */
  cut(context: EngineContext): Cut | undefined;
  /** The text of `data` of a whole answer that was kept; undefined: this request is answered anew. */
  kept?(variables: Readonly<Record<string, unknown>>, context: EngineContext): KeptAnswer | undefined;
  /** Told beside the answer to those who wish it. */
  extensions?(variables: Readonly<Record<string, unknown>>, context: EngineContext): Record<string, unknown> | undefined;
}

/** Reads operations of one supergraph. */
export type Gate = (supergraph: Supergraph) => (document: DocumentNode, operation: OperationDefinitionNode) => Checks;

const nothing: Checks = { admit: () => undefined, cut: () => undefined };

/** No login, no limits: the engine by itself. */
export const openGate: Gate = () => () => nothing;
