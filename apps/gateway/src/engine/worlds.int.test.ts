import { readFileSync, readdirSync } from 'node:fs';
import { type GraphQLSchema, graphql, parse, validate } from 'graphql';
import { type GeneratedOperation, generateOperation } from '../fixtures/generate.ts';
import { type Gateway, startFixtureGateway } from '../fixtures/gateway.ts';
import { type MockServers, createWorld, serveWorld } from '../fixtures/mock.ts';
import { compose } from '../fixtures/serve.ts';
import { cuts, linked } from '../fixtures/worlds.ts';
import { createLog } from '@lianfang/platform/observability';
import { createDocumentCheck, documentLimits } from '../http/limits.ts';
import { HttpRefusal } from '../http/refusal.ts';
import { anchored } from './anchored.ts';
import { readSupergraph } from '../supergraph/supergraph.ts';

/** Operations for each small graph, and for ours, 400 in all; `WORLD_OPERATIONS=5` makes 2,000 of them. */
const many = Number(process.env.WORLD_OPERATIONS ?? 1);
const perCut = 20 * many;
const ofOurs = 40 * many;

const checkDocument = createDocumentCheck(documentLimits);

function operationWithinLimits(schema: GraphQLSchema, seed: number, depth: number): GeneratedOperation {
  const operation = generateOperation(schema, seed, depth, 'all');
  try {
    checkDocument(operation.query);
    return operation;
  } catch (refusal) {
    if (!(refusal instanceof HttpRefusal)) throw refusal;
    return operationWithinLimits(schema, seed, depth - 1);
  }
}

interface Told {
  data?: unknown;
  errors?: { path?: unknown; message: string }[];
}

async function ask(gateway: Gateway, { query, variables }: GeneratedOperation): Promise<Told> {
  const response = await fetch(`${gateway.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query, variables }) });
  return (await response.json()) as Told;
}

async function compare(whole: GraphQLSchema, gateways: Record<string, Gateway>, seed: number, depth: number, byOneSchema = true): Promise<void> {
  const operation = operationWithinLimits(whole, seed, depth);
  expect(validate(whole, parse(operation.query))).toEqual([]);
  const wanted = byOneSchema
    ? (JSON.parse(JSON.stringify(await graphql({ schema: whole, source: operation.query, variableValues: operation.variables }))) as Told)
    : await ask(gateways.stock!, operation);
  const document = parse(operation.query);
  // Stock loses an object, and the length of a list, when the conditions leave nothing of its selection.
  const stockMayMiss = anchored(document) !== document;
  for (const [name, gateway] of Object.entries(gateways)) {
    if (name === 'stock' && stockMayMiss) continue;
    // Asked again it goes the short way.
    for (const way of ['whole', 'short']) {
      const told = await ask(gateway, operation);
      try {
        // Stock leaves data out where null has reached the root.
        expect(told.data ?? null).toEqual(wanted.data ?? null);
        // A field that nulls its parent hides its siblings' errors, in an order the specification leaves open.
        expect((told.errors ?? []).length > 0).toBe((wanted.errors ?? []).length > 0);
      } catch (difference) {
        throw new Error(`${name}, ${way} way, seed ${seed}\n${operation.query}\n${JSON.stringify(operation.variables)}\n${JSON.stringify(told.errors)}\n${String(difference)}`, { cause: difference });
      }
      if (name === 'stock') break;
    }
  }
}

/** What codegen wrote: `export const sdl = "…";` */
function generatedSdl(app: string): string {
  const text = readFileSync(`apps/${app}/src/generated/sdl.ts`, 'utf8');
  return JSON.parse(text.slice(text.indexOf('= "') + 2, text.lastIndexOf('";') + 1)) as string;
}

describe.each(cuts)('$name', (cut) => {
  const subgraphs = Object.entries(cut.subgraphs).map(([name, sdl]) => ({ name, sdl: linked(sdl), resolvers: {} }));
  let servers: MockServers;
  let whole: GraphQLSchema;
  let gateways: Record<string, Gateway>;

  beforeAll(async () => {
    const nowhere = new Map(subgraphs.map(({ name }) => [name, 'http://localhost/']));
    whole = readSupergraph(compose(subgraphs, nowhere)).clientSchema;
    const world = createWorld(subgraphs, whole);
    servers = await serveWorld(subgraphs, world);
    world.inhabit(whole, false);
    const supergraph = compose(subgraphs, servers.urls);
    const ours = await startFixtureGateway({ supergraph });
    gateways = cut.stockRefuses ? { ours } : { ours, stock: await startFixtureGateway({ supergraph }, { engine: 'apollo', log: createLog({ name: 'stock', level: 'error' }) }) };
  });
  afterAll(async () => {
    await Promise.all(Object.values(gateways ?? {}).map((gateway) => gateway.stop()));
    await servers?.stop();
  });

  test('is answered like the same graph in one piece', async () => {
    for (let seed = 1; seed <= perCut; seed++) await compare(whole, gateways, seed, 4, !cut.plannerMiss);
  }, 600_000);
});

describe('our own graph', () => {
  const apps = readdirSync('apps').filter((name) => readdirSync(`apps/${name}`).includes('codegen.json'));
  const supergraph = readFileSync('apps/gateway/supergraph.graphql', 'utf8');

  test('is answered like the same graph in one piece', async () => {
    const subgraphs = apps.map((name) => ({ name, sdl: generatedSdl(name) }));
    const whole = readSupergraph(supergraph).clientSchema;
    const world = createWorld(subgraphs, whole);
    const servers = await serveWorld(subgraphs, world);
    world.inhabit(whole, false);
    const ours = await startFixtureGateway({ supergraph }, { subgraphUrls: servers.urls });
    const stock = await startFixtureGateway({ supergraph }, { subgraphUrls: servers.urls, engine: 'apollo' });
    try {
      for (let seed = 1; seed <= ofOurs; seed++) await compare(whole, seed % 4 ? { ours } : { ours, stock }, seed, 4);
    } finally {
      await Promise.all([ours.stop(), stock.stop(), servers.stop()]);
    }
  }, 1_800_000);
});
