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

const service = uniqueService();
const topic = `${service}.events`;
const alerts = new Map<string, WatchedAlert>();
const query = 'subscription { alertMoved(areaCode: "410811") { id seenBy } }';
const withinMs = 5_000;

let broker: Broker;
let producer: BrokerProducer;
let fixture: Fixture;
let gateway: Awaited<ReturnType<typeof startFixtureGateway>>;

beforeAll(async () => {
  broker = await testBroker();
  await broker.ensureTopics([topic], 1);
  producer = await broker.producer();
  fixture = await startFixture(watchDistrict(service, alerts));
});
beforeEach(async () => {
  const { issuer, jwksUrl, audience } = await testIssuer();
  gateway = await startFixtureGateway(fixture, { broker, gatewaySecret: testGatewaySecret, tokens: createTokenReader({ issuer, jwksUrl, audience }) });
});
afterEach(() => gateway.stop());
afterAll(async () => {
  await fixture.stop();
  await producer.close();
  await broker.close();
});

async function bearer(change: Parameters<typeof actorOf>[1] = {}, expiresIn = '1h'): Promise<{ authorization: string }> {
  return { authorization: `Bearer ${await (await testIssuer()).sign({ ...actorOf('guard', change) }, { expiresIn })}` };
}

async function watching(change?: Parameters<typeof actorOf>[1], expiresIn?: string): Promise<RawSocket> {
  const socket = await new RawSocket(gateway.url).initialised(await bearer(change, expiresIn));
  socket.subscribe('1', query);
  return socket;
}

/** @param nowIn where the person has moved meanwhile, in the subgraph's own tables */
async function raise(nowIn = '410811001001'): Promise<string> {
  const alert = { id: randomUUID(), kind: 'FEVER', state: 'RAISED', areaCode: '410811001001', personId: randomUUID() };
  alerts.set(alert.id, { ...alert, areaCode: nowIn });
  await producer.send(topic, [alertEvent(service, 'alert-raised', alert)]);
  return alert.id;
}

const ids = (socket: RawSocket) => socket.told('1').map(({ data }) => data?.alertMoved?.id);

test('when the token ends the socket is told why within five seconds, and an event after it reaches those only whose token lives', async () => {
  const [ending, lasting] = await Promise.all([watching({}, '2s'), watching()]);
  const before = await raise();
  await eventually(() => expect([ids(ending), ids(lasting)]).toEqual([[before], [before]]));
  await eventually(() => expect(ending.closed).toEqual({ code: 4401, reason: expect.stringContaining('token') }), { within: 2_000 + withinMs });
  const after = await raise();
  await eventually(() => expect(ids(lasting)).toEqual([before, after]));
  expect(ids(ending)).toEqual([before]);
  lasting.close();
});

test('an event stream ends with its token as well, and says so', async () => {
  const stream = await openEventStream(gateway.url, { query }, await bearer({}, '2s'));
  await eventually(() => expect(stream.events.map(({ name, told }) => told?.errors?.[0]?.extensions.code ?? name)).toEqual(['UNAUTHENTICATED', 'complete']), { within: 2_000 + withinMs });
});

test('a scope that the graph begins to ask for ends the streams of those who lack it, with the reason', async () => {
  const [losing, keeping] = await Promise.all([watching({ scopes: ['checkpoint:read'] }), watching({ scopes: ['checkpoint:read', 'alert:handle'] })]);
  const before = await raise();
  await eventually(() => expect([ids(losing), ids(keeping)]).toEqual([[before], [before]]));
  writeFileSync(gateway.supergraphFile, fixture.supergraph.replaceAll('"checkpoint:read"', '"alert:handle"'));
  await eventually(() => expect(losing.received.at(-1)).toEqual({ id: '1', type: 'error', payload: [expect.objectContaining({ extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' } })] }), { within: withinMs });
  const after = await raise();
  await eventually(() => expect(ids(keeping)).toEqual([before, after]));
  expect(ids(losing)).toEqual([before]);
  keeping.close();
  losing.close();
});

test('of who has moved out of the area nothing more is told, though the event says the old one', async () => {
  const [street, county] = await Promise.all([watching({ areaCode: '410811' }), watching({ areaCode: '4108' })]);
  const moved = await raise('410812001001');
  const here = await raise();
  await eventually(() => expect([ids(street), ids(county)]).toEqual([[here], [moved, here]]));
  street.close();
  county.close();
});
