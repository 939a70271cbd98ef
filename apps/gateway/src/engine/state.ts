import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import type { SubgraphClient } from '../transport/subgraph.ts';
import type { Supergraph } from '../supergraph/supergraph.ts';
import type { Cut } from '../access/cut.ts';
import type { Checks, Gate } from './checks.ts';
import { drawnOperation, overrideSteps } from './labels.ts';
import { createLru } from './lru.ts';
import { createMerge } from './merge.ts';
import { gatewayMetrics } from '../metrics.ts';
import { type CompiledOperation, type Workshop, compileOperation } from './operation.ts';
import type { Planner } from './planner.ts';

export type OpenSubgraph = (name: string, url: string) => SubgraphClient;

/** A planner that is closed when its supergraph is out of use. */
export type OpenPlanner = (sdl: string) => Planner & { close(): void };

/** One supergraph in use: its planner, its compiled operations, its ways to the subgraphs. */
export interface SupergraphState {
  readonly supergraph: Supergraph;
  readonly workshop: Workshop;
  /** What is decided before planning. @param key names the document's text; the same text is read once */
  checks(key: string, document: DocumentNode, operation: OperationDefinitionNode): Checks;
  /** @param key names the document's text; the same text is planned once for all who may see the same of it */
  operation(key: string, document: DocumentNode, operation: OperationDefinitionNode, cut?: Cut): Promise<CompiledOperation>;
  /** Tells that operations of this text are registered: they are measured by their name. */
  register(key: string): void;
  /** Binds a query to the text and name it was asked by. */
  remember(text: string, operationName: string | undefined, asked: Checked): void;
  recall(text: string, operationName: string | undefined): Remembered | undefined;
  /** Keeps the connections open while the work lasts, also when the state is retired meanwhile. */
  during<T>(work: () => Promise<T>): Promise<T>;
  /** Closes the connections once nothing is under way any more. */
  retire(): Promise<void>;
}

export interface Checked {
  /** Of the text and the operation in it. */
  readonly name: string;
  readonly checks: Checks;
  readonly operation: CompiledOperation;
  readonly cut: Cut | undefined;
}

/** A query that was asked before. */
export interface Remembered {
  readonly checks: Checks;
  /** Compiled, by the key of what is left of it; `` for all of it. Undefined when it was never asked so, or is forgotten. */
  operation(cut: string): CompiledOperation | undefined;
}

/** What a text meant: names of what is kept elsewhere, so that it can be forgotten there. */
interface Meaning {
  readonly name: string;
  readonly cuts: Map<string, string>;
}

const operationLimit = 5_000;
const cutLimit = 16;
/** Bytes, estimated. */
export const cacheBytes = { operations: 134_217_728, checks: 33_554_432, texts: 8_388_608 } as const;
/** A parsed document takes so many bytes for each character of its text. */
const bytesPerCharacter = 64;
/** Longer texts are not remembered whole: a thousand of them would be no bound. */
const longestText = 16_384;

export interface StateParts {
  readonly open: OpenSubgraph;
  readonly openPlanner: OpenPlanner;
  readonly gate: Gate;
}

export function openState(supergraph: Supergraph, { open, openPlanner, gate }: StateParts): SupergraphState {
  const clients = new Map(supergraph.subgraphs.map(({ name, url }) => [name, open(name, url)]));
  const schema = wholeSchema(supergraph);
  const planner = openPlanner(supergraph.sdl);
  const steps = overrideSteps(supergraph.document);
  const workshop: Workshop = {
    supergraph,
    planner,
    schema,
    merge: createMerge(schema),
    clientOf(name) {
      const client = clients.get(name);
      if (!client) throw new RangeError('a plan for a subgraph that the supergraph does not name');
      return client;
    },
  };
  const compiled = createLru<CompiledOperation>(operationLimit, { most: cacheBytes.operations, weigh: ({ weight }) => weight });
  /** Those who ask the same while it is planned wait for the same plan. */
  const underWayOf = new Map<string, Promise<CompiledOperation>>();
  const checked = createLru<{ checks: Checks; length: number }>(operationLimit, { most: cacheBytes.checks, weigh: ({ length }) => bytesPerCharacter * length });
  const readChecks = gate(supergraph);
  const byText = createLru<Map<string | undefined, Meaning>>(operationLimit, { most: cacheBytes.texts, weigh: (_, text) => 2 * text.length + 1_024 });
  const tellSizes = () => {
    gatewayMetrics.cacheBytes.set({ cache: 'operations' }, compiled.weight);
    gatewayMetrics.cacheBytes.set({ cache: 'checks' }, checked.weight);
    gatewayMetrics.cacheBytes.set({ cache: 'texts' }, byText.weight);
  };
  const registered = new Set<string>();
  const labelOf = (key: string, { name, operation }: OperationDefinitionNode) => (registered.has(key) ? (name?.value ?? key.slice(0, 12)) : operation);
  const underWay = createCounter();
  return {
    supergraph,
    workshop,
    checks(key, document, operation) {
      const name = nameOf(key, operation);
      let found = checked.get(name);
      if (!found) checked.set(name, (found = { checks: readChecks(document, operation), length: document.loc?.end ?? 0 }));
      return found.checks;
    },
    operation(key, document, operation, cut) {
      const name = `${nameOf(key, operation)}:${cut?.key ?? ''}`;
      const found = compiled.get(name) ?? underWayOf.get(name);
      if (found) return Promise.resolve(found);
      const compile = (labels?: readonly string[]) => compileOperation(workshop, document, operation, { cut, label: labelOf(key, operation), labels });
      const coming = steps.length ? drawnOperation(steps, compile) : compile();
      underWayOf.set(name, coming);
      return coming.then((ready) => (compiled.set(name, ready), tellSizes(), ready)).finally(() => underWayOf.delete(name));
    },
    register: (key) => void registered.add(key),
    remember(text, operationName, { name, operation, cut }) {
      if (operation.kind !== 'query' || text.length > longestText) return;
      const named = byText.get(text) ?? new Map<string | undefined, Meaning>();
      const known = named.get(operationName) ?? { name, cuts: new Map<string, string>() };
      if (known.cuts.size < cutLimit) known.cuts.set(cut?.key ?? '', `${name}:${cut?.key ?? ''}`);
      byText.set(text, named.set(operationName, known));
    },
    recall(text, operationName) {
      const meaning = byText.get(text)?.get(operationName);
      const checks = meaning && checked.get(meaning.name)?.checks;
      if (!checks) return undefined;
      return {
        checks,
        operation(cut) {
          const name = meaning.cuts.get(cut);
          return name === undefined ? undefined : compiled.get(name);
        },
      };
    },
    async during(work) {
      underWay.enter();
      try {
        return await work();
      } finally {
        underWay.leave();
      }
    },
    async retire() {
      await underWay.empty();
      planner.close();
      await Promise.all([...clients.values()].map((client) => client.close()));
    },
  };
}

export function nameOf(key: string, operation: OperationDefinitionNode): string {
  return `${key}:${operation.name?.value ?? ''}`;
}

function wholeSchema({ federated }: Supergraph): GraphQLSchema {
  return federated.schema.toGraphQLJSSchema();
}

function createCounter() {
  let count = 0;
  let waiting: (() => void)[] = [];
  return {
    enter: () => void count++,
    leave() {
      if (--count > 0) return;
      for (const proceed of waiting) proceed();
      waiting = [];
    },
    empty: () => (count === 0 ? Promise.resolve() : new Promise<void>((resolve) => waiting.push(resolve))),
  };
}
