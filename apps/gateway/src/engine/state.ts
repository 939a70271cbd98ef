import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import type { SubgraphClient } from '../transport/subgraph.ts';
import type { Supergraph } from '../supergraph/supergraph.ts';
import type { Cut } from '../access/cut.ts';
import type { Checks, Gate } from './checks.ts';
import { drawnOperation, overrideSteps } from './labels.ts';
import { type Lru, createLru } from './lru.ts';
import { createMerge } from './merge.ts';
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
  readonly checks: Checks;
  readonly operation: CompiledOperation;
  readonly cut: Cut | undefined;
}

/** A query that was asked before. */
export interface Remembered {
  readonly checks: Checks;
  /** Compiled, by what is left of it; `` for all of it. */
  readonly byCut: Lru<CompiledOperation>;
}

const operationLimit = 1_000;
const cutLimit = 16;
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
  const compiled = createLru<CompiledOperation>(operationLimit);
  /** Those who ask the same while it is planned wait for the same plan. */
  const underWayOf = new Map<string, Promise<CompiledOperation>>();
  const checked = createLru<Checks>(operationLimit);
  const readChecks = gate(supergraph);
  const byText = createLru<Map<string | undefined, Remembered>>(operationLimit);
  const registered = new Set<string>();
  const labelOf = (key: string, { name, operation }: OperationDefinitionNode) => (registered.has(key) ? (name?.value ?? key.slice(0, 12)) : operation);
  const underWay = createCounter();
  return {
    supergraph,
    workshop,
    checks(key, document, operation) {
      const name = nameOf(key, operation);
      let found = checked.get(name);
      if (!found) checked.set(name, (found = readChecks(document, operation)));
      return found;
    },
    operation(key, document, operation, cut) {
      const name = `${nameOf(key, operation)}:${cut?.key ?? ''}`;
      const found = compiled.get(name) ?? underWayOf.get(name);
      if (found) return Promise.resolve(found);
      const compile = (labels?: readonly string[]) => compileOperation(workshop, document, operation, { cut, label: labelOf(key, operation), labels });
      const coming = steps.length ? drawnOperation(steps, compile) : compile();
      underWayOf.set(name, coming);
      return coming.then((ready) => (compiled.set(name, ready), ready)).finally(() => underWayOf.delete(name));
    },
    register: (key) => void registered.add(key),
    remember(text, operationName, { checks, operation, cut }) {
      if (operation.kind !== 'query' || text.length > longestText) return;
      const named = byText.get(text) ?? new Map<string | undefined, Remembered>();
      const known = named.get(operationName) ?? { checks, byCut: createLru<CompiledOperation>(cutLimit) };
      known.byCut.set(cut?.key ?? '', operation);
      byText.set(text, named.set(operationName, known));
    },
    recall: (text, operationName) => byText.get(text)?.get(operationName),
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

function nameOf(key: string, operation: OperationDefinitionNode): string {
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
