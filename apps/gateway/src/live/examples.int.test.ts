import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createTokenReader } from '@lianfang/platform/auth';
import type { Broker } from '@lianfang/platform/broker';
import { testBroker } from '@lianfang/testing/broker';
import { actorOf, signToken, testGatewaySecret, testIssuer } from '@lianfang/testing/graph';
import { eventually } from '@lianfang/testing/wait';
import type { Told } from '../fixtures/clients.ts';
import { type Gateway, startFixtureGateway } from '../fixtures/gateway.ts';
import { type Fixture, startFixture } from '../fixtures/serve.ts';
import { alertEvent, uniqueService, watchDistrict } from '../fixtures/watch.ts';

/* The programs that other agencies begin with: each sees the state, an event, and what it missed while the gateway was away. */

const service = uniqueService();
const topic = `${service}.events`;
const folder = 'docs/api/examples';
const examples: [string, string[]][] = [
  ['live.ts', [process.execPath, join(folder, 'live.ts')]],
  ['live.py', ['python3', join(folder, 'live.py')]],
  ['live.sh', ['sh', join(folder, 'live.sh')]],
];
const runnable = examples.filter(([, [program]]) => spawnSync(program!, ['--version']).error === undefined);
const body = JSON.stringify({
  query: 'subscription Moves { alertMoved(areaCode: "410811") { id } } query Now { alert(id: "none") { id } }',
  operationName: 'Moves',
  extensions: { snapshot: true },
});

let broker: Broker;
let fixture: Fixture;
let gateway: Gateway;
const children: ChildProcess[] = [];

async function openGateway(port = 0): Promise<Gateway> {
  const { issuer, jwksUrl, audience } = await testIssuer();
  return startFixtureGateway(fixture, { port, broker, gatewaySecret: testGatewaySecret, tokens: createTokenReader({ issuer, jwksUrl, audience }) });
}

beforeAll(async () => {
  broker = await testBroker();
  await broker.ensureTopics([topic], 1);
  fixture = await startFixture(watchDistrict(service, new Map()));
  gateway = await openGateway();
});
afterEach(() => children.splice(0).forEach(({ pid }) => process.kill(-pid!, 'SIGKILL')));
afterAll(async () => {
  await gateway.stop();
  await fixture.stop();
  await broker.close();
});

async function raise(): Promise<string> {
  const id = randomUUID();
  const producer = await broker.producer();
  await producer.send(topic, [alertEvent(service, 'alert-raised', { id, kind: 'FEVER', state: 'RAISED', areaCode: '410811001001', personId: id })]);
  await producer.close();
  return id;
}

test.each(runnable)('%s prints the state, what happens, and what happened while the gateway was away', async (_, [program, ...words]) => {
  const env = { ...process.env, GATEWAY: gateway.url, TOKEN: await signToken({ ...actorOf('guard') }), BODY: body };
  const child = spawn(program!, words, { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  let [printed, complaints] = ['', ''];
  child.stdout.on('data', (text) => (printed += String(text)));
  child.stderr.on('data', (text) => (complaints += String(text)));
  const seen = () => printed.trim().split('\n').filter(Boolean).map((line) => (JSON.parse(line) as Told).data).map((data) => data?.alertMoved?.id ?? 'the state');
  const prints = (expected: string[]) => eventually(() => expect({ seen: seen(), complaints }).toEqual({ seen: expected, complaints: expect.anything() }), { within: 15_000 });

  await prints(['the state']);
  const first = await raise();
  await prints(['the state', first]);
  const { port } = new URL(gateway.url);
  await gateway.stop();
  const missed = await raise();
  gateway = await openGateway(Number(port));
  await prints(['the state', first, missed]);
}, 60_000);
