import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Broker, BrokerProducer } from '@lianfang/platform/broker';
import { testBroker } from '@lianfang/testing/broker';
import { actorOf, testGatewaySecret, testIssuer } from '@lianfang/testing/graph';
import { testEventKeys } from '@lianfang/testing/signing';
import { eventually } from '@lianfang/testing/wait';
import { RawSocket, openEventStream } from '../fixtures/clients.ts';
import { freePort } from '../fixtures/port.ts';
import { type Fixture, startFixture } from '../fixtures/serve.ts';
import { alertEvent, uniqueService, watchDistrict } from '../fixtures/watch.ts';

/* Two processes on one port (GATEWAY_WORKERS): who comes back lands where it may. The gateway as it is run, not a part of it. */

const onKafka = process.env.LIANFANG_TEST_BROKER !== 'embedded' && process.env.LIANFANG_TEST_KAFKA ? test : test.skip;
const service = uniqueService();
const topic = `${service}.events`;
const query = 'subscription { alertMoved(areaCode: "410811") { id } }';

let broker: Broker;
let producer: BrokerProducer;
let fixture: Fixture;
let folder: string;
let gateway: ChildProcess | undefined;

beforeAll(async () => {
  broker = await testBroker();
  await broker.ensureTopics([topic], 3);
  producer = await broker.producer();
  fixture = await startFixture(watchDistrict(service, new Map()));
  folder = mkdtempSync(join(tmpdir(), 'lianfang-workers-'));
  writeFileSync(join(folder, 'supergraph.graphql'), fixture.supergraph);
});
afterAll(async () => {
  if (gateway && gateway.exitCode === null) {
    const gone = new Promise((resolve) => gateway!.once('exit', resolve));
    gateway.kill('SIGTERM');
    await gone;
  }
  await fixture.stop();
  await producer.close();
  await broker.close();
  rmSync(folder, { recursive: true });
});

/** @returns process ids of the two workers, once both serve */
async function startTwo(port: number): Promise<number[]> {
  const { issuer, jwksUrl, audience } = await testIssuer();
  const env = {
    ...process.env, GATEWAY_WORKERS: '2', PORT: String(port), SUPERGRAPH_FILE: join(folder, 'supergraph.graphql'), KAFKA_BROKERS: process.env.LIANFANG_TEST_KAFKA,
    EVENT_KEYS: testEventKeys(service, 'agencies'), GATEWAY_SECRET: testGatewaySecret, OIDC_ISSUER: issuer, OIDC_JWKS_URL: jwksUrl, OIDC_AUDIENCE: audience, LOG_LEVEL: 'info', PAGES_DIR: folder,
  };
  const child = (gateway = spawn(join(process.cwd(), 'node_modules', '.bin', 'node'), ['apps/gateway/src/main.ts'], { env, stdio: ['ignore', 'pipe', 'inherit'] }));
  const serving = new Set<number>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { pid, message } = JSON.parse(line) as { pid: number; message: string };
    if (message === 'the gateway serves') serving.add(pid);
  });
  await eventually(() => expect(serving.size).toBe(2), { within: 60_000 });
  return [...serving];
}

async function raise(): Promise<string> {
  const id = randomUUID();
  await producer.send(topic, [alertEvent(service, 'alert-raised', { id, kind: 'FEVER', state: 'RAISED', areaCode: '410811001001', personId: id })]);
  return id;
}

const ids = (socket: RawSocket) => socket.told('1').map(({ data }) => data?.alertMoved?.id);

onKafka('a cursor that one worker gave is good at the other: what was missed is told there, once, over both transports', async () => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const [worker] = await startTwo(port);
  const authorization = `Bearer ${await (await testIssuer()).sign({ ...actorOf('guard') })}`;
  const watching = async (extensions?: Record<string, unknown>) => {
    const socket = await new RawSocket(url).initialised({ authorization });
    socket.subscribe('1', query, {}, extensions);
    return socket;
  };
  const sockets = await Promise.all(Array.from({ length: 12 }, () => watching()));
  const streams = await Promise.all(Array.from({ length: 4 }, () => openEventStream(url, { query }, { authorization })));

  const first = await raise();
  await eventually(() => expect([...sockets.map(ids), ...streams.map(({ events }) => events.map(({ told }) => told?.data?.alertMoved?.id))]).toEqual(Array(16).fill([first])), { within: 20_000 });

  const [cursors, lastIds] = [sockets.map((socket) => socket.told('1')[0]!.extensions!.cursor), streams.map((stream) => stream.lastEventId()!)];

  process.kill(worker!, 'SIGKILL');
  await eventually(() => expect(sockets.some(({ closed }) => closed)).toBe(true));
  const missed = [await raise(), await raise(), await raise()].sort();
  const back = await Promise.all(cursors.map((resumeFrom) => watching({ resumeFrom })));
  const anew = await Promise.all(lastIds.map((id) => openEventStream(url, { query }, { authorization, 'last-event-id': id })));
  const heard = () => [...back.map(ids), ...anew.map(({ events }) => events.map(({ told }) => told?.data?.alertMoved?.id))];
  await eventually(() => expect(heard().map((each) => [...each].sort())).toEqual(Array(16).fill(missed)), { within: 20_000 });
  const last = await raise();
  await eventually(() => expect(heard().map((each) => each.slice(3))).toEqual(Array(16).fill([last])));
  // One fell with all of its sockets, which are at the other now; those that were there already noticed nothing.
  const stood = sockets.filter(({ closed }) => !closed);
  expect([stood.length > 0, stood.length < sockets.length]).toEqual([true, true]);
  expect(stood.map(ids).map((each) => [...each].sort())).toEqual(stood.map(() => [first, ...missed, last].sort()));
  for (const socket of [...back, ...stood]) socket.close();
  for (const stream of [...streams, ...anew]) stream.close();
}, 120_000);
