import { district } from '../fixtures/district.ts';
import { type Fixture, startFixture } from '../fixtures/serve.ts';
import { readSupergraph } from '../supergraph/supergraph.ts';
import { openSubgraph } from '../transport/subgraph.ts';
import { explain } from './explain.ts';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await startFixture(district);
});
afterAll(() => fixture.stop());

const text = '{ people { id risk stay { id freeBeds } } }';
const explained = async (more: Partial<Parameters<typeof explain>[0]> = {}) => (await explain({ supergraph: readSupergraph(fixture.supergraph), text, variables: {}, headers: {}, open: undefined, ...more })).join('\n');
const open = (_: string, url: string) => openSubgraph({ url, connections: 4, headers: {} });

test('the plan alone asks nobody', async () => {
  const before = fixture.calls.length;
  expect(await explained()).toMatch(/QueryPlan \{[\s\S]*Fetch\(service: "register"\)[\s\S]*planned in/);
  expect(fixture.calls.length).toBe(before);
});

test('each fetch is told with its subgraph, entities and time', async () => {
  const told = await explained({ open });
  expect(told).toMatch(/1 +register +[\d.]+ +[\d.]+ +– +\d+ B +\d+ B +200/);
  expect(told).toMatch(/isolation +[\d.]+ +[\d.]+ +3 +\d+ B/);
  expect(told).toMatch(/ms in all, \d+ characters of answer/);
});

test('errors are told with their place, a broken subgraph as unavailable', async () => {
  fixture.break('capacity', 'hang up');
  expect(await explained({ open })).toMatch(/capacity .*unavailable[\s\S]*error at /);
  fixture.break('capacity', undefined);
});

test('an operation that is not valid is refused with the reason', async () => {
  await expect(explained({ text: '{ nothing }' })).rejects.toThrow(/Cannot query field "nothing"/);
});
