import { createHash } from 'node:crypto';
import { createTokenReader } from '@lianfang/platform/auth';
import type { Broker } from '@lianfang/platform/broker';
import { testBroker } from '@lianfang/testing/broker';
import { actorOf, testGatewaySecret, testIssuer } from '@lianfang/testing/graph';
import { eventually } from '@lianfang/testing/wait';
import { Lexer, Source, TokenKind } from 'graphql';
import { RawSocket } from '../fixtures/clients.ts';
import { district } from '../fixtures/district.ts';
import { chance } from '../fixtures/generate.ts';
import { startFixtureGateway } from '../fixtures/gateway.ts';
import { type Fixture, startFixture } from '../fixtures/serve.ts';
import { readRegistered } from '../http/registered.ts';
import { gatewayMetrics } from '../metrics.ts';

const operations = [
  'query One($id: ID!) { person(id: $id) { id name next { name } } }',
  'query All { people { id name age } }',
  'query Places { places { id name ... on Hotel { rooms } ... on Hospital { wards } } }',
  'query Areas($code: ID!, $first: Int) { area(code: $code) { name level people(first: $first) { name } } }',
  'mutation Note($entry: String!) { log(entry: $entry) }',
  'mutation Assign($person: ID!, $place: ID!) { assign(person: $person, place: $place) { name } }',
];
const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');
const registered = readRegistered(JSON.stringify(Object.fromEntries(operations.map((text) => [hashOf(text), text]))));

let fixture: Fixture;
let broker: Broker;
let gateway: Awaited<ReturnType<typeof startFixtureGateway>>;
let authorization: string;

beforeAll(async () => {
  fixture = await startFixture(district);
  broker = await testBroker();
  const { issuer, jwksUrl, audience, sign } = await testIssuer();
  const tokens = createTokenReader({ issuer, jwksUrl, audience });
  gateway = await startFixtureGateway(fixture, { tokens, registered, safelist: true, explorable: false, broker, gatewaySecret: testGatewaySecret });
  authorization = `Bearer ${await sign({ ...actorOf('guard') })}`;
});
afterAll(async () => {
  await gateway.stop();
  await fixture.stop();
  await broker.close();
});

const replacements = ['id', 'name', 'people', '__typename', '{', '}', '(', ')', '$id', '...', 'query', 'mutation', '"x"', '1', '@skip(if: false)', ':', '!', 'x', ' ', '#'];

/** The operation with one token replaced, taken out, doubled or written otherwise. */
function changed(text: string, seed: number): string {
  const next = chance(seed);
  const spans: { start: number; end: number }[] = [];
  const lexer = new Lexer(new Source(text));
  while (lexer.advance().kind !== TokenKind.EOF) spans.push({ start: lexer.token.start, end: lexer.token.end });
  const { start, end } = spans[Math.floor(next() * spans.length)]!;
  const token = text.slice(start, end);
  const by = replacements[Math.floor(next() * replacements.length)]!;
  const ways = [by, '', `${token} ${token}`, `${token},`, `${token} `, token.toUpperCase(), `${token}​`, `${by} ${token}`];
  const other = `${text.slice(0, start)}${ways[Math.floor(next() * ways.length)]!}${text.slice(end)}`;
  return other === text ? `${text} ` : other;
}

const variables = { id: 'p1', code: '410811', first: 2, entry: 'x', person: 'p1', place: 'f1' };
const planned = async () => (await gatewayMetrics.operationsPlanned.get()).values[0]?.value ?? 0;
const mutants = Array.from({ length: 1_000 }, (_, seed) => changed(operations[seed % operations.length]!, seed + 1));

test('a thousand registered operations with one token changed: none is executed, none planned', async () => {
  fixture.calls.length = 0;
  const before = await planned();
  for (let at = 0; at < mutants.length; at += 50) {
    await Promise.all(
      mutants.slice(at, at + 50).map(async (query, index) => {
        const bodies = [
          { query, variables },
          // With the hash of the text that was registered, and with its own.
          { query, variables, extensions: { persistedQuery: { version: 1, sha256Hash: hashOf(operations[(at + index) % operations.length]!) } } },
          { query, variables, extensions: { persistedQuery: { version: 1, sha256Hash: hashOf(query) } } },
          { variables, extensions: { persistedQuery: { version: 1, sha256Hash: hashOf(query) } } },
        ];
        const response = await fetch(`${gateway.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', authorization }, body: JSON.stringify(bodies[index % bodies.length]) });
        const answer = (await response.json()) as { data?: unknown; errors?: { extensions: { code: string } }[] };
        expect([answer.data, answer.errors?.[0]?.extensions.code]).toEqual([undefined, expect.stringMatching(/^(OPERATION_NOT_REGISTERED|PERSISTED_QUERY_NOT_FOUND)$/)]);
      }),
    );
  }
  expect(fixture.calls).toEqual([]);
  expect(await planned()).toBe(before);
}, 60_000);

test('the same over a socket: the registered text and its hash are served, nothing else', async () => {
  const socket = await new RawSocket(gateway.url).initialised({ authorization });
  const send = (id: string, payload: object) => socket.send({ id, type: 'subscribe', payload: { variables, ...payload } });
  fixture.calls.length = 0;
  const sample = mutants.slice(0, 60);
  sample.forEach((query, at) => send(`m${at}`, { query }));
  send('hash', { query: '', extensions: { persistedQuery: { version: 1, sha256Hash: hashOf(sample[0]!) } } });
  await eventually(() => expect(socket.received.filter(({ type }) => type === 'error')).toHaveLength(61));
  expect(socket.received.filter(({ type }) => type === 'next')).toEqual([]);
  expect(fixture.calls).toEqual([]);
  send('text', { query: operations[0]! });
  send('by hash', { query: '', extensions: { persistedQuery: { version: 1, sha256Hash: hashOf(operations[0]!) } } });
  await eventually(() => expect(['text', 'by hash'].map((id) => socket.told(id)[0]?.data?.person?.id)).toEqual(['p1', 'p1']));
  socket.close();
});

test('the same over an event stream', async () => {
  fixture.calls.length = 0;
  for (const query of mutants.slice(100, 130)) {
    const response = await fetch(`${gateway.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', accept: 'text/event-stream', authorization }, body: JSON.stringify({ query, variables }) });
    expect(await response.text()).not.toContain('"data"');
  }
  expect(fixture.calls).toEqual([]);
});
