import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { testBroker } from '@lianfang/testing/broker';
import { signed } from '@lianfang/testing/signing';
import { eventually } from '@lianfang/testing/wait';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { anyPorts } from '../process/port.ts';
import { copyHouse, runIn } from './house.ts';
import { planSubscription } from './subscription.ts';

const onKafka = process.env.LIANFANG_TEST_BROKER !== 'embedded' && process.env.LIANFANG_TEST_KAFKA ? test : test.skip;
const node = join(process.cwd(), 'node_modules', '.bin', 'node');
const wish = { field: 'millRegistered', event: 'mills.mill-registered.v1', by: [], carries: [] };
let house: string;

beforeAll(() => void (house = copyHouse()));
afterAll(() => rmSync(house, { recursive: true, force: true }));
const made = (...argv: string[]) => runIn(house, 'tools/generators/main.ts', ...argv);

/** What is left to a person after a new subgraph: an event that others hear of. */
function tellEvents(): void {
  const index = join(house, 'libs/contracts/src/events/index.ts');
  writeFileSync(join(house, 'libs/contracts/src/events/mills.ts'), `import { z } from 'zod';
import { defineEvent } from './envelope.ts';
import { areaCode, id } from './fields.ts';

export const MillRegistered = defineEvent({ name: 'mills.mill-registered.v1', schema: z.object({ millId: id, areaCode, name: z.string() }) });
`);
  writeFileSync(index, `${readFileSync(index, 'utf8')}export { MillRegistered } from './mills.ts';\n`);
}

test('is added to a subgraph that has none yet, and to one that has; both compose', () => {
  expect(made('subgraph', 'mills')).toEqual({ status: 0, output: expect.any(String) });
  tellEvents();
  expect(made('subscription', 'millRegistered', '--event', 'mills.mill-registered.v1', '--carries', 'name')).toEqual({ status: 0, output: expect.stringContaining('Subscription.millRegistered is live') });
  expect(made('subscription', 'arrivalDeclared', '--event', 'checkpoints.arrival-declared.v1', '--by', 'checkpointId', '--by', 'risk', '--carries', 'risk')).toMatchObject({ status: 0 });
  const supergraph = readFileSync(join(house, 'apps/gateway/supergraph.graphql'), 'utf8').replace(/\s+/g, ' ');
  const declared = ['arrivalDeclared(areaCode: ID!, checkpointId: ID, risk: RiskLevel): Arrival!', 'name: "mills.mill-registered.v1"', 'root: ["id = millId", "name"]'];
  expect(declared.filter((text) => !supergraph.includes(text))).toEqual([]);
}, 120_000);

onKafka('runs: a gateway over the new graph tells the event to who asked for its area', async () => {
  const [port] = await anyPorts(1);
  const words = ['--supergraph', 'apps/gateway/supergraph.graphql', '--port', String(port), '--brokers', process.env.LIANFANG_TEST_KAFKA!, '--log-level', 'error'];
  const gateway = spawn(node, ['apps/gateway/src/alone.ts', ...words], { cwd: house, stdio: 'inherit' });
  const broker = await testBroker();
  await broker.ensureTopics(['mills.events'], 1);
  const producer = await broker.producer();
  try {
    await eventually(async () => expect((await fetch(`http://127.0.0.1:${port}/health`)).status).toBe(200), { within: 30_000 });
    const client = createClient({ url: `ws://127.0.0.1:${port}/graphql`, webSocketImpl: WebSocket, retryAttempts: 0 });
    const messages = client.iterate<{ millRegistered: { id: string; name: string } }>({ query: 'subscription { millRegistered(areaCode: "410811") { id name } }' });
    const first = messages.next();
    let over = false;
    void first.finally(() => (over = true));
    while (!over) {
      for (const areaCode of ['410802001', '410811001']) await producer.send('mills.events', [registered(areaCode)]);
      await Promise.race([first, new Promise((proceed) => setTimeout(proceed, 200))]);
    }
    expect((await first).value?.data).toEqual({ millRegistered: { id: expect.any(String), name: 'mill of 410811001' } });
    await messages.return!();
    await client.dispose();
  } finally {
    gateway.kill('SIGKILL');
    await producer.close();
    await broker.close();
  }
}, 90_000);

function registered(areaCode: string): { key: string; value: string } {
  const millId = randomUUID();
  const envelope = {
    specversion: '1.0', id: randomUUID(), type: 'mills.mill-registered.v1', source: 'mills', subject: millId, time: new Date().toISOString(), partitionkey: millId,
    areacode: areaCode, datacontenttype: 'application/json', data: { millId, areaCode, name: `mill of ${areaCode}` },
  };
  return signed('mills.events', { key: millId, value: JSON.stringify(envelope) });
}

describe('one that cannot be is refused, and says why', () => {
  test.each([
    ['a name that is none', { field: 'mill-registered' }, /is no name for a field/],
    ['an event that nobody defines', { event: 'mills.mill-burnt.v1' }, /No event is called/],
    ['a field that is there', { field: 'passageRecorded', event: 'checkpoints.passage-recorded.v1' }, /passageRecorded already/],
    ['an event without the id of a type', { field: 'registerMoved', event: 'people.register-changed.v1' }, /Name one with --returns/],
    ['a type that the event does not name', { field: 'bedsMoved', event: 'isolation.bed-occupancy-changed.v1', returns: 'IsolationOrder' }, /carries no id of a IsolationOrder/],
    ['a payload field that is not there', { field: 'passed', event: 'checkpoints.passage-recorded.v1', by: ['colour'] }, /carries no colour/],
    ['a personal field from the event', { field: 'passed', event: 'checkpoints.passage-recorded.v1', carries: ['temperature'] }, /is personal/],
  ])('%s', async (_, change, reason) => {
    await expect(planSubscription(process.cwd(), { ...wish, ...change })).rejects.toThrow(reason);
  });

  test('without an event the usage is shown', () => {
    expect(made('subscription', 'x')).toEqual({ status: 2, output: expect.stringContaining('npm run new -- subscription') });
  });
});
