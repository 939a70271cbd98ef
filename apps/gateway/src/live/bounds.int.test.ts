import { randomUUID } from 'node:crypto';
import { createTokenReader } from '@lianfang/platform/auth';
import type { Broker, BrokerProducer } from '@lianfang/platform/broker';
import { testBroker } from '@lianfang/testing/broker';
import { actorOf, testGatewaySecret, testIssuer } from '@lianfang/testing/graph';
import { eventually } from '@lianfang/testing/wait';
import { RawSocket } from '../fixtures/clients.ts';
import { type Gateway, startFixtureGateway } from '../fixtures/gateway.ts';
import { type Fixture, startFixture } from '../fixtures/serve.ts';
import { alertEvent, uniqueService, watchDistrict } from '../fixtures/watch.ts';
import type { GatewayOptions } from '../gateway.ts';
import { gatewayMetrics } from '../metrics.ts';

const service = uniqueService();
const topic = `${service}.events`;
const carried = 'subscription { alertMoved(areaCode: "410811") { id kind } }';

let broker: Broker;
let producer: BrokerProducer;
let fixture: Fixture;
const gateways: Gateway[] = [];

beforeAll(async () => {
  broker = await testBroker();
  await broker.ensureTopics([topic], 1);
  producer = await broker.producer();
  fixture = await startFixture(watchDistrict(service, new Map()));
});
afterEach(async () => void (await Promise.all(gateways.splice(0).map((gateway) => gateway.stop()))));
afterAll(async () => {
  await fixture.stop();
  await producer.close();
  await broker.close();
});

async function openGateway(live: GatewayOptions['live']): Promise<Gateway> {
  const { issuer, jwksUrl, audience } = await testIssuer();
  const gateway = await startFixtureGateway(fixture, { broker, live, gatewaySecret: testGatewaySecret, tokens: createTokenReader({ issuer, jwksUrl, audience }) });
  gateways.push(gateway);
  return gateway;
}

async function watching({ url }: Gateway, o: { agency?: string; autoPong?: boolean; streams?: number } = {}): Promise<RawSocket> {
  const authorization = `Bearer ${await (await testIssuer()).sign({ ...actorOf('guard', { agency: o.agency }) })}`;
  const socket = await new RawSocket(url, { autoPong: o.autoPong }).initialised({ authorization });
  for (let at = 0; at < (o.streams ?? 1); at++) socket.subscribe(String(at), carried);
  return socket;
}

const openStreams = async () => (await gatewayMetrics.streams.get()).values[0]?.value ?? 0;
const raise = (kind: string) =>
  producer.send(topic, [alertEvent(service, 'alert-raised', { id: randomUUID(), kind, state: 'RAISED', areaCode: '410811001001', personId: randomUUID() })]);

test('a client that stops reading is closed with 4413, and the others hear on', async () => {
  const gateway = await openGateway({ pingMs: 60_000 });
  const [slow, quick] = await Promise.all([watching(gateway), watching(gateway)]);
  await eventually(async () => expect(await openStreams()).toBe(2));
  slow.socket.pause();
  // The kernel takes some megabytes before anything waits in this process.
  let sent = 0;
  for (; (await openStreams()) === 2; sent++) await raise('x'.repeat(200_000));
  slow.socket.resume();
  await eventually(() => expect(slow.closed?.code).toBe(4413));
  await raise('last');
  await eventually(() => expect(quick.told('0')).toHaveLength(sent + 1), { within: 15_000 });
  expect(slow.told('0').length).toBeLessThan(sent);
  quick.close();
});

test('a socket whose other end does not answer is ended within two pings, one that does stays', async () => {
  const gateway = await openGateway({ pingMs: 1_000 });
  const [dead, alive] = await Promise.all([watching(gateway, { autoPong: false }), watching(gateway)]);
  await eventually(async () => expect(await openStreams()).toBe(2));
  await eventually(() => expect(dead.closed?.code).toBe(1006), { within: 3_000 });
  await eventually(async () => expect(await openStreams()).toBe(1));
  expect(alive.closed).toBeUndefined();
  alive.close();
});

test('an agency has so many subscriptions and no more; another is not kept out, and one that ends makes room', async () => {
  const gateway = await openGateway({ streamsPerAgency: 3 });
  const codes = (socket: RawSocket) => socket.received.filter(({ type }) => type === 'error').map(({ payload }) => (payload as { extensions: { code: string } }[])[0]!.extensions.code);
  const socket = await watching(gateway, { agency: 'police', streams: 4 });
  await eventually(() => expect(codes(socket)).toEqual(['TOO_MANY_SUBSCRIPTIONS']));
  const other = await watching(gateway, { agency: 'street' });
  socket.send({ id: '0', type: 'complete' });
  socket.subscribe('again', carried);
  await raise('FEVER');
  await eventually(() => expect([socket.told('again').length, other.told('0').length]).toEqual([1, 1]));
  expect(codes(socket)).toHaveLength(1);
  socket.close();
  other.close();
});
