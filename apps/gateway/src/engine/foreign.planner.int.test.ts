import { startFixtureGateway } from '../fixtures/gateway.ts';
import { type FixtureSubgraph, startFixture } from '../fixtures/serve.ts';
import type { OpenPlanner } from './state.ts';

const subgraphs: FixtureSubgraph[] = [
  { name: 'a', sdl: 'type Query { word: String other: String }', resolvers: { Query: { word: () => 'said', other: () => 'more' } } },
];

/** Whoever planned: a plan is data. This one was written by hand, and leaves out what it does not know. */
const stranger: OpenPlanner = () => ({
  plan: async () => ({ kind: 'QueryPlan', node: { kind: 'Sequence', nodes: [{ kind: 'Fetch', serviceName: 'a', operation: '{word}', operationKind: 'query' }] } }),
  close: () => undefined,
});

test('a plan of another planner is executed; what it leaves out is an error, not null', async () => {
  const fixture = await startFixture(subgraphs);
  const gateway = await startFixtureGateway(fixture, { openPlanner: stranger });
  const ask = async (query: string) =>
    (await (await fetch(`${gateway.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query }) })).json()) as { data?: unknown; errors?: { extensions: { code: string } }[] };
  try {
    expect(await ask('{ word }')).toEqual({ data: { word: 'said' } });
    const { data, errors } = await ask('{ word other }');
    expect(data).toBeFalsy();
    expect(errors).toMatchObject([{ extensions: { code: 'INTERNAL_ERROR' } }]);
  } finally {
    await gateway.stop();
    await fixture.stop();
  }
});
