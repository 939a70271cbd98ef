import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type House, enterHouse, startHouse } from '@lianfang/testing/house';
import { type Gateway, type Used, compare, demandSameAnswers, hashOf, startChild, usedBy } from './gateway.ts';
import type { Question } from './gateway/graph.ts';
import { startIssuer } from './gateway/issuer.ts';
import { processorOfPostgres } from './system/processor.ts';

// --house=DIR: on a seeded house that runs there, instead of one of its own.
const { values } = parseArgs({ strict: false, options: { house: { type: 'string' } } });

const names = ['people', 'checkpoints', 'isolation'] as const;
const area = '410811';
const scope = 'area:read household:read checkpoint:read isolation:read isolation:status';

/** Ours; Apollo Server and graphql-js as people build with them; the same with a query for each reference. */
type Way = 'ours' | 'stock' | 'unbatched';

const list = 'query People($area: ID!) { people(areaCode: $area, first: 20) { edges { node { id name sex phone } } } }';
const passages = `query Passages($area: ID!) {
  area(code: $area) { name checkpoints(first: 1) { edges { node { name passages(first: 20) {
    id passedAt direction verdict person { id name household { id address } underIsolation currentOrder { id } }
  } } } } }
}`;
const nested = `query Area($area: ID!) {
  households(areaCode: $area, first: 50) { edges { node { id address occupancy members { id name sex underIsolation currentOrder { id state } } } } }
}`;

/** The entities that a gateway asks of people for a list of passages. */
const entitiesQuery = 'query($representations: [_Any!]!) { _entities(representations: $representations) { ... on Person { name sex household { id address } } } }';
const variants = 40;
/** A query for each reference and 24 callers are more than ten connections to PostgreSQL can bear. */
const callers = 12;

/**
 * The whole way down to PostgreSQL: a seeded house's databases under three of its subgraphs, once as they are behind our gateway,
 * once as people build them behind the stock one. CPU is that of the gateway and its subgraphs; PostgreSQL's is told apart.
 */
export async function systemBench(): Promise<string[]> {
  const children: ChildProcess[] = [];
  const issuer = await startIssuer(scope);
  const house = typeof values.house === 'string' ? await enterHouse(values.house) : await startHouse({ broker: 'embedded', seeded: true, within: 600_000 });
  try {
    const bench: Bench = { children, house, issuer: issuer.url, tokens: await issuer.tokens(500), database: processorOfPostgres(house.stateDir) };
    const ours = await startSubgraphs(bench, 'ours');
    const stock = await startSubgraphs(bench, 'stock');
    const unbatched = await startSubgraphs(bench, 'unbatched');
    const question = await entitiesOf(bench, ours);
    await measure(bench, [aloneOf(bench, 'stock', stock), aloneOf(bench, 'stock, unbatched', unbatched), aloneOf(bench, 'ours', ours)], question);
    const gateway = await startGateway(bench, 'ours', ours);
    const registered = { ...gateway, name: 'ours, registered', bodyOf: ({ query, variables }: Question) => JSON.stringify({ variables, extensions: { persistedQuery: { version: 1, sha256Hash: hashOf(query) } } }) };
    const gateways = [await startGateway(bench, 'stock', stock), gateway, registered];
    for (const asked of await questionsOf(bench, ours)) await measure(bench, gateways, asked);
    return [];
  } finally {
    for (const child of children) child.disconnect();
    issuer.stop();
    await house.stop();
  }
}

interface Bench {
  children: ChildProcess[];
  house: House;
  issuer: string;
  tokens: readonly string[];
  database: () => number;
}

/** Told at once: it takes minutes until all is measured. */
async function measure({ tokens, database }: Bench, gateways: readonly Gateway[], question: Question): Promise<void> {
  await demandSameAnswers(gateways, question, tokens[0]!);
  for (const line of await compare(gateways, question, tokens, { database, callers })) process.stdout.write(`  ${line}\n`);
}

interface Subgraphs {
  urls: Record<string, string>;
  processes: ChildProcess[];
}

async function startSubgraphs({ children, house, issuer }: Bench, way: Way): Promise<Subgraphs> {
  const started = await Promise.all(
    names.map(async (name) => {
      const told = JSON.stringify({ databaseUrl: house.databaseUrl(name), issuer, stateDir: house.stateDir });
      const [url, child] = await startChild<string>(children, '../system/subgraph.ts', [name, way, told]);
      return { name, url, child };
    }),
  );
  return { urls: Object.fromEntries(started.map(({ name, url }) => [name, url])), processes: started.map(({ child }) => child) };
}

async function startGateway({ children, house, issuer }: Bench, kind: 'stock' | 'ours', { urls, processes }: Subgraphs): Promise<Gateway> {
  const graph = { supergraphFile: join(process.cwd(), 'apps/gateway/supergraph.graphql'), gatewaySecret: house.gatewaySecret(), registered: [list, passages, nested] };
  const [url, child] = await startChild<string>(children, 'serve.ts', [kind, JSON.stringify({ urls, issuer, graph })]);
  return { name: kind, url, bodyOf: ({ query, variables }) => JSON.stringify({ query, variables }), used: () => sum([child, ...processes]) };
}

async function sum(processes: readonly ChildProcess[]): Promise<Used> {
  const all = await Promise.all(processes.map(usedBy));
  return {
    cpu: { user: all.reduce((total, { cpu }) => total + cpu.user, 0), system: all.reduce((total, { cpu }) => total + cpu.system, 0) },
    rss: all.reduce((total, { rss }) => total + rss, 0),
    heap: all.reduce((total, { heap }) => total + heap, 0),
  };
}

/** People alone. */
function aloneOf({ house }: Bench, name: string, { urls, processes }: Subgraphs): Gateway {
  return { name, url: urls.people!, headers: { 'x-lianfang-gateway': house.gatewaySecret() }, bodyOf: ({ query, variables }) => JSON.stringify({ query, variables }), used: () => usedBy(processes[0]!) };
}

/** Lists of 20 people by their keys, one of forty at a time. */
async function entitiesOf(bench: Bench, ours: Subgraphs): Promise<Question> {
  const asked: Record<string, unknown>[] = [];
  for (let after: string | null = null; asked.length < variants; ) {
    const { people }: { people: Connection } = await askPeople(bench, ours, 'query($area: ID!, $after: String) { people(areaCode: $area, first: 100, after: $after) { pageInfo { endCursor } edges { node { id } } } }', { area, after });
    for (let from = 0; from < 100; from += 20) asked.push({ representations: people.edges.slice(from, from + 20).map(({ node: { id } }) => ({ __typename: 'Person', id })) });
    after = people.pageInfo.endCursor;
  }
  return { name: '20 entities of people', query: entitiesQuery, variables: asked[0]!, others: asked.slice(1) };
}

/** Of the whole district, and of its parts in turns where those have enough to show. */
async function questionsOf(bench: Bench, ours: Subgraphs): Promise<Question[]> {
  const { area: { children } } = await askPeople<{ area: { children: { code: string; children: { code: string; register: { households: number } }[] }[] } }>(
    bench, ours, 'query($area: ID!) { area(code: $area) { children { code children { code register { households } } } } }', { area },
  );
  const parts = children.flatMap((street) => street.children).filter(({ register }) => register.households >= 50).map(({ code }) => ({ area: code }));
  return [
    { name: 'one list', query: list, variables: { area }, others: parts },
    { name: '20 passages', query: passages, variables: { area } },
    { name: 'area of 200', query: nested, variables: { area }, others: parts },
  ];
}

interface Connection {
  edges: { node: { id: string } }[];
  pageInfo: { endCursor: string };
}

async function askPeople<T>({ house, tokens }: Bench, { urls }: Subgraphs, query: string, variables: unknown): Promise<T> {
  const answer = await fetch(urls.people!, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${tokens[0]}`, 'x-lianfang-gateway': house.gatewaySecret() },
    body: JSON.stringify({ query, variables }),
  });
  return ((await answer.json()) as { data: T }).data;
}
