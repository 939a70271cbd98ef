import type { GatewayExecutor, GatewayInterface, GatewaySchemaLoadOrUpdateCallback } from '@apollo/server-gateway-interface';
import { type DocumentNode, type ExecutionResult, GraphQLError, type GraphQLSchema } from 'graphql';
import type { Caller, Reporter } from './run.ts';
import { type OpenSubgraph, type SupergraphState, openState } from './state.ts';
import type { Supergraph } from '../supergraph/supergraph.ts';
import { operationOf } from './operation.ts';

/** What the engine needs of a request; the HTTP side puts it into Apollo Server's context. */
export interface EngineContext {
  caller: Caller;
  reporter: Reporter;
}

export interface Timeouts {
  query: number;
  mutation: number;
}

/** The engine `compiled` behind Apollo Server's seam, and open to the live streams, which plan on the same state. */
export interface CompiledEngine extends GatewayInterface {
  /** The state that new requests run on. */
  current(): SupergraphState;
  /** Takes a new supergraph into use; requests under way end on the one they began with. */
  replace(supergraph: Supergraph): void;
}

/** @param onLeak is told when the connections of a replaced supergraph could not be closed */
export function createCompiledEngine(first: Supergraph, open: OpenSubgraph, timeouts: Timeouts, onLeak: (cause: unknown) => void): CompiledEngine {
  const listeners = new Set<GatewaySchemaLoadOrUpdateCallback>();
  const states = new WeakMap<GraphQLSchema, SupergraphState>();
  let state = openState(first, open);
  const announce = () => {
    states.set(state.supergraph.clientSchema, state);
    for (const listener of listeners) listener({ apiSchema: state.supergraph.clientSchema, coreSupergraphSdl: state.supergraph.sdl });
  };

  const executor: GatewayExecutor = async ({ request, document, schema, queryHash, operationName, context }) => {
    const { caller, reporter } = context as EngineContext;
    const serving = states.get(schema) ?? state;
    return serving.during(() => execute(serving, { document, key: queryHash, operationName: operationName ?? request.operationName }, {
      variables: request.variables ?? {},
      caller,
      reporter,
      timeouts,
    })) as ReturnType<GatewayExecutor>;
  };

  return {
    current: () => state,
    replace(supergraph) {
      const before = state;
      state = openState(supergraph, open);
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

async function execute(
  state: SupergraphState,
  { document, key, operationName }: Asked,
  o: { variables: Record<string, unknown>; caller: Caller; reporter: Reporter; timeouts: Timeouts },
): Promise<ExecutionResult> {
  const operation = operationOf(document, operationName);
  if (operation instanceof GraphQLError) return { errors: [operation] };
  if (operation.operation === 'subscription') return { errors: [streamsOnly()] };
  const compiled = state.operation(key, document, operation);
  const deadline = Date.now() + (compiled.kind === 'mutation' ? o.timeouts.mutation : o.timeouts.query);
  return compiled.execute({ variables: o.variables, caller: o.caller, reporter: o.reporter, deadline });
}

function streamsOnly(): GraphQLError {
  return new GraphQLError('subscribe over WebSocket (graphql-transport-ws) or with accept: text/event-stream', {
    extensions: { code: 'SUBSCRIPTION_NEEDS_STREAM', http: { status: 405 } },
  });
}
