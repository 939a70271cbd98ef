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
import { createPlanningRoom } from '../planning/room.ts';
import { anchored } from './anchored.ts';
import { readSupergraph } from '../supergraph/supergraph.ts';

/** Operations in all: a quarter of them for our own graph, the others shared by the small ones. `WORLD_OPERATIONS=2000` is the full test. */
const operations = Number(process.env.WORLD_OPERATIONS ?? 120);
const ofOurs = Math.ceil(operations / 4);
const perCut = Math.ceil((operations - ofOurs) / cuts.length);
/** Stock plans for seconds where ours is bounded: it is asked every so many. */
const stockEvery = 3;
const ofOursStockEvery = 10;

const checkDocument = createDocumentCheck(documentLimits);
/** A busy machine must not decide what is too complex. */
const patient = createPlanningRoom({ planMs: 300_000 });
/** One thread for all of these tests: a room that nobody plans in is closed. */
const staying = patient.open('');
afterAll(() => staying.close());

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

interface Gateways {
  ours: Gateway;
  stock?: Gateway;
}

/** The one schema says what is right; ours must say the same, in the same order, by both of its ways. */
async function compare(whole: GraphQLSchema, { ours, stock }: Gateways, operation: GeneratedOperation, stockMiss?: string): Promise<void> {
  const document = parse(operation.query);
  expect(validate(whole, document)).toEqual([]);
  const wanted = JSON.parse(JSON.stringify(await graphql({ schema: whole, source: operation.query, variableValues: operation.variables }))) as Told;
  const demandSame = (who: string, told: Told) => {
    try {
      // Stock leaves data out where null has reached the root.
      expect(told.data ?? null).toEqual(wanted.data ?? null);
      if (who !== 'stock') expect(JSON.stringify(told.data)).toBe(JSON.stringify(wanted.data));
      // A field that nulls its parent hides its siblings' errors, in an order the specification leaves open.
      expect((told.errors ?? []).length > 0).toBe((wanted.errors ?? []).length > 0);
    } catch (difference) {
      throw new Error(`${who}\n${operation.query}\n${JSON.stringify(operation.variables)}\n${JSON.stringify(told.errors)}\n${String(difference)}`, { cause: difference });
    }
  };
  demandSame('ours, whole way', await ask(ours, operation));
  demandSame('ours, short way', await ask(ours, operation));
  // Stock loses an object, and the length of a list, when the conditions leave nothing of its selection.
  if (stock && !stockMiss && anchored(document) === document) demandSame('stock', await ask(stock, operation));
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
  let gateways: Gateways;

  beforeAll(async () => {
    const nowhere = new Map(subgraphs.map(({ name }) => [name, 'http://localhost/']));
    whole = readSupergraph(compose(subgraphs, nowhere)).clientSchema;
    const world = createWorld(subgraphs, whole);
    servers = await serveWorld(subgraphs, world);
    world.inhabit(whole, false);
    const supergraph = compose(subgraphs, servers.urls);
    const ours = await startFixtureGateway({ supergraph }, { openPlanner: patient.open });
    gateways = cut.stockRefuses || cut.stockMiss ? { ours } : { ours, stock: await startFixtureGateway({ supergraph }, { engine: 'apollo', log: createLog({ name: 'stock', level: 'error' }) }) };
  });
  afterAll(async () => {
    await Promise.all([gateways?.ours.stop(), gateways?.stock?.stop()]);
    await servers?.stop();
  });

  test('is answered like the same graph in one piece', async () => {
    for (const asked of cut.asked ?? []) await compare(whole, gateways, asked, cut.stockMiss);
    for (let seed = 1; seed <= perCut; seed++) await compare(whole, seed % stockEvery ? { ours: gateways.ours } : gateways, operationWithinLimits(whole, seed, 4), cut.stockMiss);
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
    const ours = await startFixtureGateway({ supergraph }, { subgraphUrls: servers.urls, openPlanner: patient.open });
    const stock = await startFixtureGateway({ supergraph }, { subgraphUrls: servers.urls, engine: 'apollo' });
    try {
      for (let seed = 1; seed <= ofOurs; seed++) await compare(whole, seed % ofOursStockEvery ? { ours } : { ours, stock }, operationWithinLimits(whole, seed, 4));
    } finally {
      await Promise.all([ours.stop(), stock.stop(), servers.stop()]);
    }
  }, 1_800_000);
});
