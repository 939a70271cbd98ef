import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pino from 'pino';
import { openBroker } from '@lianfang/platform/broker';
import { anyPorts } from '../process/port.ts';
import { isKafkaHome, prepareKafka, startKafka, stopOrphan, type KafkaHome } from './kafka.ts';

const log = pino({ level: process.env.LOG_LEVEL ?? 'silent' });
let home: KafkaHome;
let dataDir: string;

// A run without Kafka has said so at its start; these tests then count as skipped, not as passed.
const withKafka = process.env.LIANFANG_TEST_KAFKA ? it : it.skip;

beforeAll(async () => {
  if (!process.env.LIANFANG_TEST_KAFKA) return;
  const prepared = await prepareKafka({ home: '.lianfang/kafka-home', log: () => {} });
  if (!isKafkaHome(prepared)) throw new Error(`${prepared.missing}: ${prepared.hint}`);
  home = prepared;
  dataDir = await mkdtemp(join(tmpdir(), 'lianfang-kafka-'));
});

afterAll(async () => {
  if (!dataDir) return;
  await stopOrphan(dataDir);
  await rm(dataDir, { recursive: true, force: true });
});

withKafka('keeps what it acknowledged through kill -9, and its clients go on', async () => {
  const [port, controllerPort] = await anyPorts(2);
  const plan = { home, dataDir, port: port!, controllerPort: controllerPort! };
  const kafka = await startKafka(plan);
  const broker = await openBroker({ brokers: kafka.brokers, clientId: 'kill', log });
  const producer = await broker.producer();
  const seen: string[] = [];
  const consumer = await broker.consume({ group: 'g', topics: ['t'], onMessage: async ({ value }) => void seen.push(value) });
  await broker.ensureTopics(['t']);
  await producer.send('t', [{ key: 'k', value: 'before' }]);
  await until(() => seen.includes('before'));

  process.kill(kafka.pid, 'SIGKILL');
  const unsent = producer.send('t', [{ key: 'k', value: 'meanwhile' }]).then(() => 'sent', () => 'refused');
  const again = await startKafka(plan);
  if ((await unsent) === 'refused') await producer.send('t', [{ key: 'k', value: 'meanwhile' }]);
  await producer.send('t', [{ key: 'k', value: 'after' }]);
  await until(() => seen.includes('after'));
  expect([...new Set(seen)]).toEqual(['before', 'meanwhile', 'after']);
  await until(() => consumer.status().lag === 0 && Date.now() - consumer.status().lastProgressAt < 2_000);
  await broker.close();
  await again.stop();
}, 120_000);

withKafka('stops the Kafka that a killed parent left on its data folder', async () => {
  const [port, controllerPort] = await anyPorts(2);
  const left = await startKafka({ home, dataDir, port: port!, controllerPort: controllerPort! });
  const next = await startKafka({ home, dataDir, port: port!, controllerPort: controllerPort! });
  expect(next.pid).not.toBe(left.pid);
  expect(() => process.kill(left.pid, 0)).toThrow('ESRCH');
  await next.stop();
  expect(await stopOrphan(dataDir)).toBe(false);
}, 60_000);

it('says what is missing where Kafka cannot be had', async () => {
  const java = process.env.JAVA_HOME;
  process.env.JAVA_HOME = '/nowhere';
  try {
    const answer = await prepareKafka({ home: join(tmpdir(), 'lianfang-no-kafka'), log: () => {} });
    expect(answer).toMatchObject({ missing: 'java >= 17', hint: expect.stringContaining('apt-get install') });
  } finally {
    if (java === undefined) delete process.env.JAVA_HOME;
    else process.env.JAVA_HOME = java;
  }
});

async function until(condition: () => boolean): Promise<void> {
  for (const end = Date.now() + 60_000; !condition(); await pause(20)) {
    if (Date.now() > end) throw new Error(`not within 60 s: ${condition}`);
  }
}
