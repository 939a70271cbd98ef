import type { GatewayExecutor, GatewayInterface, GatewaySchemaLoadOrUpdateCallback } from '@apollo/server-gateway-interface';
import { createHash } from 'node:crypto';
import { type DocumentNode, type ExecutionResult, GraphQLError, type GraphQLSchema, Kind, parse, validate } from 'graphql';
import type { Caller, Reporter } from './run.ts';
import { type OpenSubgraph, type SupergraphState, openState } from './state.ts';
import type { Supergraph } from '../supergraph/supergraph.ts';
import { type CompiledOperation, operationOf } from './operation.ts';

/** What the engine needs of a request; the HTTP side puts it into Apollo Server's context. */
export interface EngineContext {
  caller: Caller;
  reporter: Reporter;
  /** What the short way has found already: it is put into words, not executed again. */
  result?: ExecutionResult;
}

/** An operation that has been parsed, found valid and planned. */
export type Known = (variables: Record<string, unknown>, context: EngineContext) => Promise<ExecutionResult>;

export interface Timeouts {
  query: number;
  mutation: number;
}

/** The engine `compiled` behind Apollo Server's seam, and open to the live streams, which plan on the same state. */
export interface CompiledEngine extends GatewayInterface {
  /** The state that new requests run on. */
  current(): SupergraphState;
  /** The query of this very text, when it has been through Apollo Server on the supergraph in use. Mutations go the whole way. */
  recall(query: string, operationName: string | undefined): Known | undefined;
  /** Plans operations before they are asked, now and for each new supergraph. @param onInvalid is told of those that it cannot answer */
  warm(texts: readonly string[], onInvalid: (text: string, errors: readonly GraphQLError[]) => void): void;
  /** Takes a new supergraph into use; requests under way end on the one they began with. */
  replace(supergraph: Supergraph): void;
}

/** @param onLeak is told when the connections of a replaced supergraph could not be closed */
export function createCompiledEngine(first: Supergraph, open: OpenSubgraph, timeouts: Timeouts, onLeak: (cause: unknown) => void): CompiledEngine {
  const listeners = new Set<GatewaySchemaLoadOrUpdateCallback>();
  const states = new WeakMap<GraphQLSchema, SupergraphState>();
  let state = openState(first, open);
  let warmUp: (fresh: SupergraphState) => void = () => undefined;
  const announce = () => {
    states.set(state.supergraph.clientSchema, state);
    for (const listener of listeners) listener({ apiSchema: state.supergraph.clientSchema, coreSupergraphSdl: state.supergraph.sdl });
  };

  const executor: GatewayExecutor = async ({ request, source, document, schema, queryHash, operationName, context }) => {
    const { result, ...known } = context as EngineContext;
    if (result) return result as Awaited<ReturnType<GatewayExecutor>>;
    const serving = states.get(schema) ?? state;
    const found = find(serving, { document, key: queryHash, operationName: operationName ?? request.operationName });
    if (found instanceof GraphQLError) return { errors: [found] };
    serving.remember(source, request.operationName, found);
    return execute(serving, found, request.variables ?? {}, known, timeouts) as ReturnType<GatewayExecutor>;
  };

  return {
    current: () => state,
    recall(query, operationName) {
      const serving = state;
      const found = serving.recall(query, operationName);
      return found && ((variables, context) => execute(serving, found, variables, context, timeouts));
    },
    warm(texts, onInvalid) {
      warmUp = (fresh) => {
        for (const text of texts) planAhead(fresh, text, onInvalid);
      };
      warmUp(state);
    },
    replace(supergraph) {
      const before = state;
      state = openState(supergraph, open);
      warmUp(state);
      announce();
      before.retire().catch(onLeak);
    },
    load: async () => {
      announce();
      return { executor };
    },
    onSchemaLoadOrUpdate(callback) {
      listeners.add(callback);
      return () => listeners.delete(callback);
    },
    stop: () => state.retire(),
  };
}

interface Asked {
  document: DocumentNode;
  key: string;
  operationName: string | null | undefined;
}

function find(state: SupergraphState, { document, key, operationName }: Asked): CompiledOperation | GraphQLError {
  const operation = operationOf(document, operationName);
  if (operation instanceof GraphQLError) return operation;
  return operation.operation === 'subscription' ? streamsOnly() : state.operation(key, document, operation);
}

function execute(
  state: SupergraphState,
  operation: CompiledOperation,
  variables: Record<string, unknown>,
  { caller, reporter }: EngineContext,
  timeouts: Timeouts,
): Promise<ExecutionResult> {
  const deadline = Date.now() + (operation.kind === 'mutation' ? timeouts.mutation : timeouts.query);
  return state.during(() => operation.execute({ variables, caller, reporter, deadline }));
}

/** Under the key that Apollo Server will give: whether the text may be asked is still decided there. */
function planAhead(state: SupergraphState, text: string, onInvalid: (text: string, errors: readonly GraphQLError[]) => void): void {
  const document = parse(text);
  const errors = validate(state.supergraph.clientSchema, document);
  if (errors.length) return onInvalid(text, errors);
  const key = createHash('sha256').update(text).digest('hex');
  for (const definition of document.definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION && definition.operation !== 'subscription') state.operation(key, document, definition);
  }
}

function streamsOnly(): GraphQLError {
  return new GraphQLError('subscribe over WebSocket (graphql-transport-ws) or with accept: text/event-stream', {
    extensions: { code: 'SUBSCRIPTION_NEEDS_STREAM', http: { status: 405 } },
  });
}
