import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createTokenReader } from '@lianfang/platform/auth';
import type { Broker, BrokerProducer } from '@lianfang/platform/broker';
import { testBroker } from '@lianfang/testing/broker';
import { actorOf, testGatewaySecret, testIssuer } from '@lianfang/testing/graph';
import { eventually } from '@lianfang/testing/wait';
import { RawSocket, openEventStream } from '../fixtures/clients.ts';
import { startFixtureGateway } from '../fixtures/gateway.ts';
import { type Fixture, startFixture } from '../fixtures/serve.ts';
import { type WatchedAlert, alertEvent, uniqueService, watchDistrict } from '../fixtures/watch.ts';
import { createCursorSeal } from './cursor.ts';

const service = uniqueService();
const topic = `${service}.events`;
const alerts = new Map<string, WatchedAlert>();
const whole = 'subscription ($area: ID!) { alertMoved(areaCode: $area) { id state seenBy person { id name } } }';
const carried = 'subscription ($area: ID!) { moved: alertMoved(areaCode: $area) { __typename alert: id kind } }';

let broker: Broker;
let producer: BrokerProducer;
let fixture: Fixture;
let gateway: Awaited<ReturnType<typeof startFixtureGateway>>;

async function openGateway(): Promise<typeof gateway> {
  const { issuer, jwksUrl, audience } = await testIssuer();
  return startFixtureGateway(fixture, { broker, gatewaySecret: testGatewaySecret, tokens: createTokenReader({ issuer, jwksUrl, audience }) });
}

beforeAll(async () => {
  broker = await testBroker();
  await broker.ensureTopics([topic], 3);
  producer = await broker.producer();
  fixture = await startFixture(watchDistrict(service, alerts));
  gateway = await openGateway();
});
afterAll(async () => {
  await gateway.stop();
  await fixture.stop();
  await producer.close();
  await broker.close();
});
beforeEach(() => void (fixture.calls.length = 0));

async function tokenOf(who: string, change: Parameters<typeof actorOf>[1] = {}, expiresIn = '1h'): Promise<string> {
  return `Bearer ${await (await testIssuer()).sign({ ...actorOf(who, change) }, { expiresIn })}`;
}

async function raise(areaCode: string, change: Partial<WatchedAlert> = {}): Promise<WatchedAlert> {
  const alert = { id: randomUUID(), kind: 'FEVER', state: 'RAISED', areaCode, personId: randomUUID(), ...change };
  alerts.set(alert.id, alert);
  await producer.send(topic, [alertEvent(service, 'alert-raised', alert)]);
  return alert;
}

async function guardSocket(change?: Parameters<typeof actorOf>[1]): Promise<RawSocket> {
  return new RawSocket(gateway.url).initialised({ authorization: await tokenOf('guard', change) });
}

/** The messages that the socket's stream has been told, once there are so many. */
const told = (socket: RawSocket, id: string, count: number) =>
  eventually(() => {
    const messages = socket.told(id);
    if (messages.length < count) throw new Error(`${messages.length} of ${count} messages; ${JSON.stringify(socket.received.slice(-2))}`);
    return messages;
  });

const authorization = async () => ({ authorization: await tokenOf('guard') });
const idsOf = (events: { told?: { data?: Record<string, Record<string, unknown>> | null } }[]) =>
  events.flatMap(({ told: message }) => (message?.data ? [Object.values(message.data)[0]!.id] : []));

describe('an event moves a subscription', () => {
  test('its object is completed from every subgraph and the message carries a cursor', async () => {
    const socket = await guardSocket();
    socket.subscribe('1', whole, { area: '410811' });
    await eventually(() => expect(socket.received.length).toBe(1));
    const alert = await raise('410811001001');
    const [message] = await told(socket, '1', 1);
    expect(message).toEqual({
      data: { alertMoved: { id: alert.id, state: 'RAISED', seenBy: 'police', person: { id: alert.personId, name: `name of ${alert.personId}` } } },
      extensions: { cursor: expect.any(String) },
    });
    socket.close();
  });

  test('fields that the event carries are not fetched', async () => {
    const socket = await guardSocket();
    socket.subscribe('1', carried, { area: '410811' });
    const alert = await raise('410811001001');
    const [message] = await told(socket, '1', 1);
    expect(message?.data).toEqual({ moved: { __typename: 'Alert', alert: alert.id, kind: 'FEVER' } });
    expect(fixture.calls).toEqual([]);
    socket.close();
  });

  test('it is resolved once for all who ask the same with the same rights', async () => {
    const sockets = await Promise.all(Array.from({ length: 20 }, () => guardSocket()));
    const stranger = await guardSocket({ agency: 'street' });
    for (const socket of [...sockets, stranger]) socket.subscribe('1', whole, { area: '410811' });
    await raise('410811001001');
    await Promise.all([...sockets, stranger].map((socket) => told(socket, '1', 1)));
    expect(stranger.told('1')[0]?.data?.alertMoved?.seenBy).toBe('street');
    expect(fixture.calls.map(({ subgraph }) => subgraph).sort()).toEqual(['alerts', 'alerts', 'register', 'register']);
    for (const socket of [...sockets, stranger]) socket.close();
  });

  test('who watches another area is not told', async () => {
    const socket = await guardSocket();
    socket.subscribe('1', carried, { area: '410811002' });
    await raise('410811001001');
    const mine = await raise('410811002001');
    expect((await told(socket, '1', 1))[0]?.data?.moved?.alert).toBe(mine.id);
    expect(socket.told('1')).toHaveLength(1);
    socket.close();
  });
});

describe('rights', () => {
  const errorOf = (socket: RawSocket) =>
    eventually(() => {
      const error = socket.received.find(({ type }) => type === 'error');
      if (!error) throw new Error('no error message');
      return (error.payload as { extensions: { code: string } }[])[0]!.extensions.code;
    });

  test('an area outside the own is refused when the stream opens', async () => {
    const socket = await guardSocket({ areaCode: '410811001' });
    socket.subscribe('1', carried, { area: '410811002' });
    expect(await errorOf(socket)).toBe('AREA_NOT_YOURS');
    socket.close();
  });

  test('an event outside the own area is kept back although the stream is wider', async () => {
    const socket = await guardSocket({ areaCode: '410811001' });
    socket.subscribe('1', carried, { area: '410811001' });
    const wide = await guardSocket();
    wide.subscribe('1', carried, { area: '410811' });
    await raise('410811002001');
    await told(wide, '1', 1);
    expect(socket.told('1')).toEqual([]);
    socket.close();
    wide.close();
  });

  test('a field that needs another scope is refused when the stream opens', async () => {
    const socket = await guardSocket({ scopes: ['checkpoint:read'] });
    socket.subscribe('1', 'subscription { alertMoved(areaCode: "410811") { id sealed } }');
    expect(await errorOf(socket)).toBe('UNAUTHORIZED_FIELD_OR_TYPE');
    socket.close();
  });

  test('the stream closes when the token ends', async () => {
    const socket = new RawSocket(gateway.url);
    await socket.initialised({ authorization: await tokenOf('guard', {}, '2s') });
    socket.subscribe('1', carried, { area: '410811' });
    await eventually(() => expect(socket.closed?.code).toBe(4401));
  });
});

describe('a subscription that makes no sense', () => {
  test.each([
    ['is no GraphQL', 'subscription {', 'GRAPHQL_PARSE_FAILED'],
    ['asks for an unknown field', 'subscription { alertMoved(areaCode: "410811") { idd } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['selects two fields', 'subscription { a: alertMoved(areaCode: "1") { id } b: alertMoved(areaCode: "2") { id } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['lacks a variable', whole, 'BAD_USER_INPUT'],
    ['is too deep', `subscription { alertMoved(areaCode: "1") { ${'person { '.repeat(30)}id${' }'.repeat(30)} } }`, 'OPERATION_TOO_LARGE'],
  ])('%s: it is told so and the socket lives on', async (_, query, code) => {
    const socket = await guardSocket();
    socket.subscribe('1', query);
    const error = await eventually(() => socket.received.find(({ type }) => type === 'error' || type === 'next') ?? Promise.reject(new Error('nothing yet')));
    expect(JSON.stringify(error.payload)).toContain(code);
    socket.subscribe('2', carried, { area: '410811' });
    await raise('410811001001');
    await told(socket, '2', 1);
    socket.close();
  });
});

describe('server-sent events', () => {
  test('are named next, with the cursor as id', async () => {
    const stream = await openEventStream(gateway.url, { query: carried, variables: { area: '410811' } }, await authorization());
    expect(stream.status).toBe(200);
    const alert = await raise('410811001001');
    const [first] = await eventually(() => {
      if (!stream.events.length) throw new Error('no event');
      return stream.events;
    });
    expect(first).toEqual({ name: 'next', id: first?.told?.extensions?.cursor, told: expect.objectContaining({ data: { moved: { __typename: 'Alert', alert: alert.id, kind: 'FEVER' } } }) });
    stream.close();
  });

  test('a query over them is answered once and completed', async () => {
    const stream = await openEventStream(gateway.url, { query: '{ __typename }' }, await authorization());
    await eventually(() => expect(stream.events.map(({ name }) => name)).toEqual(['next', 'complete']));
  });

  test('are for subscriptions where the client takes JSON as well', async () => {
    const accept = 'application/graphql-response+json, application/json, text/event-stream, multipart/mixed';
    const headers = { 'content-type': 'application/json', accept, ...(await authorization()) };
    const answer = await fetch(`${gateway.url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query: '{ __typename }' }) });
    expect(answer.headers.get('content-type')).toContain('application/graphql-response+json');
    const stream = await openEventStream(gateway.url, { query: carried, variables: { area: '410811' } }, headers);
    await raise('410811001001');
    await eventually(() => expect(stream.events.map(({ name }) => name)).toEqual(['next']));
    stream.close();
  });

  test('nobody without a token', async () => {
    const stream = await openEventStream(gateway.url, { query: carried, variables: { area: '410811' } });
    expect(stream.status).toBe(401);
  });
});

describe('a client that comes back with its cursor', () => {
  const query = 'subscription { alertMoved(areaCode: "410811") { id } }';

  async function watchOne(): Promise<string> {
    const stream = await openEventStream(gateway.url, { query }, await authorization());
    await raise('410811001001');
    const cursor = await eventually(() => stream.lastEventId() ?? Promise.reject(new Error('no event')));
    stream.close();
    return cursor;
  }

  async function raiseMany(count: number): Promise<string[]> {
    const ids: string[] = [];
    for (let at = 0; at < count; at++) ids.push((await raise('410811001001')).id);
    return ids;
  }

  test('gets exactly what it missed, once, then what happens', async () => {
    const cursor = await watchOne();
    const missed = await raiseMany(12);
    const again = await openEventStream(gateway.url, { query }, { ...(await authorization()), 'last-event-id': cursor });
    const later = await raiseMany(3);
    await eventually(() => expect(idsOf(again.events).length).toBeGreaterThanOrEqual(15));
    expect([...idsOf(again.events)].sort()).toEqual([...missed, ...later].sort());
    again.close();
  });

  test('also at a gateway that was started after it left', async () => {
    const cursor = await watchOne();
    const missed = await raiseMany(6);
    await gateway.stop();
    gateway = await openGateway();
    const socket = await guardSocket();
    socket.subscribe('1', query, {}, { resumeFrom: cursor });
    const later = await raiseMany(2);
    const messages = await told(socket, '1', 8);
    expect(messages.map(({ data }) => data?.alertMoved?.id).sort()).toEqual([...missed, ...later].sort());
    socket.close();
  });

  test.each([
    ['that the log does not hold', createCursorSeal(testGatewaySecret).seal({ [topic]: { 0: '999999', 1: '999999', 2: '999999' } })],
    ['that is not of this house', createCursorSeal('another secret').seal({ [topic]: { 0: '0', 1: '0', 2: '0' } })],
    ['that is no cursor', 'x'],
  ])('is told to read the state anew for one %s', async (_, cursor) => {
    const stream = await openEventStream(gateway.url, { query }, { ...(await authorization()), 'last-event-id': cursor });
    await eventually(() => expect(stream.events.map(({ name, told: message }) => message?.errors?.[0]?.extensions.code ?? name)).toEqual(['SNAPSHOT_REQUIRED', 'complete']));
  });
});

describe('a new supergraph', () => {
  test('keeps the streams that still make sense and tells the others', async () => {
    const socket = await guardSocket();
    socket.subscribe('stays', carried, { area: '410811' });
    socket.subscribe('goes', whole, { area: '410811' });
    await raise('410811001001');
    await told(socket, 'goes', 1);
    writeFileSync(gateway.supergraphFile, fixture.supergraph.replace(/^ *seenBy: String!.*\n/m, ''));
    await eventually(() => expect(socket.received).toContainEqual(expect.objectContaining({ type: 'error', id: 'goes' })));
    const alert = await raise('410811001001');
    expect((await told(socket, 'stays', 2))[1]?.data?.moved?.alert).toBe(alert.id);
    expect(socket.told('goes')).toHaveLength(1);
    socket.close();
  });
});
