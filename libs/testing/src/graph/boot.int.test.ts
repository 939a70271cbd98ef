import { randomUUID } from 'node:crypto';
import { defineEvent } from '@lianfang/contracts/events';
import { on } from '@lianfang/platform/consumer';
import type { RequestContext } from '@lianfang/platform/graph';
import { z } from 'zod';
import { actorOf, bootSubgraph } from './index.ts';
import type { BootedSubgraph } from './index.ts';

const DoorPainted = defineEvent({ name: 'people.door-painted.v1', schema: z.object({ door: z.string(), coats: z.number() }) });

let subgraph: BootedSubgraph;
beforeAll(async () => {
  subgraph = await bootSubgraph({
    name: 'painted',
    sdl: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@requiresScopes", "@authenticated"])
      type Query { coats(door: String!): Int! @requiresScopes(scopes: [["household:read"]]) today: String! @authenticated }`,
    resolvers: {
      Query: {
        coats: async (_: unknown, { door }: { door: string }, ctx: RequestContext) =>
          ((await ctx.database.query('SELECT coats FROM doors WHERE door = $1', [door])) as { coats: number }[])[0]?.coats ?? 0,
        today: (_: unknown, __: unknown, ctx: RequestContext) => ctx.clock.now().toISOString(),
      },
    },
    migrations: [{ name: '0001-doors', sql: 'CREATE TABLE doors (door text PRIMARY KEY, coats int NOT NULL CHECK (coats < 10))' }],
    entities: [],
    subscriptions: [
      on(DoorPainted, async (tx, { data }) => {
        await tx.query('INSERT INTO doors VALUES ($1, $2) ON CONFLICT (door) DO UPDATE SET coats = doors.coats + excluded.coats', [data.door, data.coats]);
      }),
    ],
  });
});
afterAll(() => subgraph.stop());

const clerk = actorOf('community');

it('an event that is delivered twice takes effect once', async () => {
  const id = randomUUID();
  await subgraph.deliver(DoorPainted, { id, payload: { door: 'red', coats: 2 } });
  await subgraph.deliver(DoorPainted, { id, payload: { door: 'red', coats: 2 } });
  expect(await subgraph.call(clerk, '{ coats(door: "red") }')).toEqual({ coats: 2 });
});

it('an event that takes no effect fails the test and says why', async () => {
  await expect(subgraph.deliver(DoorPainted, { payload: { door: 'blue', coats: 10 } })).rejects.toThrow(/people\.door-painted\.v1 took no effect[^]*doors_coats_check/);
});

it('the clock stands still until it is advanced', async () => {
  expect(await subgraph.call(clerk, '{ today }')).toEqual({ today: '2022-11-20T00:00:00.000Z' });
  subgraph.clock.advance(60_000);
  expect(await subgraph.call(clerk, '{ today }')).toEqual({ today: '2022-11-20T00:01:00.000Z' });
});

it('a call that fails shows the query, who asked, the answer and the request id', async () => {
  const guard = actorOf('supply', { areaCode: '410811001' });
  await expect(subgraph.call(guard, 'query Doors($door: String!) { coats(door: $door) }', { door: 'red' })).rejects.toThrow(
    /request id [0-9a-f-]{36}\nquery Doors[^]*variables: \{"door":"red"\}\nas: supply 410811001 \[[^]*UNAUTHORIZED_FIELD_OR_TYPE/,
  );
  await expect(subgraph.refused(clerk, '{ today }')).rejects.toThrow('was not refused');
});

it('nobody is called what no role is called', () => {
  expect(() => actorOf('janitor')).toThrow('no demo account and no role is called janitor');
});
