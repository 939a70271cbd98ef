import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import type { SubgraphClient } from '../transport/subgraph.ts';
import type { Supergraph } from '../supergraph/supergraph.ts';
import { createLru } from './lru.ts';
import { createMerge } from './merge.ts';
import { type CompiledOperation, type Workshop, compileOperation } from './operation.ts';
import { createPlanner } from './planner.ts';

export type OpenSubgraph = (name: string, url: string) => SubgraphClient;

/** One supergraph in use: its planner, its compiled operations, its ways to the subgraphs. */
export interface SupergraphState {
  readonly supergraph: Supergraph;
  readonly workshop: Workshop;
  /** @param key names the document's text; the same text is planned once */
  operation(key: string, document: DocumentNode, operation: OperationDefinitionNode): CompiledOperation;
  /** Binds a query to the text and name it was asked by. */
  remember(text: string, operationName: string | undefined, operation: CompiledOperation): void;
  recall(text: string, operationName: string | undefined): CompiledOperation | undefined;
  /** Keeps the connections open while the work lasts, also when the state is retired meanwhile. */
  during<T>(work: () => Promise<T>): Promise<T>;
  /** Closes the connections once nothing is under way any more. */
  retire(): Promise<void>;
}

const operationLimit = 1_000;
/** Longer texts are not remembered whole: a thousand of them would be no bound. */
const longestText = 16_384;

export function openState(supergraph: Supergraph, open: OpenSubgraph): SupergraphState {
  const clients = new Map(supergraph.subgraphs.map(({ name, url }) => [name, open(name, url)]));
  const schema = wholeSchema(supergraph);
  const workshop: Workshop = {
    supergraph,
    planner: createPlanner(supergraph),
    schema,
    merge: createMerge(schema),
    clientOf(name) {
      const client = clients.get(name);
      if (!client) throw new RangeError('a plan for a subgraph that the supergraph does not name');
      return client;
    },
  };
  const compiled = createLru<CompiledOperation>(operationLimit);
  const byText = createLru<Map<string | undefined, CompiledOperation>>(operationLimit);
  const underWay = createCounter();
  return {
    supergraph,
    workshop,
    operation(key, document, operation) {
      const name = `${key}:${operation.name?.value ?? ''}`;
      let found = compiled.get(name);
      if (!found) compiled.set(name, (found = compileOperation(workshop, document, operation)));
      return found;
    },
    remember(text, operationName, operation) {
      if (operation.kind !== 'query' || text.length > longestText) return;
      const named = byText.get(text) ?? new Map<string | undefined, CompiledOperation>();
      byText.set(text, named.set(operationName, operation));
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
      await Promise.all([...clients.values()].map((client) => client.close()));
    },
  };
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
