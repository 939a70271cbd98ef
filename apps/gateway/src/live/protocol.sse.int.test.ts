import { randomUUID } from 'node:crypto';
import { createTokenReader } from '@lianfang/platform/auth';
import type { Broker, BrokerProducer } from '@lianfang/platform/broker';
import { testBroker } from '@lianfang/testing/broker';
import { actorOf, testGatewaySecret, testIssuer } from '@lianfang/testing/graph';
import { eventually } from '@lianfang/testing/wait';
import { createClient } from 'graphql-sse';
import { type Gateway, startFixtureGateway } from '../fixtures/gateway.ts';
import { type Fixture, startFixture } from '../fixtures/serve.ts';
import { alertEvent, uniqueService, watchDistrict } from '../fixtures/watch.ts';

/*
 * Distinct connections mode of https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md on the wire, and what the HTML standard says of
 * event streams (9.2). Bytes are read as they come; nothing of the gateway is known but its address.
 */

const service = uniqueService();
const topic = `${service}.events`;
const watch = 'subscription Watch($area: ID! = "410811") { alertMoved(areaCode: $area) { id } }';

let broker: Broker;
let producer: BrokerProducer;
let fixture: Fixture;
let gateway: Gateway;
const open: Stream[] = [];

beforeAll(async () => {
  broker = await testBroker();
  await broker.ensureTopics([topic], 1);
  producer = await broker.producer();
  fixture = await startFixture(watchDistrict(service, new Map()));
  gateway = await startFixtureGateway(fixture, { broker, gatewaySecret: testGatewaySecret, tokens: createTokenReader(await testIssuer()) });
});
afterEach(() => open.splice(0).forEach((stream) => stream.leave()));
afterAll(async () => {
  await gateway.stop();
  await fixture.stop();
  await producer.close();
  await broker.close();
});

interface Stream {
  status: number;
  headers: Headers;
  text(): string;
  /** Resolves when the server has ended it. */
  over: Promise<void>;
  leave(): void;
}

const bearer = async (expiresIn = '1h') => ({ authorization: `Bearer ${await (await testIssuer()).sign({ ...actorOf('guard') }, { expiresIn })}` });

async function ask(init: { search?: Record<string, string>; body?: unknown; headers?: Record<string, string>; url?: string }): Promise<Stream> {
  const abort = new AbortController();
  const search = init.search ? `?${new URLSearchParams(init.search)}` : '';
  const sent = init.body === undefined ? {} : { method: 'POST', body: typeof init.body === 'string' ? init.body : JSON.stringify(init.body) };
  const json: Record<string, string> = init.body === undefined ? {} : { 'content-type': 'application/json' };
  const headers = { accept: 'text/event-stream', ...json, ...(await bearer()), ...init.headers };
  const response = await fetch(`${init.url ?? gateway.url}/graphql${search}`, { ...sent, headers, signal: abort.signal });
  let text = '';
  const over = (async () => {
    for await (const part of response.body!.pipeThrough(new TextDecoderStream())) text += part;
  })().catch((cause: unknown) => {
    if (!abort.signal.aborted) throw cause;
  });
  const stream = { status: response.status, headers: response.headers, text: () => text, over, leave: () => abort.abort() };
  open.push(stream);
  return stream;
}

async function raise(): Promise<string> {
  const id = randomUUID();
  await producer.send(topic, [alertEvent(service, 'alert-raised', { id, kind: 'FEVER', state: 'RAISED', areaCode: '410811001001', personId: id })]);
  return id;
}

/** Blocks between empty lines, without comments. */
const events = (stream: Stream) => stream.text().split('\n\n').slice(0, -1).filter((block) => !block.startsWith(':'));
const field = (block: string | undefined, name: string) => block?.split('\n').find((line) => line.startsWith(`${name}:`))?.slice(name.length + 1).trim();
const idsIn = (stream: Stream) => events(stream).flatMap((block) => JSON.parse(field(block, 'data') || '{}').data?.alertMoved?.id ?? []);

describe('the request', () => {
  test('by POST: parameters in the body', async () => {
    const stream = await ask({ body: { query: watch, operationName: 'Watch', variables: { area: '410811001' } } });
    expect([stream.status, stream.headers.get('content-type'), stream.headers.get('cache-control')]).toEqual([200, 'text/event-stream; charset=utf-8', 'no-store']);
    const id = await raise();
    await eventually(() => expect(idsIn(stream)).toEqual([id]));
  });

  test('by GET: parameters in the address', async () => {
    const stream = await ask({ search: { query: watch, operationName: 'Watch', variables: '{"area":"410811001"}', extensions: '{}' } });
    const id = await raise();
    await eventually(() => expect(idsIn(stream)).toEqual([id]));
  });

  test.each([
    ['400: a body that is not JSON', { body: '{' }, 400],
    ['400: no query', { body: { operationName: 'Watch' } }, 400],
    ['400: variables that are no object', { body: { query: watch, variables: [] } }, 400],
    ['400: variables that are not JSON, by GET', { search: { query: watch, variables: '{' } }, 400],
    ['401: a bad token', { body: { query: watch }, headers: { authorization: 'Bearer x' } }, 401],
    ['403: a foreign page', { body: { query: watch }, headers: { origin: 'https://elsewhere.example' } }, 403],
    ['405: a mutation by GET', { search: { query: 'mutation { a }' } }, 405],
    ['415: a body of another kind', { body: { query: watch }, headers: { 'content-type': 'text/plain' } }, 415],
  ])('%s, in HTTP', async (_, init, status) => {
    expect((await ask(init)).status).toBe(status);
  });

  test('401: no token', async () => {
    const response = await fetch(`${gateway.url}/graphql`, { method: 'POST', headers: { accept: 'text/event-stream', 'content-type': 'application/json' }, body: JSON.stringify({ query: watch }) });
    expect(response.status).toBe(401);
  });
});

describe('the stream', () => {
  test('next: an execution result in one line, with the cursor as its id; nothing else', async () => {
    const stream = await ask({ body: { query: watch } });
    const id = await raise();
    await eventually(() => expect(events(stream)).toHaveLength(1));
    const [block] = events(stream);
    const cursor = field(block, 'id');
    expect(block!.split('\n').map((line) => line.split(':')[0])).toEqual(['event', 'id', 'data']);
    expect([field(block, 'event'), JSON.parse(field(block, 'data')!)]).toEqual(['next', { data: { alertMoved: { id } }, extensions: { cursor } }]);
  });

  test('complete: with an empty data, after the only result of a query; then the response ends', async () => {
    const stream = await ask({ body: { query: '{ __typename }' } });
    await stream.over;
    expect(events(stream)).toEqual(['event: next\ndata: {"data":{"__typename":"Query"}}', 'event: complete\ndata:']);
  });

  test.each([
    ['is no GraphQL', 'subscription {', 'GRAPHQL_PARSE_FAILED'],
    ['asks for what is not there', 'subscription { nothing { id } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['lies outside the own area', 'subscription { alertMoved(areaCode: "420100") { id } }', 'AREA_NOT_YOURS'],
  ])('an operation that %s: its errors are the only result, then complete', async (_, query, code) => {
    const stream = await ask({ body: { query } });
    await stream.over;
    expect(events(stream).map((block) => field(block, 'event'))).toEqual(['next', 'complete']);
    expect(JSON.parse(field(events(stream)[0], 'data')!).errors[0].extensions.code).toBe(code);
  });

  test('several streams of one client are distinct connections', async () => {
    const streams = await Promise.all([1, 2, 3].map(() => ask({ body: { query: watch } })));
    const id = await raise();
    await eventually(() => expect(streams.map(idsIn)).toEqual([[id], [id], [id]]));
    streams[0]!.leave();
    const later = await raise();
    await eventually(() => expect(streams.slice(1).map(idsIn)).toEqual([[id, later], [id, later]]));
  });

  test('a silent one is kept awake by comments', async () => {
    const stream = await ask({ body: { query: watch } });
    await eventually(() => expect(stream.text()).toMatch(/^:\n\n/), { within: 3_000 });
    expect(events(stream)).toEqual([]);
  });

  test('it ends with the token: the reason, then complete', async () => {
    const stream = await ask({ body: { query: watch }, headers: await bearer('2s') });
    await stream.over;
    expect(events(stream).map((block) => JSON.parse(field(block, 'data') || 'null')?.errors[0].extensions.code ?? field(block, 'event'))).toEqual(['UNAUTHENTICATED', 'complete']);
  });

  test('a gateway that stops ends the response without complete: the client comes back', async () => {
    const own = await startFixtureGateway(fixture, { broker, gatewaySecret: testGatewaySecret });
    const stream = await ask({ body: { query: watch }, url: own.url });
    await own.stop();
    await stream.over;
    expect(events(stream)).toEqual([]);
  });

  test('one whose stream still waits for its plan is ended so too', async () => {
    const own = await startFixtureGateway(fixture, { broker, gatewaySecret: testGatewaySecret, openPlanner: () => ({ plan: () => new Promise(() => undefined), close: () => undefined }) });
    const stream = await ask({ body: { query: watch }, url: own.url });
    await Promise.all([own.stop(), stream.over]);
    expect(events(stream)).toEqual([]);
  });
});

describe('Last-Event-ID', () => {
  test('what was missed comes first, once, in order, then what happens', async () => {
    const first = await ask({ body: { query: watch } });
    await raise();
    await eventually(() => expect(events(first)).toHaveLength(1));
    first.leave();
    const missed = [await raise(), await raise(), await raise()];
    const again = await ask({ body: { query: watch }, headers: { 'last-event-id': field(events(first)[0], 'id')! } });
    await eventually(() => expect(idsIn(again)).toHaveLength(3));
    const later = await raise();
    await eventually(() => expect(idsIn(again)).toEqual([...missed, later]));
  });

  test('one that is not ours, or whose place is gone: SNAPSHOT_REQUIRED, then complete', async () => {
    const stream = await ask({ body: { query: watch }, headers: { 'last-event-id': 'x' } });
    await stream.over;
    expect(JSON.parse(field(events(stream)[0], 'data')!).errors[0].extensions.code).toBe('SNAPSHOT_REQUIRED');
  });

  test('an empty one is none', async () => {
    const stream = await ask({ body: { query: watch }, headers: { 'last-event-id': '' } });
    const id = await raise();
    await eventually(() => expect(idsIn(stream)).toEqual([id]));
  });
});

/** Nothing tells a client that its subscription has begun but its first message. */
async function raisingUntil<T>(first: Promise<T>): Promise<T> {
  let over = false;
  void first.finally(() => (over = true));
  while (!over) {
    await raise();
    await Promise.race([first, new Promise((proceed) => setTimeout(proceed, 100))]);
  }
  return first;
}

test('the client of the protocol\'s authors gets on with it', async () => {
  const client = createClient({ url: `${gateway.url}/graphql`, headers: () => bearer(), retryAttempts: 0 });
  const messages = client.iterate<{ alertMoved: { id: string } }>({ query: watch });
  const first = messages.next();
  const { value } = await raisingUntil(first);
  expect(value?.data?.alertMoved.id).toMatch(/^[0-9a-f-]{36}$/);
  await messages.return!();
  client.dispose();
});
