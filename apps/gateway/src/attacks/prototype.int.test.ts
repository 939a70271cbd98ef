import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startFixtureGateway } from '../fixtures/gateway.ts';
import { registry } from '../fixtures/registry.ts';
import { type Fixture, compose, startFixture } from '../fixtures/serve.ts';

let fixture: Fixture;
let gateway: Awaited<ReturnType<typeof startFixtureGateway>>;
const untouched = snapshot();

beforeAll(async () => {
  fixture = await startFixture(registry);
  gateway = await startFixtureGateway(fixture, { batchLimit: 5 });
});
afterAll(async () => {
  await gateway.stop();
  await fixture.stop();
});
afterEach(() => expect(snapshot()).toEqual(untouched));

/** Own names of what everything inherits from, and what an empty object shows. */
function snapshot(): unknown {
  const inherited = [Object, Array, Function, String, Number, Boolean, Promise, Map, Set, Error].map(({ prototype }) => Reflect.ownKeys(prototype).map(String).sort());
  return { inherited, empty: Object.entries({}), polluted: ({} as Record<string, unknown>).polluted };
}

async function send(text: string, url = gateway.url): Promise<string> {
  const response = await fetch(`${url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: text });
  return response.text();
}

const names = ['__proto__', 'constructor', 'prototype', 'hasOwnProperty', 'toString', 'valueOf', '__defineGetter__', 'isPrototypeOf'];

test.each(names)('%s as an alias, the first time and after', async (name) => {
  const query = `{ ${name}: list(first: 1) { ${name}: id other: name } }`;
  for (let time = 0; time < 3; time++) expect(await send(JSON.stringify({ query }))).toBe(`{"data":{"${name}":[{"${name}":"0","other":"第0人"}]}}\n`);
});

test.each(names.filter((name) => name !== 'constructor'))('%s as a variable, its default and a fragment', async (name) => {
  const query = `query ($${name}: Int = 1) { list(first: $${name}) { ...${name} } } fragment ${name} on Row { id }`;
  expect(await send(`{"query":${JSON.stringify(query)},"variables":{"${name}":2}}`)).toBe('{"data":{"list":[{"id":"0"},{"id":"1"}]}}\n');
  expect(await send(JSON.stringify({ query }))).toBe('{"data":{"list":[{"id":"0"}]}}\n');
});

test.each([
  ['in the parameters', '{"__proto__":{"query":"{ list { id } }"},"query":"{ list(first: 1) { id } }"}'],
  ['in the variables', '{"query":"query ($n: Int) { list(first: $n) { id } }","variables":{"n":1,"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}}'],
  ['in the extensions', '{"query":"{ list(first: 1) { id } }","extensions":{"__proto__":{"polluted":true,"persistedQuery":{"version":1}}}}'],
  ['in a batch', '[{"query":"{ list(first: 1) { id } }","variables":{"__proto__":{"polluted":true}}}]'],
])('__proto__ %s', async (_, text) => {
  expect(await send(text)).toMatch(/"list":\[\{"id":"0"\}\]/);
});

test('a name of the prototype as operation name names nothing', async () => {
  expect(await send('{"query":"query A { list(first: 1) { id } }","operationName":"__proto__"}')).not.toContain('"data":{');
});

test('what a subgraph answers beside what it was asked goes nowhere', async () => {
  const poison = '"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}';
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(`{"data":{${poison},"list":[{"id":"0",${poison}}],"_entities":[{${poison}}]},"errors":[],"extensions":{${poison}},${poison}}`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
  const poisoned = await startFixtureGateway({ supergraph: compose(registry, new Map([['registry', url]])) });
  for (let time = 0; time < 3; time++) {
    const text = await send(JSON.stringify({ query: '{ list(first: 1) { id __proto__: id } }' }), poisoned.url);
    expect(text).not.toContain('polluted');
    expect(snapshot()).toEqual(untouched);
  }
  await poisoned.stop();
  server.close();
  server.closeAllConnections();
});

test.each([
  ['Object.prototype', '{"data":{"list":[{"id":"0","__proto__":null}]}}'],
  ['a deep answer', `{"data":{"list":[{"id":${'['.repeat(20_000)}${']'.repeat(20_000)}}]}}`],
  ['errors with strange paths', '{"data":null,"errors":[{"message":"x","path":["__proto__","polluted"],"extensions":{"code":"X","__proto__":{"polluted":true},"http":{"status":200,"headers":{}}}}]}'],
])('an answer with %s harms nothing', async (_, body) => {
  fixture.break('registry', { status: 200, body });
  await send(JSON.stringify({ query: '{ list(first: 1) { id } }' }));
  fixture.break('registry', undefined);
  expect(await send(JSON.stringify({ query: '{ list(first: 1) { id } }' }))).toBe('{"data":{"list":[{"id":"0"}]}}\n');
});
