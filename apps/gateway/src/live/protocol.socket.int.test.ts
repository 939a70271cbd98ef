import { randomUUID } from 'node:crypto';
import { createTokenReader } from '@lianfang/platform/auth';
import type { Broker, BrokerProducer } from '@lianfang/platform/broker';
import { testBroker } from '@lianfang/testing/broker';
import { actorOf, testGatewaySecret, testIssuer } from '@lianfang/testing/graph';
import { eventually } from '@lianfang/testing/wait';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { RawSocket } from '../fixtures/clients.ts';
import { type Gateway, startFixtureGateway } from '../fixtures/gateway.ts';
import { type Fixture, startFixture } from '../fixtures/serve.ts';
import { alertEvent, uniqueService, watchDistrict } from '../fixtures/watch.ts';

/*
 * graphql-transport-ws on the wire, in the order of its text (https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md): a gateway of
 * its own behind a port, and nothing known of it but that. The conversation without a network: socket.rules.test.ts.
 */

const service = uniqueService();
const topic = `${service}.events`;
const watch = 'subscription { alertMoved(areaCode: "410811") { id kind } }';

let broker: Broker;
let producer: BrokerProducer;
let fixture: Fixture;
let gateway: Gateway;
const sockets: RawSocket[] = [];

beforeAll(async () => {
  broker = await testBroker();
  await broker.ensureTopics([topic], 1);
  producer = await broker.producer();
  fixture = await startFixture(watchDistrict(service, new Map()));
  gateway = await startFixtureGateway(fixture, { broker, gatewaySecret: testGatewaySecret, tokens: createTokenReader(await testIssuer()) });
});
afterEach(() => sockets.splice(0).forEach((socket) => socket.close()));
afterAll(async () => {
  await gateway.stop();
  await fixture.stop();
  await producer.close();
  await broker.close();
});

const bearer = async () => `Bearer ${await (await testIssuer()).sign({ ...actorOf('guard') })}`;
function connect(o?: ConstructorParameters<typeof RawSocket>[1]): RawSocket {
  const socket = new RawSocket(gateway.url, o);
  sockets.push(socket);
  return socket;
}
const ready = async () => connect().initialised({ authorization: await bearer() });
const types = (socket: RawSocket) => socket.received.map(({ type, id }) => (id === undefined ? type : `${type} ${id}`));
const closedWith = (socket: RawSocket, code: number, patience?: { within: number }) => eventually(() => expect(socket.closed?.code).toBe(code), patience);
async function raise(): Promise<string> {
  const id = randomUUID();
  await producer.send(topic, [alertEvent(service, 'alert-raised', { id, kind: 'FEVER', state: 'RAISED', areaCode: '410811001001', personId: id })]);
  return id;
}

describe('Communication', () => {
  test('the subprotocol is graphql-transport-ws', async () => {
    expect((await connect().opened()).socket.protocol).toBe('graphql-transport-ws');
  });

  test('4406: it was not offered', async () => {
    await closedWith(connect({ protocol: null }), 4406);
  });

  test('4400: a message that is no text', async () => {
    const socket = await ready();
    socket.socket.send(Buffer.from('{"type":"ping"}'), { binary: true });
    await closedWith(socket, 4400);
  });

  test.each([
    ['is not JSON', '{'],
    ['is no object', '[]'],
    ['has no type', '{"id":"1"}'],
    ['has a type of the older protocol', '{"type":"start","id":"1","payload":{"query":"{__typename}"}}'],
    ['is only for servers to send', '{"type":"connection_ack"}'],
    ['subscribes without an id', '{"type":"subscribe","payload":{"query":"{__typename}"}}'],
    ['subscribes with an id that is no string', '{"type":"subscribe","id":1,"payload":{"query":"{__typename}"}}'],
    ['subscribes with an empty id', '{"type":"subscribe","id":"","payload":{"query":"{__typename}"}}'],
    ['subscribes without a payload', '{"type":"subscribe","id":"1"}'],
    ['subscribes without a query', '{"type":"subscribe","id":"1","payload":{}}'],
    ['has variables that are no object', '{"type":"subscribe","id":"1","payload":{"query":"{__typename}","variables":[]}}'],
    ['has extensions that are no object', '{"type":"subscribe","id":"1","payload":{"query":"{__typename}","extensions":"x"}}'],
    ['has an operation name that is none', '{"type":"subscribe","id":"1","payload":{"query":"{__typename}","operationName":1}}'],
    ['completes without an id', '{"type":"complete"}'],
    ['pings with a payload that is no object', '{"type":"ping","payload":1}'],
  ])('4400: a message that %s', async (_, text) => {
    const socket = await ready();
    socket.send(text);
    await closedWith(socket, 4400);
  });

  test('members that the text does not know are no fault', async () => {
    const socket = await ready();
    socket.send({ type: 'subscribe', id: '1', payload: { query: '{ __typename }', operationName: null, variables: null, extensions: null, more: 1 }, more: 1 });
    await eventually(() => expect(types(socket)).toEqual(['connection_ack', 'next 1', 'complete 1']));
  });
});

describe('ConnectionInit and ConnectionAck', () => {
  test('4408: none came in time', async () => {
    const socket = connect();
    await closedWith(socket, 4408, { within: 4_000 });
  });

  test('4429: a second one', async () => {
    const socket = await ready();
    socket.send({ type: 'connection_init' });
    await closedWith(socket, 4429);
  });

  test('4429: a second one before the first is acknowledged', async () => {
    const socket = await connect().opened();
    const init = { type: 'connection_init', payload: { authorization: await bearer() } };
    socket.send(init);
    socket.send(init);
    await closedWith(socket, 4429);
  });

  test('4401: an operation before the acknowledgement', async () => {
    const socket = await connect().opened();
    socket.subscribe('1', '{ __typename }');
    await closedWith(socket, 4401);
  });

  test.each([['no', undefined], ['a bad', { authorization: 'Bearer x.y.z' }], ['another kind of', { authorization: 'Basic eDp5' }]])('4403: %s token', async (_, payload) => {
    const socket = await connect().opened();
    socket.send({ type: 'connection_init', ...(payload ? { payload } : {}) });
    await closedWith(socket, 4403);
  });

  test('the token may come in the handshake instead', async () => {
    await connect({ headers: { authorization: await bearer() } }).initialised();
  });

  test('4401: the token ends while the socket is open', async () => {
    const token = await (await testIssuer()).sign({ ...actorOf('guard') }, { expiresIn: '2s' });
    await closedWith(await connect().initialised({ authorization: `Bearer ${token}` }), 4401);
  });
});

describe('Ping and Pong', () => {
  test('a ping is answered at any time, before the acknowledgement too, with what it brought', async () => {
    const socket = await connect().opened();
    socket.send({ type: 'ping', payload: { mark: 1 } });
    socket.send({ type: 'ping' });
    await eventually(() => expect(socket.received).toEqual([{ type: 'pong', payload: { mark: 1 } }, { type: 'pong' }]));
  });

  test('a pong that nobody asked for is fine', async () => {
    const socket = await ready();
    socket.send({ type: 'pong' });
    socket.send({ type: 'pong', payload: { mark: 1 } });
    socket.subscribe('1', '{ __typename }');
    await eventually(() => expect(types(socket)).toContain('complete 1'));
  });
});

describe('Subscribe, Next, Error, Complete', () => {
  test('a query tells one result and is complete', async () => {
    const socket = await ready();
    socket.subscribe('q', '{ __typename }');
    await eventually(() => expect(socket.received.slice(1)).toEqual([{ id: 'q', type: 'next', payload: { data: { __typename: 'Query' } } }, { id: 'q', type: 'complete' }]));
  });

  test('an operation that fails while it runs tells that in its result; one that cannot run ends with an error and no complete', async () => {
    const socket = await ready();
    socket.subscribe('runs', 'query ($id: ID!) { alert(id: $id) { id } }', { id: 'nobody' });
    socket.subscribe('syntax', '{');
    socket.subscribe('invalid', '{ nothing }');
    socket.subscribe('variables', 'subscription ($area: ID!) { alertMoved(areaCode: $area) { id } }');
    await eventually(() => expect(types(socket).slice(1).sort()).toEqual(['complete invalid', 'complete runs', 'complete syntax', 'error variables', 'next invalid', 'next runs', 'next syntax'].sort()));
  });

  test('the operation is chosen by its name', async () => {
    const socket = await ready();
    socket.send({ type: 'subscribe', id: '1', payload: { query: 'query A { a: __typename } query B { b: __typename }', operationName: 'B' } });
    await eventually(() => expect(socket.told('1')).toEqual([{ data: { b: 'Query' } }]));
  });

  test('several go on at once, each under its id, and one that the client completes is silent', async () => {
    const socket = await ready();
    socket.subscribe('a', watch);
    socket.subscribe('b', watch);
    const first = await raise();
    await eventually(() => expect([socket.told('a').length, socket.told('b').length]).toEqual([1, 1]));
    socket.send({ type: 'complete', id: 'a' });
    const second = await raise();
    await eventually(() => expect(socket.told('b').map(({ data }) => data?.alertMoved?.id)).toEqual([first, second]));
    expect(socket.told('a')).toHaveLength(1);
    expect(types(socket)).not.toContain('complete a');
  });

  test('4409: an id that is in use', async () => {
    const socket = await ready();
    socket.subscribe('a', watch);
    socket.subscribe('a', watch);
    await closedWith(socket, 4409);
  });

  test('an id that was completed, by either side, may be used again; completing what is over is no fault', async () => {
    const socket = await ready();
    socket.subscribe('a', watch);
    socket.send({ type: 'complete', id: 'a' });
    socket.send({ type: 'complete', id: 'a' });
    socket.send({ type: 'complete', id: 'never' });
    socket.subscribe('a', '{ __typename }');
    await eventually(() => expect(types(socket).filter((type) => type === 'complete a')).toHaveLength(1));
    socket.subscribe('a', '{ __typename }');
    await eventually(() => expect(types(socket).filter((type) => type === 'complete a')).toHaveLength(2));
    expect(socket.closed).toBeUndefined();
  });

  test('4414, ours: more than a hundred streams on one socket', async () => {
    const socket = await ready();
    for (let at = 0; at < 101; at++) socket.subscribe(String(at), watch);
    await closedWith(socket, 4414);
  });

  test('1009: a message of more than 256 KiB, also in pieces', async () => {
    const [whole, pieces] = [await ready(), await ready()];
    whole.send(JSON.stringify({ type: 'ping', payload: { text: 'x'.repeat(300_000) } }));
    for (let at = 0; at < 5; at++) pieces.socket.send('x'.repeat(60_000), { fin: false });
    await Promise.all([closedWith(whole, 1009), closedWith(pieces, 1009)]);
  });

  test('1001: the gateway stops', async () => {
    const own = await startFixtureGateway(fixture, { broker, gatewaySecret: testGatewaySecret });
    const socket = await new RawSocket(own.url).initialised();
    await own.stop();
    await closedWith(socket, 1001);
  });
});

test('what does not open a socket is refused in HTTP: another path, a foreign page', async () => {
  const refused = (path: string, headers: Record<string, string>) =>
    new Promise<number>((resolve) => {
      const socket = new WebSocket(`${gateway.url.replace('http', 'ws')}${path}`, 'graphql-transport-ws', { headers });
      socket.on('unexpected-response', (_request, response) => resolve(response.statusCode!));
      socket.on('error', () => undefined);
    });
  expect(await Promise.all([refused('/elsewhere', {}), refused('/graphql', { origin: 'https://elsewhere.example' })])).toEqual([404, 403]);
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
  const client = createClient({ url: `${gateway.url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket, connectionParams: async () => ({ authorization: await bearer() }), retryAttempts: 0 });
  const messages = client.iterate<{ alertMoved: { id: string } }>({ query: watch });
  const first = messages.next();
  const { value } = await raisingUntil(first);
  expect(value?.data?.alertMoved.id).toMatch(/^[0-9a-f-]{36}$/);
  await messages.return!();
  await client.dispose();
});
