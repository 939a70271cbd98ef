import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Broker, BrokerProducer } from '@lianfang/platform/broker';
import { testBroker } from '@lianfang/testing/broker';
import { actorOf, testIssuer } from '@lianfang/testing/graph';
import { testEventKeys } from '@lianfang/testing/signing';
import { eventually } from '@lianfang/testing/wait';
import { cutLines } from '../fixtures/cuts.ts';
import { freePort } from '../fixtures/port.ts';
import { type Fixture, startFixture } from '../fixtures/serve.ts';
import { alertEvent, uniqueService, watchDistrict } from '../fixtures/watch.ts';

/* B34 with 300 readers and short absences; `npm run bench -- live --only=cuts` takes 1,000, away for 1 to 120 s, and 5,000 at once. */

const onKafka = process.env.LIANFANG_TEST_BROKER !== 'embedded' && process.env.LIANFANG_TEST_KAFKA ? test : test.skip;
const service = uniqueService();
const topic = `${service}.events`;
const document = 'subscription Moves { alertMoved(areaCode: "410811") { id kind } } query Now { alert(id: "0") { id } }';

let broker: Broker;
let producer: BrokerProducer;
let fixture: Fixture;
let folder: string;
let gateway: ChildProcess;

beforeAll(async () => {
  broker = await testBroker();
  await broker.ensureTopics([topic], 3);
  producer = await broker.producer();
  fixture = await startFixture(watchDistrict(service, new Map()));
  folder = mkdtempSync(join(tmpdir(), 'lianfang-cuts-'));
  writeFileSync(join(folder, 'supergraph.graphql'), fixture.supergraph);
});
afterAll(async () => {
  gateway?.kill('SIGKILL');
  await fixture.stop();
  await producer.close();
  await broker.close();
  rmSync(folder, { recursive: true });
});

async function startGateway(port: number): Promise<void> {
  const words = ['--supergraph', join(folder, 'supergraph.graphql'), '--port', String(port), '--brokers', process.env.LIANFANG_TEST_KAFKA!, '--issuer', (await testIssuer()).issuer];
  const node = join(process.cwd(), 'node_modules', '.bin', 'node');
  gateway = spawn(node, ['apps/gateway/src/alone.ts', ...words, '--event-keys', testEventKeys(service), '--cursor-key', 'kept', '--log-level', 'error'], { stdio: ['ignore', 'ignore', 'inherit'] });
  await eventually(async () => expect((await fetch(`http://127.0.0.1:${port}/health`)).status).toBe(200), { within: 30_000, every: 100 });
}

onKafka('B34: 300 readers cut ten times each, then the gateway killed and 500 back at once: nothing missed, nothing doubled, all back within a minute', async () => {
  const port = await freePort();
  await startGateway(port);
  const authorization = `Bearer ${await (await testIssuer()).sign({ ...actorOf('guard') })}`;
  const outcome = await cutLines({
    readers: 300, cuts: 10, awayMs: [10, 600], everyMs: 900, atOnce: 500, url: `http://127.0.0.1:${port}`, authorization, query: document, perSecond: [100, 50],
    async raise(number) {
      await producer.send(topic, [alertEvent(service, 'alert-raised', { id: randomUUID(), kind: `n${number}`, state: 'RAISED', areaCode: '410811001001', personId: randomUUID() })]);
    },
    async restart() {
      const gone = new Promise((resolve) => gateway.once('exit', resolve));
      gateway.kill('SIGKILL');
      await gone;
      await startGateway(port);
    },
  });
  expect(outcome).toMatchObject({ missed: 0, doubled: 0, snapshots: 0 });
  expect(outcome.events).toBeGreaterThan(100);
  expect(outcome.allBackMs).toBeLessThan(60_000);
}, 180_000);
