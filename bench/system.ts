import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { type House, startHouse } from '@lianfang/testing/house';
import { type Gateway, type Used, compare, demandSameAnswers, hashOf, startChild, usedBy } from './gateway.ts';
import type { Question } from './gateway/graph.ts';
import { startIssuer } from './gateway/issuer.ts';

const names = ['people', 'checkpoints', 'isolation'] as const;
const area = '410811';
const scope = 'area:read household:read checkpoint:read isolation:read isolation:status';

const questions: readonly Question[] = [
  { name: 'one list', query: 'query People($area: ID!) { people(areaCode: $area, first: 20) { edges { node { id name sex phone } } } }', variables: { area } },
  {
    name: '20 passages',
    query: `query Passages($area: ID!) {
  area(code: $area) { name checkpoints(first: 1) { edges { node { name passages(first: 20) {
    id passedAt direction verdict person { id name household { id address } underIsolation currentOrder { id } }
  } } } } }
}`,
    variables: { area },
  },
  {
    name: 'area of 200',
    query: `query Area($area: ID!) {
  households(areaCode: $area, first: 50) { edges { node { id address occupancy members { id name sex underIsolation currentOrder { id state } } } } }
}`,
    variables: { area },
  },
];

/** The entities that a gateway asks of people for a list of passages. */
const entitiesQuery = 'query($representations: [_Any!]!) { _entities(representations: $representations) { ... on Person { name sex household { id address } } } }';

/**
 * The whole way down to PostgreSQL: a seeded house's databases under three of its subgraphs, once as they are behind our gateway,
 * once with Apollo Server and graphql-js on every request behind the stock one. CPU is that of the gateway and its subgraphs.
 */
export async function systemBench(): Promise<string[]> {
  const children: ChildProcess[] = [];
  const issuer = await startIssuer(scope);
  const house = await startHouse({ broker: 'embedded', seeded: true, within: 600_000 });
  try {
    const tokens = await issuer.tokens(500);
    const short = await startSubgraphs(children, house, issuer.url, 'short');
    const whole = await startSubgraphs(children, house, issuer.url, 'whole');
    tell(await entities(short, whole, house, tokens));
    const peer = await startGateway(children, house, issuer.url, 'stock', whole);
    const ours = await startGateway(children, house, issuer.url, 'ours', short);
    const registered = { ...ours, name: 'ours, registered', bodyOf: ({ query, variables }: Question) => JSON.stringify({ variables, extensions: { persistedQuery: { version: 1, sha256Hash: hashOf(query) } } }) };
    for (const question of questions) {
      await demandSameAnswers([peer, ours, registered], question, tokens[0]!);
      tell(await compare([peer, ours, registered], question, tokens));
    }
    return [];
  } finally {
    for (const child of children) child.disconnect();
    issuer.stop();
    await house.stop();
  }
}

/** At once: it takes minutes until all is measured. */
function tell(lines: readonly string[]): void {
  for (const line of lines) process.stdout.write(`  ${line}\n`);
}

interface Subgraphs {
  urls: Record<string, string>;
  processes: ChildProcess[];
}

async function startSubgraphs(children: ChildProcess[], house: House, issuer: string, way: 'short' | 'whole'): Promise<Subgraphs> {
  const started = await Promise.all(
    names.map(async (name) => {
      const told = JSON.stringify({ databaseUrl: house.databaseUrl(name), issuer, stateDir: house.stateDir });
      const [url, child] = await startChild<string>(children, '../system/subgraph.ts', [name, way, told]);
      return { name, url, child };
    }),
  );
  return { urls: Object.fromEntries(started.map(({ name, url }) => [name, url])), processes: started.map(({ child }) => child) };
}

async function startGateway(children: ChildProcess[], house: House, issuer: string, kind: 'stock' | 'ours', { urls, processes }: Subgraphs): Promise<Gateway> {
  const graph = { supergraphFile: join(process.cwd(), 'apps/gateway/supergraph.graphql'), gatewaySecret: house.gatewaySecret(), registered: questions.map(({ query }) => query) };
  const [url, child] = await startChild<string>(children, 'serve.ts', [kind, JSON.stringify({ urls, issuer, graph })]);
  return { name: kind, url, bodyOf: ({ query, variables }) => JSON.stringify({ query, variables }), used: () => sum([child, ...processes]) };
}

async function sum(processes: readonly ChildProcess[]): Promise<Used> {
  const all = await Promise.all(processes.map(usedBy));
  return {
    cpu: { user: all.reduce((total, { cpu }) => total + cpu.user, 0), system: all.reduce((total, { cpu }) => total + cpu.system, 0) },
    rss: all.reduce((total, { rss }) => total + rss, 0),
  };
}

/** One subgraph alone: a batch of 20 people by their keys. */
async function entities(short: Subgraphs, whole: Subgraphs, house: House, tokens: readonly string[]): Promise<string[]> {
  const headers = { 'x-lianfang-gateway': house.gatewaySecret() };
  const answer = await fetch(short.urls.people!, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${tokens[0]}`, ...headers },
    body: JSON.stringify({ query: 'query($area: ID!) { people(areaCode: $area, first: 20) { edges { node { id } } } }', variables: { area } }),
  });
  const { data: { people } } = (await answer.json()) as { data: { people: { edges: { node: { id: string } }[] } } };
  const ids = people.edges.map(({ node }) => node.id);
  const question: Question = { name: `${ids.length} entities of people`, query: entitiesQuery, variables: { representations: ids.map((id) => ({ __typename: 'Person', id })) } };
  const one = (name: string, { urls, processes }: Subgraphs): Gateway => ({ name, url: urls.people!, headers, bodyOf: ({ query, variables }) => JSON.stringify({ query, variables }), used: () => usedBy(processes[0]!) });
  const gateways = [one('stock', whole), one('ours', short)];
  await demandSameAnswers(gateways, question, tokens[0]!);
  return compare(gateways, question, tokens);
}
