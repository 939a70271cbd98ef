import type { GatewayExecutor, GatewayInterface, GatewaySchemaLoadOrUpdateCallback } from '@apollo/server-gateway-interface';
import { createHash } from 'node:crypto';
import { type DocumentNode, type ExecutionResult, GraphQLError, type GraphQLSchema, Kind, parse, validate } from 'graphql';
import type { Actor } from '@lianfang/platform/auth';
import type { Rights } from '../access/rights.ts';
import { type Gate, openGate } from './checks.ts';
import type { Caller, Reporter } from './run.ts';
import { type Checked, type OpenPlanner, type OpenSubgraph, type SupergraphState, nameOf, openState } from './state.ts';
import { planningRoom } from '../planning/room.ts';
import { graphqlError } from '../http/refusal.ts';
import { Refusal } from '@lianfang/platform/refusals';
import type { Bytes } from './wire.ts';
import type { Supergraph } from '../supergraph/supergraph.ts';
import { type CompiledOperation, type Invocation, type Written, operationOf } from './operation.ts';

/** Written while an operation is admitted, read when its answer is sent. */
export interface AnswerNotes {
  /** How long a client may keep the answer. */
  cacheControl?: string | undefined;
}

/** What the engine needs of a request; the HTTP side puts it into Apollo Server's context. */
export interface EngineContext {
  caller: Caller;
  reporter: Reporter;
  /** Who calls; undefined where there is no login. */
  actor?: Actor | undefined;
  /** What the caller may see; undefined: everything, there is no login. */
  rights?: Rights | undefined;
  /** The caller's address, for those whom no token names. */
  address?: string;
  /** What the checks of an operation tell about its answer. */
  notes?: AnswerNotes;
  /** The caller wants to be told what the operation costs. */
  tellsCost?: boolean;
  /** What the short way has found already: it is put into words, not executed again. */
  result?: ExecutionResult;
}

/** An operation that has been parsed, found valid and planned. */
export type Known = (variables: Record<string, unknown>, context: EngineContext) => Promise<Written>;

export interface Timeouts {
  query: number;
  mutation: number;
}

/** The engine `compiled` behind Apollo Server's seam, and open to the live streams, which plan on the same state. */
export interface CompiledEngine extends GatewayInterface {
  /** The state that new requests run on. */
  current(): SupergraphState;
  /** The query of this very text, when it has been through Apollo Server on the supergraph in use. Mutations go the whole way. */
  recall(query: string, operationName: string | undefined, context: EngineContext): Known | undefined;
  /** Plans operations before they are asked: now, and for each new supergraph before it is taken into use. @param onInvalid is told of those that it cannot answer */
  warm(texts: readonly string[], onInvalid: (text: string, errors: readonly Error[]) => void): Promise<void>;
  /** Does what must be done on a new supergraph before it is taken into use. */
  beforeUse(prepare: (fresh: SupergraphState) => Promise<void>): void;
  /** Takes a new supergraph into use; requests under way end on the one they began with. Of several at once the last one counts. */
  replace(supergraph: Supergraph): Promise<void>;
}

export interface CompiledEngineOptions {
  open: OpenSubgraph;
  /** Who plans; the thread of this process where none is given. */
  openPlanner?: OpenPlanner;
  timeouts: Timeouts;
  /** What is decided before planning. */
  gate?: Gate;
  /** Told when the connections of a replaced supergraph could not be closed. */
  onLeak: (cause: unknown) => void;
}

export function createCompiledEngine(first: Supergraph, { open, openPlanner = (sdl) => planningRoom().open(sdl), timeouts, gate = openGate, onLeak }: CompiledEngineOptions): CompiledEngine {
  const listeners = new Set<GatewaySchemaLoadOrUpdateCallback>();
  const states = new WeakMap<GraphQLSchema, SupergraphState>();
  const parts = { open, openPlanner, gate };
  let state = openState(first, parts);
  let replacing = 0;
  const preparations: ((fresh: SupergraphState) => Promise<void>)[] = [];
  const announce = () => {
    states.set(state.supergraph.clientSchema, state);
    for (const listener of listeners) listener({ apiSchema: state.supergraph.clientSchema, coreSupergraphSdl: state.supergraph.sdl });
  };

  const executor: GatewayExecutor = async ({ request, source, document, schema, queryHash, operationName, context }) => {
    const { result, ...known } = context as EngineContext;
    if (result) return result as Awaited<ReturnType<GatewayExecutor>>;
    const serving = states.get(schema) ?? state;
    const variables = request.variables ?? {};
    const found = await find(serving, { document, key: queryHash, operationName: operationName ?? request.operationName, variables }, known);
    if (found instanceof GraphQLError) return { errors: [found] };
    serving.remember(source, request.operationName, found);
    const answered = await execute(serving, found.operation, variables, known, timeouts);
    const extensions = known.tellsCost ? found.checks.extensions?.(variables, known) : undefined;
    return (extensions ? { ...answered, extensions } : answered) as Awaited<ReturnType<GatewayExecutor>>;
  };

  return {
    current: () => state,
    recall(query, operationName, context) {
      const serving = state;
      const found = serving.recall(query, operationName);
      const operation = found?.operation(found.checks.cut(context)?.key ?? '');
      if (!found || !operation) return undefined;
      return async (variables, asking) => {
        const refused = found.checks.admit(variables, asking);
        if (refused) return { errors: [refused] };
        const kept = found.checks.kept?.(variables, asking);
        if (kept && 'answer' in kept) return kept.answer;
        const answering = serving.during(() => operation.write(invocationOf(operation, variables, asking, timeouts)));
        return kept ? keepWhole(answering, kept.keep) : answering;
      };
    },
    async warm(texts, onInvalid) {
      const warmUp = async (fresh: SupergraphState) => {
        for (const text of texts) await planAhead(fresh, text, onInvalid);
      };
      preparations.push(warmUp);
      await warmUp(state);
    },
    beforeUse: (prepare) => void preparations.push(prepare),
    async replace(supergraph) {
      const turn = ++replacing;
      const fresh = openState(supergraph, parts);
      for (const prepare of preparations) await prepare(fresh);
      const before = turn === replacing ? state : fresh;
      if (turn === replacing) {
        state = fresh;
        announce();
      }
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

async function keepWhole(answering: Promise<Written>, keep: (answer: Bytes) => void): Promise<Written> {
  const written = await answering;
  if (typeof written === 'string') keep(written);
  return written;
}

interface Asked {
  document: DocumentNode;
  key: string;
  operationName: string | null | undefined;
  variables: Readonly<Record<string, unknown>>;
}

async function find(state: SupergraphState, { document, key, operationName, variables }: Asked, context: EngineContext): Promise<Checked | GraphQLError> {
  const operation = operationOf(document, operationName);
  if (operation instanceof GraphQLError) return operation;
  if (operation.operation === 'subscription') return streamsOnly();
  const checks = state.checks(key, document, operation);
  const refused = checks.admit(variables, context);
  if (refused) return refused;
  const cut = checks.cut(context);
  try {
    return { name: nameOf(key, operation), checks, cut, operation: await state.during(() => state.operation(key, document, operation, cut)) };
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal;
    return graphqlError(refusal, context.caller.language);
  }
}

function execute(state: SupergraphState, operation: CompiledOperation, variables: Record<string, unknown>, context: EngineContext, timeouts: Timeouts): Promise<ExecutionResult> {
  return state.during(() => operation.execute(invocationOf(operation, variables, context, timeouts)));
}

function invocationOf({ kind }: CompiledOperation, variables: Record<string, unknown>, { caller, reporter }: EngineContext, timeouts: Timeouts): Invocation {
  return { variables, caller, reporter, deadline: Date.now() + (kind === 'mutation' ? timeouts.mutation : timeouts.query) };
}

/** Under the key that Apollo Server will give: whether the text may be asked is still decided there. */
async function planAhead(state: SupergraphState, text: string, onInvalid: (text: string, errors: readonly Error[]) => void): Promise<void> {
  const document = parse(text);
  const errors = validate(state.supergraph.clientSchema, document);
  if (errors.length) return onInvalid(text, errors);
  const key = createHash('sha256').update(text).digest('hex');
  state.register(key);
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION || definition.operation === 'subscription') continue;
    try {
      await state.operation(key, document, definition);
    } catch (cause) {
      onInvalid(text, [cause instanceof Error ? cause : new Error(String(cause))]);
    }
  }
}

function streamsOnly(): GraphQLError {
  return new GraphQLError('subscribe over WebSocket (graphql-transport-ws) or with accept: text/event-stream', {
    extensions: { code: 'SUBSCRIPTION_NEEDS_STREAM', http: { status: 405 } },
  });
}
