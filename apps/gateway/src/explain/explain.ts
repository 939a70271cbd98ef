import { type QueryPlan as ApolloPlan, prettyFormatQueryPlan } from '@apollo/query-planner';
import { type DocumentNode, type OperationDefinitionNode, parse, validate } from 'graphql';
import { type CompiledOperation, compileOperation, operationOf } from '../engine/operation.ts';
import { createMerge } from '../engine/merge.ts';
import { type ImmediatePlanner, createApolloPlanner } from '../planning/apollo.ts';
import type { Supergraph } from '../supergraph/supergraph.ts';
import type { SubgraphClient } from '../transport/subgraph.ts';

export interface ExplainOptions {
  readonly supergraph: Supergraph;
  readonly text: string;
  readonly operationName?: string | undefined;
  readonly variables: Record<string, unknown>;
  /** Sent to every subgraph: the caller's token, language. */
  readonly headers: Readonly<Record<string, string>>;
  /** Undefined: the plan only, nothing is asked. */
  readonly open: ((name: string, url: string) => SubgraphClient) | undefined;
}

interface Fetched {
  subgraph: string;
  from: number;
  took: number;
  entities: number;
  sent: number;
  received: number;
  outcome: string;
}

const patience = 30_000;

/** The plan of an operation, and what each of its fetches took when it was run. @throws Error when the operation is not valid */
export async function explain(o: ExplainOptions): Promise<string[]> {
  const document = parse(o.text);
  const wrong = validate(o.supergraph.clientSchema, document);
  if (wrong.length) throw new Error(wrong.map(({ message }) => message).join('\n'));
  const operation = operationOf(document, o.operationName);
  if (!('kind' in operation)) throw new Error(operation.message);
  const planner = createApolloPlanner(o.supergraph.document);
  const began = performance.now();
  const plan = planner.plan(document, operation.name?.value);
  const lines = [prettyFormatQueryPlan(plan as ApolloPlan), '', `planned in ${(performance.now() - began).toFixed(1)} ms`];
  return o.open ? [...lines, ...(await run(o, planner, document, operation))] : lines;
}

async function run(o: ExplainOptions, planner: ImmediatePlanner, document: DocumentNode, operation: OperationDefinitionNode): Promise<string[]> {
  const fetched: Fetched[] = [];
  let began = 0;
  const clients = new Map(o.supergraph.subgraphs.map(({ name, url }) => [name, watched(name, o.open!(name, url), fetched, () => began)]));
  const schema = o.supergraph.federated.schema.toGraphQLJSSchema();
  const workshop = { supergraph: o.supergraph, planner: { plan: async (...asked: Parameters<ImmediatePlanner['plan']>) => planner.plan(...asked) }, schema, merge: createMerge(schema), clientOf: (name: string) => clients.get(name)! };
  const compiled = await compileOperation(workshop, document, operation, { label: operation.operation });
  try {
    // Once to open the connections and let the subgraphs read the documents, as in a house that is running; a mutation is done once.
    if (compiled.kind === 'query') await execute(compiled, o);
    fetched.length = 0;
    began = performance.now();
    const { errors = [], data } = await execute(compiled, o);
    const took = performance.now() - began;
    return [...table(fetched), `${took.toFixed(1)} ms in all, ${JSON.stringify(data).length} characters of answer`, ...errors.map(({ message, path }) => `error at ${path?.join('.') ?? 'the root'}: ${message}`)];
  } finally {
    await Promise.all([...clients.values()].map((client) => client.close()));
  }
}

function execute(compiled: CompiledOperation, { variables, headers }: ExplainOptions) {
  const reporter = { defect: (what: string, detail: Record<string, unknown>) => `${what}: ${JSON.stringify(detail, (_, value: unknown) => (value instanceof Error ? value.message : value))}` };
  return compiled.execute({ variables, caller: { headers, language: 'en' }, reporter, deadline: Date.now() + patience });
}

function watched(subgraph: string, client: SubgraphClient, fetched: Fetched[], began: () => number): SubgraphClient {
  return {
    close: () => client.close(),
    async send(request) {
      const from = performance.now();
      const one: Fetched = { subgraph, from: from - began(), took: 0, entities: entitiesIn(request.body), sent: request.body.length, received: 0, outcome: 'unavailable' };
      fetched.push(one);
      try {
        const reply = await client.send(request);
        one.received = reply.body.length;
        one.outcome = String(reply.status);
        return reply;
      } finally {
        one.took = performance.now() - from;
      }
    },
  };
}

function entitiesIn(body: string): number {
  const { variables } = JSON.parse(body) as { variables?: { representations?: unknown[] } };
  return variables?.representations?.length ?? 0;
}

function table(fetched: readonly Fetched[]): string[] {
  const head = ['fetch', 'subgraph', 'begins ms', 'took ms', 'entities', 'sent', 'received', 'status'];
  const rows = fetched.map(({ subgraph, from, took, entities, sent, received, outcome }, at) => [
    String(at + 1), subgraph, from.toFixed(1), took.toFixed(1), String(entities || '–'), `${sent} B`, `${received} B`, outcome,
  ]);
  const widths = head.map((word, column) => Math.max(word.length, ...rows.map((row) => row[column]!.length)));
  return [head, ...rows].map((row) => row.map((cell, column) => cell.padEnd(widths[column]!)).join('  ').trimEnd());
}
