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
import { cutLines } from './live/cuts.ts';
import { floodLines } from './live/floods.ts';
import { type Pinned, pinDriver, startPinned } from './live/pinned.ts';

const bars = { meanMs: 1_000, megabytes: 2_048, commitP50: 50, commitP99: 200 };
const perSecond = 100;
const committed = 1_000;
const bareRounds = 10;
const idleMs = 6_000;

export interface Stage {
  service: string;
  broker: Broker;
  postgresUrl: string;
  fixture: Fixture;
  alerts: Map<string, WatchedAlert>;
  gateway: Pinned;
  authorization: string;
  greeting: readonly string[];
  /** Kills the gateway without a word and starts it at the same address. */
  restart(): Promise<void>;
}

const parts = ['crowd', 'commit', 'floods', 'cuts'] as const;

/**
 * `npm run bench -- live [--only=crowd,commit,floods,cuts] [--subscribers=5000] [--seconds=120]`. crowd (B32): many clients of one gateway
 * process on one core, one event a second for each; then the same crowd at a bare `graphql-ws` and a bare `ws` server. commit: 100 commits
 * a second, from a subgraph's transaction to the frame, beside a bare Kafka round trip. floods (B33): clients that do not read, that are not
 * there, that send fragments without end. cuts (B34, a quarter of an hour): `--readers=1000`, each line cut `--cuts=10` times for `--away=1,120` seconds,
 * then the gateway killed, and `--at-once=5000` back at once.
 */
export async function liveBench(): Promise<string[]> {
  const text = (usual: string) => ({ type: 'string', default: usual }) as const;
  const { values } = parseArgs({ strict: false, options: { subscribers: text('5000'), seconds: text('120'), only: text('crowd,commit,floods'), readers: text('1000'), cuts: text('10'), 'at-once': text('5000'), away: text('1,120') } });
  const [subscribers, seconds] = [Number(values.subscribers), Number(values.seconds)];
  const chosen = String(values.only).split(',');
  const where = pinDriver();
  return onStage(async (stage) => {
    const lines = [where];
    for (const part of parts.filter((name) => chosen.includes(name))) {
      const measured = await {
        crowd: () => crowdLines(stage, subscribers, seconds),
        commit: () => commitLines(stage),
        floods: () => floodLines(stage),
        cuts: () => cutLines(stage, { readers: Number(values.readers), cuts: Number(values.cuts), atOnce: Number(values['at-once']), away: String(values.away).split(',').map(Number) }),
      }[part]();
      lines.push(...measured);
    }
    return lines;
  });
}

/** What the same clients cost, beside the servers that the gateway is compared with. */
async function crowdLines(stage: Stage, subscribers: number, seconds: number): Promise<string[]> {
  const { lines, fanOut, waiting, frameBytes, last } = await fanOutLines(stage, subscribers, seconds);
  const usual = await bareFanOut('graphql-ws', subscribers, frameBytes);
  const bare = await bareFanOut('ws', subscribers, frameBytes);
  return [
    ...lines,
    `CPU per frame ${micros(fanOut)}, ${micros(fanOut - waiting)} of it for the event; bare graphql-ws with a constant payload ${micros(usual.cpu)}: ${(fanOut / usual.cpu).toFixed(2)} times (bar: at most 1) ${verdict(fanOut <= usual.cpu)}; bare ws ${micros(bare.cpu)}`,
    `until the last of ${subscribers} clients: ${ms(last)} through Kafka and two subgraphs; bare graphql-ws ${ms(usual.last)}: ${(last / usual.last).toFixed(2)} times (bar: at most 1) ${verdict(last <= usual.last)}; bare ws ${ms(bare.last)}`,
  ];
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
  const words = ['--supergraph', file, '--brokers', services.kafka, '--event-keys', testEventKeys(service), '--cursor-key', 'bench', '--issuer', issuer, '--log-level', 'error'];
  const start = () => startPinned('apps/gateway/src/alone.ts', port!, words);
  let gateway = await start();
  const restart = async () => {
    await gateway.kill();
    gateway = await start();
  };
  const authorization = `Bearer ${await sign({ ...actorOf('guard') })}`;
  const greeting = [
    JSON.stringify({ type: 'connection_init', payload: { authorization } }),
    JSON.stringify({ id: '1', type: 'subscribe', payload: { query: selection, variables: { area: '410811' } } }),
  ];
  try {
    return await act({ service, broker, postgresUrl: services.postgresUrl, fixture, alerts, gateway, authorization, greeting, restart });
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
  /** Median time until the last client had an event, in milliseconds. */
  last: number;
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
  const last = await tellEachSecond(stage, crowd, seconds);
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
    `until the last client had an event: p50 ${ms(quantile(last, 0.5))}, worst ${ms(Math.max(...last))}`,
    `${full.toFixed(0)} MB, ${(((full - empty) * 1_024) / clients).toFixed(1)} kB a client (bar: under ${bars.megabytes} MB) ${verdict(full < bars.megabytes)}; ${((used / took) * 100).toFixed(0)} % of the core, ${(idleShare * 100).toFixed(0)} % while nothing happens`,
    `${resolutions.toFixed(2)} resolutions an event (bar: 1) ${verdict(resolutions === 1)}`,
  ];
  crowd.leave();
  return { lines, fanOut: used / crowd.frames(), waiting: (idleShare * took) / crowd.frames(), frameBytes: crowd.frameBytes(), last: quantile(last, 0.5) };
}

/** @returns for each event, milliseconds until the last of the crowd had it */
async function tellEachSecond({ service, broker, alerts }: Stage, crowd: Crowd, seconds: number): Promise<number[]> {
  const producer = await broker.producer();
  const last: number[] = [];
  let sentAt = 0;
  // All of one alert: of different ones the log promises no order.
  const id = crypto.randomUUID();
  await atRate(1, seconds, async (number) => {
    if (number > 0) last.push(crowd.lastAt() - sentAt);
    sentAt = performance.now();
    const alert = { id, kind: `n${number}`, state: 'RAISED', areaCode: '410811001001', personId: crypto.randomUUID() };
    alerts.set(id, alert);
    crowd.sent(number, performance.now());
    await producer.send(`${service}.events`, [alertEvent(service, 'alert-raised', alert)]);
  });
  await pause(3_000);
  await producer.close();
  return [...last, crowd.lastAt() - sentAt];
}

const bareServers = {
  'graphql-ws': { script: 'bench/live/graphql-ws.server.ts', greeting: ['{"type":"connection_init"}', '{"id":"1","type":"subscribe","payload":{"query":"subscription { told }"}}'] },
  ws: { script: 'bench/live/bare.server.ts', greeting: [] },
} as const;

/** @returns processor seconds a frame, and the median time until the last client had its frame */
async function bareFanOut(name: keyof typeof bareServers, clients: number, bytes: number): Promise<{ cpu: number; last: number }> {
  const [port] = await anyPorts(1);
  const { script, greeting } = bareServers[name];
  const server = await startPinned(script, port!, ['--bytes', String(bytes)]);
  try {
    const crowd = await gatherCrowd({ url: server.url, clients, greeting });
    await pause(2_000);
    const cpu = server.cpu();
    const last: number[] = [];
    await atRate(1, bareRounds, async () => {
      const toldAt = performance.now();
      await fetch(`${server.url}/tell`);
      await pause(900);
      last.push(crowd.lastAt() - toldAt);
    });
    await pause(1_000);
    const used = server.cpu() - cpu;
    crowd.leave();
    if (crowd.frames() !== clients * bareRounds) throw new Error(`${name} told ${crowd.frames()} of ${clients * bareRounds} frames`);
    return { cpu: used / crowd.frames(), last: quantile(last, 0.5) };
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
