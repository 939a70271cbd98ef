import type { Broker } from '@lianfang/platform/broker';
import { testBroker } from '@lianfang/testing/broker';
import { eventually } from '@lianfang/testing/wait';
import { RawSocket } from '../fixtures/clients.ts';
import { type FarLine, canLayFarLine, hasPrinted, layFarLine } from '../fixtures/far.line.ts';
import { type Gateway, startFixtureGateway } from '../fixtures/gateway.ts';
import { inTime } from '../fixtures/in.time.ts';
import { type Fixture, startFixture } from '../fixtures/serve.ts';
import { uniqueService, watchDistrict } from '../fixtures/watch.ts';
import { gatewayMetrics } from '../metrics.ts';

/* A peer that is gone without a word. With a line that can really vanish where the kernel lets us lay one; with the bounds as they come. */

const service = uniqueService();
const carried = 'subscription { alertMoved(areaCode: "410811") { id } }';
/** Three seconds, and what a test takes to look. */
const within = 3_250;
const withFarLine = canLayFarLine() ? test : test.skip;

let broker: Broker;
let fixture: Fixture;
let gateway: Gateway;
let line: FarLine | undefined;

beforeAll(async () => {
  broker = await testBroker();
  await broker.ensureTopics([`${service}.events`], 1);
  fixture = await startFixture(watchDistrict(service, new Map()));
  gateway = await startFixtureGateway(fixture, { broker, host: '0.0.0.0' });
});
afterEach(() => {
  line?.remove();
  line = undefined;
});
afterAll(async () => {
  await gateway.stop();
  await fixture.stop();
  await broker.close();
});

const openStreams = async () => (await gatewayMetrics.streams.get()).values[0]?.value ?? 0;
const port = () => new URL(gateway.url).port;

const noneIsOpen = async () => expect(await openStreams()).toBe(0);

withFarLine('an event stream whose reader has vanished is ended within three seconds', async () => {
  line = layFarLine();
  const reader = line.run(`
    fetch('http://${line.address}:${port()}/graphql', { method: 'POST', headers: { 'content-type': 'application/json', accept: 'text/event-stream' }, body: JSON.stringify({ query: ${JSON.stringify(carried)} }) })
      .then(async ({ body }) => { console.log('open'); for await (const part of body); });`);
  await hasPrinted(reader, 'open');
  await eventually(async () => expect(await openStreams()).toBe(1));
  line.vanish();
  await inTime(noneIsOpen, within);
}, 60_000);

withFarLine('so is a socket', async () => {
  line = layFarLine();
  const client = line.run(`
    const socket = new WebSocket('ws://${line.address}:${port()}/graphql', 'graphql-transport-ws');
    socket.onopen = () => socket.send('{"type":"connection_init"}');
    socket.onmessage = ({ data }) => { if (!data.includes('ack')) return; socket.send(${JSON.stringify(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: carried } }))}); console.log('open'); };`);
  await hasPrinted(client, 'open');
  await eventually(async () => expect(await openStreams()).toBe(1));
  line.vanish();
  await inTime(noneIsOpen, within);
}, 60_000);

test('a hundred sockets that answer no ping are ended within three seconds, the one that does stays', async () => {
  const alive = await new RawSocket(gateway.url).initialised();
  const dead = await Promise.all(Array.from({ length: 100 }, () => new RawSocket(gateway.url, { autoPong: false }).initialised()));
  for (const socket of dead) socket.subscribe('1', carried);
  await inTime(() => expect(dead.every(({ closed }) => closed)).toBe(true), within);
  expect(dead.every(({ closed }) => closed?.code === 4413)).toBe(true);
  expect(alive.closed).toBeUndefined();
  alive.close();
}, 40_000);
