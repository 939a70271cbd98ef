import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parse } from 'graphql';
import { type Gateway, startFixtureGateway } from '../fixtures/gateway.ts';
import { compose } from '../fixtures/serve.ts';
import type { OpenPlanner } from '../engine/state.ts';
import { linked } from '../fixtures/worlds.ts';
import { createDocumentCheck, documentLimits } from '../http/limits.ts';
import { createApolloPlanner } from './apollo.ts';
import { createPlanningRoom } from './room.ts';

/* Three types of one interface, whose next is to be had in two subgraphs: the ways to go multiply with each step. */
const types = ['One', 'Two', 'Three'];
const typesOf = (next: string) => types.map((type) => `type ${type} implements Node @key(fields: "id") { id: ID! ${next} }`).join(' ');
const nodes = `interface Node { id: ID! next: Node } ${typesOf('next: Node @shareable')}`;
const sdls = { a: `type Query { root: Node } interface Node { id: ID! } ${typesOf('a: Int')}`, b: nodes, c: nodes };
const subgraphs = Object.entries(sdls).map(([name, sdl]) => ({ name, resolvers: {}, sdl: linked(sdl) }));
// Nobody answers there: what counts here is over before anybody is asked.
const supergraph = compose(subgraphs, new Map(subgraphs.map(({ name }) => [name, 'http://127.0.0.1:9/graphql'])));
const hostile = '{ root { id next { id next { id } } } }';

const ask = async (gateway: Gateway, query: string) => {
  const response = await fetch(`${gateway.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query }) });
  return (await response.json()) as { data?: unknown; errors?: { extensions?: { code?: string } }[] };
};

/** Milliseconds of processor that this thread, the one that serves, has used meanwhile: no stretch of it can have lasted longer. */
async function usedBy(work: () => Promise<unknown>): Promise<number> {
  const before = process.threadCpuUsage();
  await work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1_000;
}

const immediate: OpenPlanner = (sdl) => {
  const planner = createApolloPlanner(parse(sdl));
  return { plan: async (...asked) => planner.plan(...asked), close: () => undefined };
};

describe('an operation that takes long to plan', () => {
  test('is within the limits', () => {
    expect(() => createDocumentCheck(documentLimits)(hostile)).not.toThrow();
  });

  test('does not hold up anybody: its plan is made beside the thread that serves', async () => {
    const [beside, here] = await Promise.all([startFixtureGateway({ supergraph }), startFixtureGateway({ supergraph }, { openPlanner: immediate })]);
    try {
      // Opens connections, starts the thread, and lets the engine see how such operations are compiled.
      const another = hostile.replace('root', 'another: root');
      await ask(beside, another);
      await ask(here, another);
      const delay = monitorEventLoopDelay({ resolution: 10 });
      delay.enable();
      const served = await usedBy(() => ask(beside, hostile));
      delay.disable();
      const planned = await usedBy(() => ask(here, hostile));
      // The same request, with the plan made on the thread that serves: what the guard is against.
      expect(planned).toBeGreaterThan(300);
      expect(served).toBeLessThan(planned / 3);
      // Wall time, which a busy machine stretches.
      expect(delay.max / 1e6).toBeLessThan(Math.max(100, planned));
    } finally {
      await Promise.all([beside.stop(), here.stop()]);
    }
  }, 60_000);
});

describe('the room', () => {
  test('gives up a plan that takes too long, and plans the others', async () => {
    const planner = createPlanningRoom({ planMs: 1_000 }).open(supergraph);
    // One step more: minutes.
    const endless = parse('{ root { next { next { next { next { id } } } } } }');
    const [slow, quick] = await Promise.allSettled([planner.plan(endless, undefined), planner.plan(parse('{ root { id } }'), undefined)]);
    expect(slow).toMatchObject({ status: 'rejected', reason: { code: 'OPERATION_TOO_COMPLEX', status: 422 } });
    expect(quick).toMatchObject({ status: 'fulfilled', value: { kind: 'QueryPlan' } });
    planner.close();
  }, 60_000);

  test('lets no more wait than it was told', async () => {
    const planner = createPlanningRoom({ waiting: 2 }).open(supergraph);
    const asked = await Promise.allSettled(Array.from({ length: 5 }, () => planner.plan(parse('{ root { id } }'), undefined)));
    expect(asked.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled', 'rejected', 'rejected']);
    expect(asked[4]).toMatchObject({ reason: { code: 'PLANNER_BUSY', status: 503 } });
    planner.close();
  }, 60_000);

  test('tells why a supergraph or an operation cannot be planned, and goes on', async () => {
    const room = createPlanningRoom();
    await expect(room.open('type Query { a: Int }').plan(parse('{ a }'), undefined)).rejects.toThrow(/not planned: [\s\S]*core schema/);
    const planner = room.open(supergraph);
    await expect(planner.plan(parse('{ nothing }'), undefined)).rejects.toThrow(/not planned: [\s\S]*nothing/);
    await expect(planner.plan(parse('{ root { id } }'), undefined)).resolves.toMatchObject({ kind: 'QueryPlan' });
    planner.close();
    await expect(planner.plan(parse('{ root { id } }'), undefined)).rejects.toThrow(/out of use/);
  }, 60_000);
});
