import { randomUUID } from 'node:crypto';
import { AccountChanged, GlassBroken, GlassClosed, TokensRevoked, topicOf } from '@lianfang/contracts/events';
import type { EventDefinition } from '@lianfang/contracts/events';
import { type Standing, createTokenReader, openStanding } from '@lianfang/platform/auth';
import type { Broker, BrokerProducer } from '@lianfang/platform/broker';
import { createLog } from '@lianfang/platform/observability';
import { testBroker } from '@lianfang/testing/broker';
import { actorOf, testGatewaySecret, testIssuer } from '@lianfang/testing/graph';
import { signed, testTrust } from '@lianfang/testing/signing';
import { eventually } from '@lianfang/testing/wait';
import { RawSocket, openEventStream } from '../fixtures/clients.ts';
import { type Gateway, startFixtureGateway } from '../fixtures/gateway.ts';
import { inTime } from '../fixtures/in.time.ts';
import { type Fixture, startFixture } from '../fixtures/serve.ts';
import { type WatchedAlert, alertEvent, uniqueService, watchDistrict } from '../fixtures/watch.ts';

/*
 * Rights are withdrawn while streams are open (B35, and the streams of B27): by the agencies' events over real Kafka, through the same
 * standing that every process of the house reads.
 */

const service = uniqueService();
const topic = `${service}.events`;
const agenciesTopic = topicOf(AccountChanged);
const alerts = new Map<string, WatchedAlert>();
const query = 'subscription { alertMoved(areaCode: "410811") { id seenBy } }';
const withPerson = 'subscription { alertMoved(areaCode: "410811") { id person { id name } } }';
const withinMs = 5_000;

let broker: Broker;
let producer: BrokerProducer;
let fixture: Fixture;
let standing: Standing;
let gateway: Gateway;

beforeAll(async () => {
  broker = await testBroker();
  await broker.ensureTopics([topic, agenciesTopic]);
  producer = await broker.producer();
  fixture = await startFixture(watchDistrict(service, alerts));
  standing = await openStanding({ broker, trust: testTrust, log: createLog({ name: 'test', level: 'silent' }) });
  gateway = await startFixtureGateway(fixture, { broker, gatewaySecret: testGatewaySecret, standing, tokens: createTokenReader({ ...(await testIssuer()), standing }) });
});
afterAll(async () => {
  await gateway.stop();
  await standing.stop();
  await fixture.stop();
  await producer.close();
  await broker.close();
});

/** A name that no other run used: all share one topic of agencies. */
const fresh = () => `u${randomUUID().slice(0, 8)}`;
const bearer = async (id: string, who = 'guard') => ({ authorization: `Bearer ${await (await testIssuer()).sign({ ...actorOf(who, { id }), area: '410811' })}` });

async function watching(id: string, o: { streams?: number; text?: string; who?: string } = {}): Promise<RawSocket> {
  const socket = await new RawSocket(gateway.url).initialised(await bearer(id, o.who));
  for (let at = 0; at < (o.streams ?? 1); at++) socket.subscribe(String(at), o.text ?? query);
  return socket;
}

async function raise(): Promise<string> {
  const alert = { id: randomUUID(), kind: 'FEVER', state: 'RAISED', areaCode: '410811001001', personId: randomUUID() };
  alerts.set(alert.id, alert);
  await producer.send(topic, [alertEvent(service, 'alert-raised', alert)]);
  return alert.id;
}

async function say<P>(event: EventDefinition<P>, subject: string, data: P): Promise<void> {
  const envelope = {
    specversion: '1.0', id: randomUUID(), type: event.name, source: 'agencies', subject, time: new Date().toISOString(), partitionkey: subject,
    areacode: '410811', datacontenttype: 'application/json', data,
  };
  await producer.send(agenciesTopic, [signed(agenciesTopic, { key: subject, value: JSON.stringify(envelope) })]);
}
const account = (accountId: string, change: object = {}) =>
  ({ accountId, agency: 'police', roles: ['checkpoint-guard'], areaCode: '410811', suspended: false, householdId: null, version: 1, ...change });

const ids = (socket: RawSocket, stream = '0') => socket.told(stream).map(({ data }) => data?.alertMoved?.id);
const errorOf = (socket: RawSocket, stream = '0') =>
  (socket.received.find(({ type, id }) => type === 'error' && id === stream)?.payload as { extensions: Record<string, unknown> }[] | undefined)?.[0]?.extensions;

/** The stream is open: it has been told of an event. */
async function heardBy(...sockets: RawSocket[]): Promise<string> {
  const id = await raise();
  await eventually(() => {
    for (const socket of sockets) expect(ids(socket)).toContain(id);
  });
  return id;
}

test.each([
  ['is suspended', (id: string) => say(AccountChanged, id, account(id, { suspended: true })), 'suspended'],
  ['is signed out everywhere', (id: string) => say(TokensRevoked, id, { accountId: id, agency: 'police', tokenId: null, before: new Date(Date.now() + 2_000).toISOString(), until: null }), 'revoked'],
])('the sockets of who %s close with the reason, and its event streams end with it', async (_, withdraw, why) => {
  const id = fresh();
  const [socket, other] = await Promise.all([watching(id), watching(fresh())]);
  const stream = await openEventStream(gateway.url, { query }, await bearer(id));
  await heardBy(socket, other);
  const told = performance.now();
  await withdraw(id);
  await eventually(() => expect(socket.closed).toEqual({ code: 4401, reason: expect.stringContaining(why) }), { within: withinMs });
  await eventually(() => expect(stream.events.slice(-2).map(({ name, told: message }) => message?.errors?.[0]?.extensions ?? name)).toEqual([{ code: 'UNAUTHENTICATED', why: why.toUpperCase() }, 'complete']));
  expect(performance.now() - told).toBeLessThan(withinMs);
  const before = stream.events.length;
  const after = await heardBy(other);
  expect([ids(socket).includes(after), stream.events.length]).toEqual([false, before]);
  other.close();
});

test('a role that is taken away ends the streams that needed it, with the reason; the socket stays', async () => {
  const id = fresh();
  const [socket, other] = await Promise.all([watching(id), watching(fresh())]);
  await heardBy(socket, other);
  await say(AccountChanged, id, account(id, { roles: ['grid-worker'] }));
  await eventually(() => expect(errorOf(socket)).toMatchObject({ code: 'UNAUTHORIZED_FIELD_OR_TYPE' }), { within: withinMs });
  const after = await heardBy(other);
  expect([ids(socket).includes(after), socket.closed]).toEqual([false, undefined]);
  socket.subscribe('again', query);
  await eventually(() => expect(errorOf(socket, 'again')).toMatchObject({ code: 'UNAUTHORIZED_FIELD_OR_TYPE' }));
  for (const each of [socket, other]) each.close();
});

test('who is moved to another area hears no more of the former one', async () => {
  const id = fresh();
  const socket = await watching(id);
  await heardBy(socket);
  await say(AccountChanged, id, account(id, { areaCode: '410802' }));
  await eventually(() => expect(errorOf(socket)).toMatchObject({ code: 'AREA_NOT_YOURS' }), { within: withinMs });
  socket.close();
});

test('rights that change otherwise end a stream as well: it comes back with its cursor and misses nothing', async () => {
  const id = fresh();
  const socket = await watching(id);
  await heardBy(socket);
  const cursor = socket.told('0').at(-1)!.extensions!.cursor;
  await say(AccountChanged, id, account(id, { areaCode: '4108', roles: ['checkpoint-guard', 'police'] }));
  await eventually(() => expect(errorOf(socket)).toMatchObject({ code: 'RIGHTS_CHANGED' }), { within: withinMs });
  const missed = await raise();
  socket.subscribe('again', query, {}, { resumeFrom: cursor });
  await eventually(() => expect(ids(socket, 'again')).toEqual([missed]));
  socket.close();
});

test.each([
  ['is closed', (id: string, openingId: string) => say(GlassClosed, openingId, { openingId, accountId: id, areaCode: '410811', closedAt: new Date().toISOString() }), 60_000],
  ['has been open for its time', () => Promise.resolve(), 3_500],
])('a glass that %s ends the streams that were opened by it', async (_, close, openMs) => {
  const [id, openingId] = [fresh(), randomUUID()];
  await say(GlassBroken, openingId, { openingId, accountId: id, agency: 'police', areaCode: '410811', personId: null, openedAt: new Date().toISOString(), until: new Date(Date.now() + openMs).toISOString() });
  const reader = createTokenReader({ ...(await testIssuer()), standing });
  const { authorization } = await bearer(id, 'police');
  await eventually(async () => expect((await reader(authorization))?.openings).toHaveLength(1), { within: withinMs });
  const socket = await watching(id, { text: withPerson, who: 'police' });
  const other = await watching(fresh());
  await heardBy(socket, other);
  await close(id, openingId);
  await eventually(() => expect(errorOf(socket)).toMatchObject({ code: 'RIGHTS_CHANGED' }), { within: openMs < withinMs ? openMs + withinMs : withinMs });
  const after = await heardBy(other);
  expect(ids(socket)).not.toContain(after);
  for (const each of [socket, other]) each.close();
});

/** Of 1,000 open subscriptions 40 callers lose theirs, each in one of four ways. */
test('B35: with 1,000 subscriptions open, after five seconds no event of a lost scope, and nobody else loses one', async () => {
  const callers = Array.from({ length: 50 }, fresh);
  const sockets = await Promise.all(callers.map((id) => watching(id, { streams: 20 })));
  const first = await raise();
  await eventually(() => expect(sockets.every((socket) => Array.from({ length: 20 }, (_, at) => ids(socket, String(at)).includes(first)).every(Boolean))).toBe(true), { within: 60_000 });
  const changes = [
    { suspended: true }, { roles: ['grid-worker'] }, { areaCode: '410802' }, undefined,
  ];
  const losing = callers.slice(0, 40);
  await Promise.all(losing.map((id, at) => {
    const change = changes[at % 4];
    return change ? say(AccountChanged, id, account(id, change)) : say(TokensRevoked, id, { accountId: id, agency: 'police', tokenId: null, before: new Date(Date.now() + 2_000).toISOString(), until: null });
  }));
  await inTime(() => {
    for (const socket of sockets.slice(0, 40)) expect(socket.closed?.code === 4401 || Array.from({ length: 20 }, (_, at) => errorOf(socket, String(at))).every(Boolean)).toBe(true);
  }, withinMs);
  const after = await raise();
  await eventually(() => {
    for (const socket of sockets.slice(40)) for (let at = 0; at < 20; at++) expect(ids(socket, String(at))).toEqual([first, after]);
  }, { within: 30_000 });
  for (const socket of sockets.slice(0, 40)) for (let at = 0; at < 20; at++) expect(ids(socket, String(at))).toEqual([first]);
  for (const socket of sockets) socket.close();
}, 180_000);
