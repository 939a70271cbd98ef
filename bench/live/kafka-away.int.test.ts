import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Broker, openBroker } from '@lianfang/platform/broker';
import { createLog } from '@lianfang/platform/observability';
import { eventually } from '@lianfang/testing/wait';
import { RawSocket, openEventStream } from '../../apps/gateway/src/fixtures/clients.ts';
import { type Gateway, startFixtureGateway } from '../../apps/gateway/src/fixtures/gateway.ts';
import { type Fixture, startFixture } from '../../apps/gateway/src/fixtures/serve.ts';
import { alertEvent, uniqueService, watchDistrict } from '../../apps/gateway/src/fixtures/watch.ts';
import { anyPorts } from '../../tools/process/port.ts';
import { type RunningKafka, isKafkaHome, prepareKafka, startKafka } from '../../tools/kafka/kafka.ts';

/* A Kafka of this file's own is stopped under open streams, and comes back. The embedded log: apps/gateway/src/live/stale.int.test.ts. */

const withKafka = process.env.LIANFANG_TEST_BROKER === 'embedded' ? test.skip : test;
const service = uniqueService();
const topic = `${service}.events`;
const query = 'subscription { alertMoved(areaCode: "410811") { id } }';
const log = createLog({ name: 'test', level: 'silent' });

let folder: string;
let start: (() => Promise<RunningKafka>) | undefined;
let kafka: RunningKafka | undefined;
let brokers: Broker[] = [];
let fixture: Fixture;
let gateway: Gateway | undefined;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lianfang-away-'));
  const home = await prepareKafka({ home: join(process.cwd(), '.lianfang', 'kafka-home'), log: () => undefined });
  if (!isKafkaHome(home) || process.env.LIANFANG_TEST_BROKER === 'embedded') return;
  const [port, controllerPort] = await anyPorts(2);
  start = () => startKafka({ home, dataDir: join(folder, 'kafka'), port: port!, controllerPort: controllerPort!, heapMb: 256 });
}, 120_000);
afterAll(async () => {
  await gateway?.stop();
  await fixture?.stop();
  await Promise.all(brokers.map((broker) => broker.close()));
  await kafka?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const pings = (socket: RawSocket) => socket.received.filter(({ type }) => type === 'ping').map(({ payload }) => payload);
const ids = (socket: RawSocket) => socket.told('1').map(({ data }) => data?.alertMoved?.id);

withKafka('streams stay open while Kafka is away, say since when, and go on by themselves with everything that came meanwhile', async () => {
  if (!start) throw new Error('Apache Kafka cannot be had here; LIANFANG_TEST_BROKER=embedded leaves this out');
  kafka = await start();
  const open = () => openBroker({ brokers: kafka!.brokers, clientId: 'test', log });
  brokers = [await open(), await open()];
  const [near, far] = brokers as [Broker, Broker];
  await near.ensureTopics([topic], 3);
  fixture = await startFixture(watchDistrict(service, new Map()));
  gateway = await startFixtureGateway(fixture, { broker: far });
  const raise = async (): Promise<string> => {
    const id = randomUUID();
    const producer = await near.producer();
    await producer.send(topic, [alertEvent(service, 'alert-raised', { id, kind: 'FEVER', state: 'RAISED', areaCode: '410811001001', personId: id })]);
    await producer.close();
    return id;
  };
  const socket = await new RawSocket(gateway.url).initialised();
  socket.subscribe('1', query);
  const stream = await openEventStream(gateway.url, { query });
  const before = await raise();
  await eventually(() => expect([ids(socket), stream.events.length]).toEqual([[before], 1]), { within: 15_000 });

  await kafka.stop();
  await eventually(() => expect(pings(socket)).toEqual([{ live: 'stale', lastEventAt: expect.stringMatching(/^\d{4}-.*Z$/) }]), { within: 20_000 });
  const late = await new RawSocket(gateway.url).initialised();
  await eventually(() => expect(pings(late)).toEqual([expect.objectContaining({ live: 'stale' })]));
  expect([socket.closed, late.closed]).toEqual([undefined, undefined]);

  kafka = await start();
  const after = [await eventually(raise, { within: 60_000, every: 500 }), await raise()];
  await eventually(() => expect([...ids(socket)].sort()).toEqual([before, ...after].sort()), { within: 60_000 });
  await eventually(() => expect(pings(socket).at(-1)).toEqual({ live: 'fresh' }), { within: 20_000 });
  expect(stream.events.filter(({ name }) => name === 'next')).toHaveLength(3);
  socket.close();
  late.close();
  stream.close();
}, 240_000);
