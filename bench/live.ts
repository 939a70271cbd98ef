import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type Broker, openBroker } from '@lianfang/platform/broker';
import { createLog } from '@lianfang/platform/observability';
import { actorOf, testIssuer } from '@lianfang/testing/graph';
import { testEventKeys } from '@lianfang/testing/signing';
import { type Fixture, startFixture } from '../apps/gateway/src/fixtures/serve.ts';
import { type WatchedAlert, alertEvent, uniqueService, watchDistrict } from '../apps/gateway/src/fixtures/watch.ts';
import { anyPorts } from '../tools/process/port.ts';
import { startTestServices } from '../tools/test/services.ts';
import { atRate, kafkaRoundTrip, openOutbox } from './live/commit.ts';
import { type Crowd, gatherCrowd, mean, quantile } from '../apps/gateway/src/fixtures/crowd.ts';
import { type Pinned, pinDriver, startPinned } from './live/pinned.ts';

const bars = { meanMs: 1_000, megabytes: 2_048, commitP50: 50, commitP99: 200 };
const perSecond = 100;
const committed = 1_000;
const bareRounds = 10;
const idleMs = 6_000;

interface Stage {
  service: string;
  broker: Broker;
  postgresUrl: string;
  fixture: Fixture;
  alerts: Map<string, WatchedAlert>;
  gateway: Pinned;
  greeting: readonly string[];
}

/**
 * `npm run bench -- live [--subscribers=2000] [--seconds=30]`: many clients of one gateway process on one core, one event a
 * second for each; then 100 commits a second, from a subgraph's transaction to the frame, beside a bare Kafka round trip; then
 * the same crowd at a bare `ws` server.
 */
export async function liveBench(): Promise<string[]> {
  const { values } = parseArgs({ strict: false, options: { subscribers: { type: 'string', default: '2000' }, seconds: { type: 'string', default: '30' } } });
  const [subscribers, seconds] = [Number(values.subscribers), Number(values.seconds)];
  const where = pinDriver();
  return onStage(async (stage) => {
    const { lines, fanOut, waiting, frameBytes } = await fanOutLines(stage, subscribers, seconds);
    const bare = await bareFanOut(subscribers, frameBytes);
    return [
      where,
      ...lines,
      `CPU per frame ${micros(fanOut)}, ${micros(fanOut - waiting)} without reading Kafka and pinging, which go on between events; bare ws with a constant payload, no Kafka and no pings ${micros(bare)}: ${(fanOut / bare).toFixed(2)} and ${((fanOut - waiting) / bare).toFixed(2)} times (bar: at most 1) ${verdict(fanOut <= bare)}`,
      ...(await commitLines(stage)),
    ];
  });
}

const verdict = (holds: boolean) => (holds ? 'holds' : 'MISSED');
const micros = (seconds: number) => `${(seconds * 1e6).toFixed(1)} µs`;
const ms = (value: number) => `${value.toFixed(1)} ms`;
const selection = 'subscription ($area: ID!) { alertMoved(areaCode: $area) { id kind state seenBy person { id name } } }';

async function onStage(act: (stage: Stage) => Promise<string[]>): Promise<string[]> {
  const services = await startTestServices({
    root: process.cwd(),
    postgresUrl: process.env.LIANFANG_TEST_PG_URL,
    kafka: process.env.LIANFANG_TEST_KAFKA,
    say: (line) => process.stderr.write(`${line}\n`),
  });
  if (!services.kafka) throw new Error('this bench needs Apache Kafka');
  const service = uniqueService();
  const broker = await openBroker({ brokers: services.kafka.split(','), clientId: 'bench', log: createLog({ name: 'bench', level: 'error' }) });
  await broker.ensureTopics([`${service}.events`], 3);
  const alerts = new Map<string, WatchedAlert>();
  const fixture = await startFixture(watchDistrict(service, alerts));
  const folder = mkdtempSync(join(tmpdir(), 'lianfang-bench-live-'));
  const file = join(folder, 'supergraph.graphql');
  writeFileSync(file, fixture.supergraph);
  const { issuer, sign } = await testIssuer();
  const [port] = await anyPorts(1);
  const gateway = await startPinned('apps/gateway/src/alone.ts', port!, ['--supergraph', file, '--brokers', services.kafka, '--event-keys', testEventKeys(service), '--issuer', issuer, '--log-level', 'error']);
  const authorization = `Bearer ${await sign({ ...actorOf('guard') })}`;
  const greeting = [
    JSON.stringify({ type: 'connection_init', payload: { authorization } }),
    JSON.stringify({ id: '1', type: 'subscribe', payload: { query: selection, variables: { area: '410811' } } }),
  ];
  try {
    return await act({ service, broker, postgresUrl: services.postgresUrl, fixture, alerts, gateway, greeting });
  } finally {
    await gateway.stop();
    await fixture.stop();
    await broker.close();
    await services.stop();
    rmSync(folder, { recursive: true });
  }
}

interface FanOut {
  lines: string[];
  /** Processor seconds a frame; and what of it the gateway takes for the crowd while nothing happens. */
  fanOut: number;
  waiting: number;
  frameBytes: number;
}

async function fanOutLines(stage: Stage, clients: number, seconds: number): Promise<FanOut> {
  const { gateway, fixture } = stage;
  const empty = gateway.megabytes();
  const gathering = performance.now();
  const crowd = await gatherCrowd({ url: gateway.url, clients, greeting: stage.greeting });
  const gathered = performance.now() - gathering;
  await pause(2_000);
  const idle = gateway.cpu();
  await pause(idleMs);
  const idleShare = (gateway.cpu() - idle) / (idleMs / 1_000);
  const asked = fixture.calls.length;
  const cpu = gateway.cpu();
  const began = performance.now();
  await tellEachSecond(stage, crowd, seconds);
  const took = (performance.now() - began) / 1_000;
  const used = gateway.cpu() - cpu;
  const full = gateway.megabytes();
  const resolutions = fixture.calls.slice(asked).filter(({ subgraph }) => subgraph === 'alerts').length / seconds;
  const delays = crowd.delays();
  const [middle, faulty, lost] = [mean(delays), crowd.faulty(), clients * seconds - crowd.frames()];
  const lines = [
    `${clients} subscribers, ${seconds} events, one a second; all connected and subscribed after ${(gathered / 1_000).toFixed(1)} s`,
    `${lost === 0 && faulty === 0 ? 'none missed, none doubled, in order' : `${lost} frames missed, ${faulty} clients with a gap`}; ${crowd.closed()} closed (bar: none missed) ${verdict(lost === 0 && faulty === 0)}`,
    `send to frame: mean ${ms(middle)}, p50 ${ms(quantile(delays, 0.5))}, p99 ${ms(quantile(delays, 0.99))} (bar: mean under ${bars.meanMs} ms) ${verdict(middle < bars.meanMs)}`,
    `${full.toFixed(0)} MB, ${(((full - empty) * 1_024) / clients).toFixed(1)} kB a client (bar: under ${bars.megabytes} MB) ${verdict(full < bars.megabytes)}; ${((used / took) * 100).toFixed(0)} % of the core, ${(idleShare * 100).toFixed(0)} % while nothing happens`,
    `${resolutions.toFixed(2)} resolutions an event (bar: 1) ${verdict(resolutions === 1)}`,
  ];
  crowd.leave();
  return { lines, fanOut: used / crowd.frames(), waiting: (idleShare * took) / crowd.frames(), frameBytes: crowd.frameBytes() };
}

async function tellEachSecond({ service, broker, alerts }: Stage, crowd: Crowd, seconds: number): Promise<void> {
  const producer = await broker.producer();
  await atRate(1, seconds, async (number) => {
    const id = crypto.randomUUID();
    const alert = { id, kind: `n${number}`, state: 'RAISED', areaCode: '410811001001', personId: crypto.randomUUID() };
    alerts.set(id, alert);
    crowd.sent(number, performance.now());
    await producer.send(`${service}.events`, [alertEvent(service, 'alert-raised', alert)]);
  });
  await pause(3_000);
  await producer.close();
}

/** @returns processor seconds a frame */
async function bareFanOut(clients: number, bytes: number): Promise<number> {
  const [port] = await anyPorts(1);
  const server = await startPinned('bench/live/bare.server.ts', port!, ['--bytes', String(bytes)]);
  try {
    const crowd = await gatherCrowd({ url: server.url, clients, greeting: [] });
    await pause(1_000);
    const cpu = server.cpu();
    await atRate(1, bareRounds, async () => void (await fetch(`${server.url}/tell`)));
    await pause(1_000);
    const used = server.cpu() - cpu;
    crowd.leave();
    return used / crowd.frames();
  } finally {
    await server.stop();
  }
}

async function commitLines({ service, broker, postgresUrl, gateway, greeting }: Stage): Promise<string[]> {
  const carried = greeting.map((text) => text.replace(' seenBy person { id name }', '').replace(' state', ''));
  const crowd = await gatherCrowd({ url: gateway.url, clients: 10, greeting: carried });
  const outbox = await openOutbox({ serverUrl: postgresUrl, broker, service });
  await pause(1_000);
  await atRate(perSecond, committed, (number) => {
    crowd.sent(number, performance.now());
    return outbox.raise(number);
  });
  await pause(1_500);
  const [delays, lost] = [crowd.delays(), committed * 10 - crowd.frames()];
  crowd.leave();
  await outbox.stop();
  const bare = await kafkaRoundTrip(broker, perSecond, committed);
  const [p50, p99] = [quantile(delays, 0.5), quantile(delays, 0.99)];
  return [
    `commit to frame at ${perSecond} events a second: p50 ${ms(p50)}, p99 ${ms(p99)}, ${lost} missed (bar: under ${bars.commitP50} and ${bars.commitP99} ms) ${verdict(p50 < bars.commitP50 && p99 < bars.commitP99 && lost === 0)}`,
    `bare Kafka round trip at the same rate: p50 ${ms(quantile(bare, 0.5))}, p99 ${ms(quantile(bare, 0.99))}; the time before the frame counts from the beginning of the transaction`,
  ];
}
