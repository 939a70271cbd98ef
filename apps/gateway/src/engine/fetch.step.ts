import { GraphQLError, type GraphQLSchema, parse } from 'graphql';
import { currentTraceparent, inSpan, isTracing } from '@lianfang/platform/observability';
import { gatewayMetrics } from '../metrics.ts';
import type { Reply } from '../transport/reply.ts';
import type { SubgraphClient, SubgraphRequest } from '../transport/subgraph.ts';
import { SubgraphUnavailable } from '../transport/subgraph.ts';
import { type SubgraphAnswer, readAnswer } from './answer.ts';
import { type ReadContext, compileContext } from './contexts.ts';
import { type SubgraphFault, fault, refusalOf } from './faults.ts';
import type { Merge } from './merge.ts';
import { type AnswerPath, type Placed, type PlanPath, commonPath, objectsAt, pathsAt, placedAt } from './place.ts';
import type { FetchNode } from './plan.ts';
import { type Answer, isAnswer } from './record.ts';
import { type Represent, compileRepresentation } from './representation.ts';
import { compileRewrites } from './rewrite.ts';
import type { Run } from './run.ts';
import { compileScan } from './scan.ts';
import { type Bytes, toBytes } from './wire.ts';

/** One node of a plan, ready to run. */
export type Step = (run: Run) => Promise<void>;

export interface Compiling {
  /** The supergraph's whole schema, hidden types included. */
  readonly schema: GraphQLSchema;
  readonly merge: Merge;
  readonly clientOf: (subgraph: string) => SubgraphClient;
  /** What is the same entity may be told apart by where it stands: its places must not share objects. */
  readonly separate?: boolean;
}

/** Where an error of a subgraph belongs in the client's answer: one path per entity that it hits. */
type Locate = (path: unknown) => (AnswerPath | undefined)[];

export function compileFetch(compiling: Compiling, node: FetchNode, path: PlanPath): Step {
  if (node.contextRewrites?.length && !node.requires) throw new RangeError('a context without an entity');
  return node.requires ? compileEntityFetch(compiling, node, path) : compileRootFetch(compiling, node, path);
}

function compileRootFetch(compiling: Compiling, node: FetchNode, path: PlanPath): Step {
  const exchange = compileExchange(compiling, node, path);
  const rewrite = compileRewrites(compiling.schema, node.outputRewrites);
  const locate: Locate = (at) => [isPath(at) ? [...commonPath(path), ...at] : undefined];
  return async (run) => {
    const targets = objectsAt(run.root, path);
    if (targets.length === 0) return;
    const answer = await exchange(run, run.variables, undefined, locate);
    if (!isAnswer(answer)) return;
    rewrite?.(answer);
    for (const [at, target] of targets.entries()) compiling.merge(target, compiling.separate && at > 0 ? structuredClone(answer) : answer);
  };
}

function compileEntityFetch(compiling: Compiling, node: FetchNode, path: PlanPath): Step {
  const exchange = compileExchange(compiling, node, path);
  const represent = compileRepresentation(
    compiling.schema,
    compiling.merge,
    node.requires ?? [],
    compileRewrites(compiling.schema, node.inputRewrites),
  );
  const rewrite = compileRewrites(compiling.schema, node.outputRewrites);
  const fetch = async (run: Run, entities: readonly Answer[], variables: Run['variables']) => {
    const batch = deduplicate(entities, represent);
    if (batch.texts.length === 0) return;
    const answer = await exchange(run, variables, batch.texts, locateEntities(run, path, batch));
    const received = isAnswer(answer) ? answer._entities : undefined;
    if (!Array.isArray(received)) return;
    for (let at = 0; at < received.length; at++) adopt(compiling, batch.holders[at] ?? [], received[at], rewrite);
  };
  if (!node.contextRewrites?.length) return (run) => fetch(run, objectsAt(run.root, path), run.variables);
  const contextOf = compileContext(compiling.schema, node.contextRewrites);
  return async (run) => {
    const groups = byContext(placedAt(run.root, path), contextOf);
    await Promise.all(groups.map(({ entities, given }) => fetch(run, entities, { ...run.variables, ...given })));
  };
}

/** Entities that are asked with the same arguments go together. */
function byContext(placed: readonly Placed[], contextOf: ReadContext): { entities: Answer[]; given: Record<string, unknown> }[] {
  const groups = new Map<string, { entities: Answer[]; given: Record<string, unknown> }>();
  for (const one of placed) {
    const given = contextOf(one);
    const key = JSON.stringify(given);
    const group = groups.get(key);
    if (group) group.entities.push(one.object);
    else groups.set(key, { entities: [one.object], given });
  }
  return [...groups.values()];
}

interface Batch {
  readonly texts: string[];
  /** The entities that each text stands for. */
  readonly holders: Answer[][];
}

function deduplicate(entities: readonly Answer[], { identify, write }: Represent): Batch {
  const slots = new Map<string, Answer[]>();
  const texts: string[] = [];
  for (const entity of entities) {
    const identity = identify(entity);
    if (identity === null) continue;
    const holders = slots.get(identity);
    if (holders) holders.push(entity);
    else {
      slots.set(identity, [entity]);
      texts.push(write(entity, identity));
    }
  }
  return { texts, holders: [...slots.values()] };
}

function adopt({ merge, separate }: Compiling, holders: readonly Answer[], received: unknown, rewrite: ReturnType<typeof compileRewrites>): void {
  if (!isAnswer(received)) return;
  // A rewrite for one type only looks at the type name; the subgraph was asked by ours.
  if (received.__typename === undefined && holders[0]) received.__typename = holders[0].__typename;
  rewrite?.(received);
  for (let at = 0; at < holders.length; at++) merge(holders[at]!, separate && at > 0 ? structuredClone(received) : received);
}

/** `_entities, 3, name` of the subgraph is `name` below every place where the fourth representation came from. */
function locateEntities(run: Run, path: PlanPath, batch: Batch): Locate {
  let places: Map<Answer, AnswerPath[]> | undefined;
  return (at) => {
    if (!isPath(at) || at[0] !== '_entities' || typeof at[1] !== 'number') return [commonPath(path)];
    places ??= placesOf(run, path);
    const below = at.slice(2);
    const holders = new Set(batch.holders[at[1]] ?? []);
    return [...holders].flatMap((holder) => places!.get(holder) ?? []).map((place) => [...place, ...below]);
  };
}

function placesOf(run: Run, path: PlanPath): Map<Answer, AnswerPath[]> {
  const places = new Map<Answer, AnswerPath[]>();
  const paths = pathsAt(run.root, path);
  objectsAt(run.root, path).forEach((entity, at) => places.set(entity, [...(places.get(entity) ?? []), paths[at]!]));
  return places;
}

function isPath(value: unknown): value is AnswerPath {
  return Array.isArray(value) && value.every((part) => typeof part === 'string' || typeof part === 'number');
}

type Exchange = (run: Run, variables: Run['variables'], representations: readonly string[] | undefined, locate: Locate) => Promise<unknown>;

/** Sends the node's operation and books what went wrong; resolves to the data in wire form, or undefined when there is none. */
function compileExchange(compiling: Compiling, node: FetchNode, path: PlanPath): Exchange {
  const client = compiling.clientOf(node.serviceName);
  const write = compileBody(node);
  const scan = compileScan(parse(node.operation, { noLocation: true }));
  const answered = gatewayMetrics.fetchSeconds.labels({ subgraph: node.serviceName, outcome: 'answered' });
  const unavailable = gatewayMetrics.fetchSeconds.labels({ subgraph: node.serviceName, outcome: 'unavailable' });
  return async (run, variables, representations, locate) => {
    const request: SubgraphRequest = {
      body: write(variables, representations),
      headers: run.caller.headers,
      kind: node.operationKind,
      deadline: run.deadline,
    };
    let answer: SubgraphAnswer;
    const began = performance.now();
    try {
      answer = readAnswer(await sendInSpan(client, request, node), scan);
      answered.observe((performance.now() - began) / 1_000);
    } catch (cause) {
      unavailable.observe((performance.now() - began) / 1_000);
      if (!(cause instanceof SubgraphUnavailable)) throw cause;
      const errorId = run.reporter.defect('subgraph unavailable', { subgraph: node.serviceName, cause });
      run.errors.push(fault('SUBGRAPH_UNAVAILABLE', run.caller.language, commonPath(path), { errorId }));
      return undefined;
    }
    for (const error of answer.errors ?? []) run.errors.push(...translate(run, node.serviceName, error, locate));
    return answer.data;
  };
}

/** A span for each fetch, which the subgraph's own goes on from; nothing of it without tracing. */
function sendInSpan(client: SubgraphClient, request: SubgraphRequest, { serviceName, operationName }: FetchNode): Promise<Reply> {
  if (!isTracing()) return client.send(request);
  return inSpan(`fetch ${serviceName}`, { kind: 'client', attributes: { 'graphql.operation.name': operationName ?? '', 'lianfang.subgraph': serviceName } }, () => {
    const traceparent = currentTraceparent();
    return client.send(traceparent ? { ...request, headers: { ...request.headers, traceparent } } : request);
  });
}

/** Everything of the request that does not depend on the caller is written once, here. */
function compileBody(node: FetchNode): (variables: Readonly<Record<string, unknown>>, representations?: readonly string[]) => Bytes {
  const name = node.operationName === undefined ? '' : `,"operationName":${JSON.stringify(node.operationName)}`;
  const head = toBytes(`{"query":${JSON.stringify(node.operation)}${name},"variables":{`);
  const usages = (node.variableUsages ?? []).map((usage) => ({ usage, key: `${JSON.stringify(usage)}:` }));
  return (variables, representations) => {
    let text = representations ? `"representations":[${representations.join(',')}]` : '';
    for (const { usage, key } of usages) {
      if (Object.hasOwn(variables, usage) && variables[usage] !== undefined) text += `${text ? ',' : ''}${key}${toBytes(JSON.stringify(variables[usage]))}`;
    }
    return `${head}${text}}}`;
  };
}

function translate(run: Run, subgraph: string, error: SubgraphFault, locate: Locate): GraphQLError[] {
  const places = locate(error.path);
  const refusal = refusalOf(error);
  if (refusal) return places.map((path) => new GraphQLError(refusal.message, { path, extensions: refusal.extensions }));
  const errorId = run.reporter.defect('a subgraph answered with an internal error', { subgraph, error });
  return places.map((path) => fault('INTERNAL_ERROR', run.caller.language, path, { errorId }));
}
