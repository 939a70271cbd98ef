import { createHash } from 'node:crypto';
import { district } from '../fixtures/district.ts';
import { type Gateway, startFixtureGateway } from '../fixtures/gateway.ts';
import { type Fixture, startFixture } from '../fixtures/serve.ts';
import { readRegistered } from './registered.ts';

const query = 'query ofPerson { person(id: "p1") { id age stay { name freeBeds } } }';

let fixture: Fixture;
let gateway: Gateway;
beforeAll(async () => {
  fixture = await startFixture(district);
  gateway = await startFixtureGateway(fixture, { registered: readRegistered(JSON.stringify({ [createHash('sha256').update(query).digest('hex')]: query })) });
});
afterAll(async () => {
  await gateway.stop();
  await fixture.stop();
});

const ask = async () =>
  (await fetch(`${gateway.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query }) })).json();

async function counts(): Promise<ReadonlyMap<string, number>> {
  const text = await (await fetch(`${gateway.url}/metrics`)).text();
  return new Map([...text.matchAll(/^(lianfang_gateway_(?:operation|fetch)_seconds_count\{[^}]*\}) (\d+)$/gm)].map(([, name, count]) => [name!, Number(count)]));
}

test('the histograms of the registered operation and of every subgraph that it asks move, by as much as was asked', async () => {
  await ask();
  const before = await counts();
  fixture.calls.length = 0;
  await ask();
  await ask();
  const after = await counts();
  const moved = Object.fromEntries([...after].map(([name, count]) => [name, count - (before.get(name) ?? 0)] as const).filter(([, by]) => by > 0));
  const asked = Map.groupBy(fixture.calls, ({ subgraph }) => subgraph);
  expect(asked.size).toBeGreaterThan(1);
  expect(moved).toEqual({
    'lianfang_gateway_operation_seconds_count{operation="ofPerson",outcome="whole"}': 2,
    ...Object.fromEntries([...asked].map(([subgraph, calls]) => [`lianfang_gateway_fetch_seconds_count{subgraph="${subgraph}",outcome="answered"}`, calls.length])),
  });
});

test('a subgraph that is down moves its own histogram, of those who did not answer', async () => {
  const name = 'lianfang_gateway_fetch_seconds_count{subgraph="capacity",outcome="unavailable"}';
  const before = (await counts()).get(name) ?? 0;
  fixture.break('capacity', { status: 502, body: 'down' });
  fixture.calls.length = 0;
  await ask();
  fixture.break('capacity', undefined);
  const asked = fixture.calls.filter(({ subgraph }) => subgraph === 'capacity').length;
  expect(asked).toBeGreaterThan(0);
  expect((await counts()).get(name)).toBe(before + asked);
});
