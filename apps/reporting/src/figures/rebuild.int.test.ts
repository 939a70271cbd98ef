import { topicOf } from '@lianfang/contracts/events';
import { openBroker } from '@lianfang/platform/broker';
import type { Broker } from '@lianfang/platform/broker';
import { systemClock } from '@lianfang/platform/clock';
import { startConsumers } from '@lianfang/platform/consumer';
import { createLog } from '@lianfang/platform/observability';
import { platformMigrations } from '@lianfang/platform/persistence';
import { freshDatabase } from '@lianfang/testing/postgres';
import type { FreshDatabase } from '@lianfang/testing/postgres';
import { signed, testTrust } from '@lianfang/testing/signing';
import { eventually } from '@lianfang/testing/wait';
import { migrations } from '../../migrations/index.ts';
import { dice, interleaved, randomHistory } from '../testing/history.ts';
import type { Told } from '../testing/history.ts';
import { dump } from '../testing/reporting.ts';
import { subscriptions, topics } from './figure.consumer.ts';
import { rebuildFigures } from './figure.rebuild.ts';

const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
const log = createLog({ name: 'reporting-rebuild-test', level: 'silent' });
let fresh: FreshDatabase;
/** A log of this file alone: the topics have the names of the real ones. */
let events: FreshDatabase;
let broker: Broker;

beforeEach(async () => {
  fresh = await freshDatabase({ name: 'reporting', migrations: [...platformMigrations, ...migrations], entities: [] });
  events = await freshDatabase({ name: 'reporting_log', migrations: [], entities: [] });
  broker = await openBroker({ embeddedLogUrl: events.url, clientId: 'reporting-test', log });
  await broker.ensureTopics(topics, 3);
});
afterEach(async () => {
  await broker.close();
  await events.drop();
  await fresh.drop();
});

async function send(told: readonly Told[]): Promise<void> {
  const producer = await broker.producer();
  for (const [topic, group] of Map.groupBy(told, ({ event }) => topicOf(event))) {
    await producer.send(topic, group.map((one) => signed(topic, { key: one.subject, value: JSON.stringify(envelopeOf(one)) })));
  }
  await producer.close();
}

function envelopeOf({ event, id, subject, areaCode, at, payload }: Told): object {
  return {
    specversion: '1.0', id, type: event.name, source: event.name.split('.')[0], subject, time: at.toISOString(), partitionkey: subject, areacode: areaCode,
    datacontenttype: 'application/json', data: payload,
  };
}

async function count(table: string): Promise<number> {
  const [row] = await fresh.database.query(`SELECT count(*)::int AS n FROM ${table}`);
  return row.n;
}

async function consume(expected: number): Promise<void> {
  const consumers = await startConsumers({ service: 'reporting', database: fresh.database, broker, trust: testTrust, subscriptions, clock: systemClock, log });
  try {
    await eventually(async () => expect(await count('inbox')).toBe(expected), { within: 60_000 });
  } finally {
    await consumers.stop();
  }
}

const rebuildAll = () => rebuildFigures({ database: fresh.database, broker, trust: testTrust, clock: systemClock, log });

it(`a rebuild of 500 events gives the same read model, byte for byte, and emits nothing (SEED=${seed})`, async () => {
  const from = dice(seed);
  const told = interleaved(from, randomHistory(from, 500));
  await send(told);
  await consume(told.length);
  const before = await dump(fresh.database);
  expect(before.figures.length).toBeGreaterThan(20);
  const emitted = await count('outbox');
  await fresh.database.query(`UPDATE figures SET households = 999; DELETE FROM standings; UPDATE sweep_shares SET closed = NOT closed`);
  await fresh.database.query(`DELETE FROM figures WHERE area_code = '4108'`);
  expect(await rebuildAll()).toBe(told.length);
  expect(JSON.stringify(await dump(fresh.database))).toBe(JSON.stringify(before));
  expect([await count('outbox'), await count('dead_letters')]).toEqual([emitted, 0]);
  expect(await rebuildAll()).toBe(told.length);
  expect(JSON.stringify(await dump(fresh.database))).toBe(JSON.stringify(before));
}, 120_000);

it('consumers go on behind what a rebuild has replayed', async () => {
  const from = dice(seed + 1);
  const [early, late] = [interleaved(from, randomHistory(from, 60)), interleaved(from, randomHistory(from, 60))];
  await send(early);
  expect(await rebuildAll()).toBe(early.length);
  await send(late);
  await consume(early.length + late.length);
  const followed = await dump(fresh.database);
  await rebuildAll();
  expect(await dump(fresh.database)).toEqual(followed);
}, 120_000);
