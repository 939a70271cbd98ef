import { randomUUID } from 'node:crypto';
import { AccountChanged, topicOf } from '@lianfang/contracts/events';
import { testBroker } from '@lianfang/testing/broker';
import { signed, testTrust } from '@lianfang/testing/signing';
import { eventually } from '@lianfang/testing/wait';
import type { Broker, BrokerTail } from '../broker/index.ts';
import { createLog, metrics } from '../observability/index.ts';
import { openStanding } from './index.ts';
import type { Claimed } from './standing.rules.ts';

const topic = topicOf(AccountChanged);
const log = createLog({ name: 'test', level: 'silent' });

let broker: Broker;

beforeAll(async () => {
  broker = await testBroker();
  await broker.ensureTopics([topic]);
});
afterAll(() => broker.close());

async function suspend(user: string): Promise<void> {
  const producer = await broker.producer();
  const data = { accountId: user, agency: 'street', roles: ['street-clerk'], areaCode: '410811001', suspended: true, householdId: null, version: 1 };
  const value = JSON.stringify({
    specversion: '1.0', id: randomUUID(), type: AccountChanged.name, source: 'agencies', subject: user, time: new Date().toISOString(), partitionkey: user,
    areacode: '410811', datacontenttype: 'application/json', data,
  });
  await producer.send(topic, [signed(topic, { key: user, value })]);
  await producer.close();
}

function claimed(user: string): Claimed {
  const actor = {
    id: user, name: '', agency: 'street', roles: ['street-clerk'], scopes: new Set<string>(), areaCode: '410811001', openings: [], seesOwnArea: true, tokenId: '', token: '',
    kind: 'user' as const,
  };
  return { actor, issuedAt: Date.now() };
}

/** The real log, behind a door that can be closed. */
function doored(open: { isOpen: boolean }): Broker {
  const pass = () => {
    if (!open.isOpen) throw new Error('the log is away');
  };
  return {
    ...broker,
    kind: broker.kind,
    ensureTopics: async (names) => {
      pass();
      return broker.ensureTopics(names);
    },
    positions: (topics) => broker.positions(topics),
    async tail(o): Promise<BrokerTail> {
      const tail = await broker.tail({ ...o, onMessage: (message) => (open.isOpen ? o.onMessage(message) : undefined) });
      let last = Date.now();
      return { ...tail, status: () => ({ ...tail.status(), lastProgressAt: open.isOpen ? (last = Date.now()) : last }) };
    },
    producer: () => broker.producer(),
    consume: (o) => broker.consume(o),
    close: () => broker.close(),
  };
}

test('a process that starts while the log is away waits for it: without it who was suspended would be let in', async () => {
  const user = `u${randomUUID().slice(0, 8)}`;
  await suspend(user);
  const door = { isOpen: false };
  let opened = false;
  const opening = openStanding({ broker: doored(door), trust: testTrust, log }).finally(() => (opened = true));
  await new Promise((wake) => setTimeout(wake, 300));
  expect(opened).toBe(false);
  door.isOpen = true;
  const standing = await opening;
  expect(() => standing.judge(claimed(user))).toThrow(expect.objectContaining({ code: 'UNAUTHENTICATED' }));
  await standing.stop();
});

test('while the log is away what was known last holds on, and the metrics say for how long', async () => {
  const user = `u${randomUUID().slice(0, 8)}`;
  await suspend(user);
  const door = { isOpen: true };
  const standing = await openStanding({ broker: doored(door), trust: testTrust, log });
  door.isOpen = false;
  await eventually(() => expect(standing.ageMs()).toBeGreaterThan(200), { within: 30_000 });
  expect(() => standing.judge(claimed(user))).toThrow(expect.objectContaining({ code: 'UNAUTHENTICATED' }));
  expect(standing.judge(claimed('anybody')).id).toBe('anybody');
  expect(Number(/^lianfang_standing_age_seconds (\S+)$/m.exec(await metrics.registry.metrics())![1])).toBeGreaterThan(0.2);
  await standing.stop();
});
