import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { createTokenReader } from '@lianfang/platform/auth';
import type { Broker, BrokerProducer } from '@lianfang/platform/broker';
import { testBroker } from '@lianfang/testing/broker';
import { actorOf, testGatewaySecret, testIssuer } from '@lianfang/testing/graph';
import { eventually } from '@lianfang/testing/wait';
import { RawSocket, openEventStream } from '../fixtures/clients.ts';
import { gatherCrowd } from '../fixtures/crowd.ts';
import { type Gateway, startFixtureGateway } from '../fixtures/gateway.ts';
import { type Fixture, startFixture } from '../fixtures/serve.ts';
import { type WatchedAlert, alertEvent, uniqueService, watchDistrict } from '../fixtures/watch.ts';
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
  fixture = await startFixture(watchDistrict(service, alerts));
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
const alerts = new Map<string, WatchedAlert>();
function raise(kind: string): Promise<void> {
  const alert = { id: randomUUID(), kind, state: 'RAISED', areaCode: '410811001001', personId: randomUUID() };
  alerts.set(alert.id, alert);
  return producer.send(topic, [alertEvent(service, 'alert-raised', alert)]);
}

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

test('an event stream that is not read is cut off and told why; its last event id brings what it missed, once', async () => {
  const gateway = await openGateway({ pingMs: 60_000 });
  const headers = { authorization: `Bearer ${await (await testIssuer()).sign({ ...actorOf('guard') })}`, 'content-type': 'application/json', accept: 'text/event-stream' };
  const asked = request(`${gateway.url}/graphql`, { method: 'POST', headers });
  asked.end(JSON.stringify({ query: carried }));
  const [slow] = (await once(asked, 'response')) as [IncomingMessage];
  slow.pause();
  await eventually(async () => expect(await openStreams()).toBe(1));
  let sent = 0;
  for (; (await openStreams()) === 1; sent++) await raise(`${sent} ${'x'.repeat(200_000)}`);
  let text = '';
  for await (const part of slow.setEncoding('utf8')) text += String(part);
  const blocks = text.trim().split('\n\n').filter((block) => !block.startsWith(':'));
  const kinds = (of: readonly string[]) => of.flatMap((block) => /"kind":"(\d+) /.exec(block)?.[1] ?? []).map(Number);
  expect(blocks.slice(-2).map((block) => /"code":"(\w+)"/.exec(block)?.[1] ?? block)).toEqual(['TOO_SLOW', 'event: complete\ndata:']);
  const heard = kinds(blocks);
  expect(heard.length).toBeLessThan(sent);
  const lastId = /^id: (.+)$/m.exec(blocks.findLast((block) => block.includes('\nid: '))!)![1]!;
  const again = await openEventStream(gateway.url, { query: carried }, { ...headers, 'last-event-id': lastId });
  await eventually(() => expect([...heard, ...again.events.map(({ told }) => Number.parseInt(String(told?.data?.alertMoved?.kind)))]).toEqual(Array.from({ length: sent }, (_, at) => at)), { within: 15_000 });
  again.close();
}, 60_000);

test('a socket whose other end does not answer is ended within two pings, one that does stays', async () => {
  const gateway = await openGateway({ pingMs: 1_000 });
  const [dead, alive] = await Promise.all([watching(gateway, { autoPong: false }), watching(gateway)]);
  await eventually(async () => expect(await openStreams()).toBe(2));
  await eventually(() => expect(dead.closed?.code).toBe(4413), { within: 3_000 });
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

test('a message in too many fragments ends its socket, however small they are; the others hear on', async () => {
  const gateway = await openGateway({});
  const quick = await watching(gateway);
  const floods = await Promise.all(Array.from({ length: 20 }, () => watching(gateway, { streams: 0 })));
  for (const { socket } of floods) for (let sent = 0; sent < 1_000 && socket.readyState === socket.OPEN; sent++) socket.send('x', { fin: false });
  await eventually(() => expect(floods.every(({ closed }) => closed?.code === 1008)).toBe(true));
  await raise('FEVER');
  await eventually(() => expect(quick.told('0')).toHaveLength(1));
  quick.close();
});

test('who asks for too much at once is closed with 4414, however fast it was sent; the others hear on', async () => {
  const gateway = await openGateway({});
  const [hasty, quick] = [await watching(gateway, { streams: 0 }), await watching(gateway)];
  for (let at = 0; at < 2_000; at++) hasty.subscribe(`q${at}`, '{ __typename }');
  await raise('FEVER');
  await eventually(() => expect(quick.told('0')).toHaveLength(1));
  await eventually(() => expect(hasty.closed?.code).toBe(4414));
  quick.close();
});

test('5,000 clients on one selection cost one resolution per event', async () => {
  const gateway = await openGateway({});
  const authorization = `Bearer ${await (await testIssuer()).sign({ ...actorOf('guard') })}`;
  const resolved = 'subscription { alertMoved(areaCode: "410811") { id kind state person { id name } } }';
  const crowd = await gatherCrowd({
    url: gateway.url,
    clients: 5_000,
    greeting: [
      JSON.stringify({ type: 'connection_init', payload: { authorization } }),
      JSON.stringify({ id: '1', type: 'subscribe', payload: { query: resolved } }),
    ],
  });
  await eventually(async () => expect(await openStreams()).toBe(5_000), { within: 60_000 });
  fixture.calls.length = 0;
  const events = 5;
  for (let sent = 0; sent < events; sent++) {
    crowd.sent(sent, performance.now());
    await raise(`n${sent}`);
  }
  await eventually(() => expect(crowd.frames()).toBe(5_000 * events), { within: 60_000 });
  expect(crowd.faulty()).toBe(0);
  expect(fixture.calls.map(({ subgraph }) => subgraph).sort()).toEqual([...Array<string>(events).fill('alerts'), ...Array<string>(events).fill('register')]);
  crowd.leave();
}, 240_000);
