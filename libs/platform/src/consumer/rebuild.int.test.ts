import { testBroker } from '@lianfang/testing/broker';
import { freshDatabase } from '@lianfang/testing/postgres';
import type { FreshDatabase } from '@lianfang/testing/postgres';
import { signed, testSigner, testTrust } from '@lianfang/testing/signing';
import { eventually } from '@lianfang/testing/wait';
import type { Broker } from '../broker/index.ts';
import { newId, systemClock } from '../clock/index.ts';
import { createLog } from '../observability/index.ts';
import { startRelay } from '../outbox/index.ts';
import type { Relay } from '../outbox/index.ts';
import type { Tx } from '../persistence/index.ts';
import { ledgerMigrations, ledgerService, listApplied, randomService } from './fixtures/ledger.ts';
import type { LedgerService } from './fixtures/ledger.ts';
import { on, rebuild, startConsumers } from './index.ts';
import type { Consumers, Subscription } from './index.ts';

const log = createLog({ name: 'rebuild-test', level: process.env.LOG_LEVEL ?? 'silent' });
const accounts = ['a', 'b', 'c'];

let broker: Broker;
let fresh: FreshDatabase;
let service: string;
let ledger: LedgerService;
let relay: Relay;
let consumers: Consumers | null = null;

beforeAll(async () => {
  broker = await testBroker();
});
afterAll(() => broker.close());
beforeEach(async () => {
  service = randomService();
  ledger = ledgerService(service);
  await broker.ensureTopics([`${service}.events`], 3);
  fresh = await freshDatabase({ name: 'rebuild', migrations: ledgerMigrations, entities: [] });
  relay = await startRelay({ database: fresh.database, databaseUrl: fresh.url, broker, source: service, signer: testSigner, log });
});
afterEach(async () => {
  await relay.stop();
  await consumers?.stop();
  consumers = null;
  await fresh.drop();
});

async function listen(subscriptions: Subscription[] = ledger.subscriptions): Promise<void> {
  consumers = await startConsumers({ service, database: fresh.database, broker, trust: testTrust, subscriptions, clock: systemClock, log });
}

async function postEntries(count: number, each: string[] = accounts): Promise<void> {
  for (let nth = 0; nth < count; nth++) {
    for (const account of each) await ledger.post(fresh.database, { key: newId(), account, amount: nth });
  }
}

async function count(table: string): Promise<number> {
  const [row] = await fresh.database.query<{ n: number }[]>(`SELECT count(*)::int AS n FROM ${table}`);
  return row!.n;
}

/** What readers see: entries by account in their order, balances, and what was booked. */
async function readModel(): Promise<unknown> {
  const applied = Map.groupBy(await listApplied(fresh.database), (entry) => entry.account);
  const balances = await fresh.database.query('SELECT account, total FROM balances ORDER BY account');
  const booked = await fresh.database.query('SELECT key FROM booked ORDER BY key');
  return { applied: accounts.map((account) => applied.get(account)), balances, booked };
}

const clear = (tx: Tx): Promise<unknown> => tx.query('DELETE FROM applied; DELETE FROM balances; DELETE FROM booked');

const rebuildAll = (): Promise<number> =>
  rebuild({
    database: fresh.database, broker, trust: testTrust, subscriptions: ledger.subscriptions, clock: systemClock, log,
    clear: async (tx) => void (await clear(tx)),
  });

const settled = (entries: number): Promise<void> =>
  eventually(async () => expect([await count('applied'), await count('booked')]).toEqual([entries, entries]), { within: 20_000 });

it('a rebuilt read model is the same, and nothing was emitted again', async () => {
  await listen();
  await postEntries(20);
  await settled(60);
  const before = await readModel();
  const events = await count('outbox');
  await fresh.database.query('UPDATE balances SET total = 999; DELETE FROM booked');
  expect(await rebuildAll()).toBe(120);
  expect(await readModel()).toEqual(before);
  expect(await count('outbox')).toBe(events);
  await postEntries(1);
  await settled(63);
});

it('an event that lies twice in the log is replayed once', async () => {
  await listen();
  await postEntries(2);
  await settled(6);
  const before = await readModel();
  const copies = await fresh.database.query<{ key: string; value: string }[]>(
    'SELECT partition_key AS key, envelope::text AS value FROM outbox ORDER BY id',
  );
  const producer = await broker.producer();
  await producer.send(`${service}.events`, copies.map((copy) => signed(`${service}.events`, copy)));
  expect(await rebuildAll()).toBe(12);
  expect(await readModel()).toEqual(before);
});

it('an event that nobody of ours signed is not replayed', async () => {
  await listen();
  await postEntries(2);
  await settled(6);
  const before = await readModel();
  const [copy] = await fresh.database.query<{ key: string; value: string }[]>('SELECT partition_key AS key, envelope::text AS value FROM outbox ORDER BY id LIMIT 1');
  const producer = await broker.producer();
  await producer.send(`${service}.events`, [{ ...copy!, value: copy!.value.replace(/"id":"[^"]+"/, `"id":"${newId()}"`) }]);
  expect(await rebuildAll()).toBe(12);
  expect(await readModel()).toEqual(before);
});

it('consumers wait for a rebuild, and do not repeat what it has replayed', async () => {
  await postEntries(5);
  await relay.idle();
  const replaying = Promise.withResolvers<void>();
  const consumersTried = Promise.withResolvers<void>();
  const rebuilding = rebuild({
    database: fresh.database, broker, trust: testTrust, subscriptions: ledger.subscriptions, clock: systemClock, log,
    clear: async (tx) => {
      await clear(tx);
      replaying.resolve();
      await consumersTried.promise;
    },
  });
  await replaying.promise;
  await listen();
  await eventually(() => expect(consumers!.status().lag).toBeGreaterThan(0), { within: 10_000 });
  expect(await count('applied')).toBe(0);
  consumersTried.resolve();
  expect(await rebuilding).toBe(15);
  // The replayed entries did not emit; those posted now go all the way.
  await postEntries(1);
  await eventually(async () => expect([await count('applied'), await count('booked')]).toEqual([18, 3]), { within: 20_000 });
});

it('a failure leaves the old read model', async () => {
  await listen();
  await postEntries(3);
  await settled(9);
  const before = await readModel();
  const failing = on(ledger.EntryPosted, async () => {
    throw new Error('the new version has a fault');
  });
  await expect(
    rebuild({ database: fresh.database, broker, trust: testTrust, subscriptions: [failing], clock: systemClock, log, clear: async (tx) => void (await clear(tx)) }),
  ).rejects.toThrow('the new version has a fault');
  expect(await readModel()).toEqual(before);
});

it('a key that waits behind a dead letter is left where it stopped', async () => {
  let isMended = false;
  const fragile = on(ledger.EntryPosted, async (tx, event, ctx) => {
    if (event.data.account === 'b' && event.data.version === 2 && !isMended) throw new Error('b2 cannot be booked');
    await ledger.subscriptions[0]!.handler(tx, event, ctx);
  });
  const subscriptions = [fragile, ledger.subscriptions[1]!];
  await listen(subscriptions);
  await postEntries(3);
  await eventually(async () => expect(await count('applied')).toBe(7), { within: 30_000 });
  await eventually(async () => expect(await count('dead_letters')).toBeGreaterThanOrEqual(2), { within: 30_000 });
  await rebuild({ database: fresh.database, broker, trust: testTrust, subscriptions, clock: systemClock, log, clear: async (tx) => void (await clear(tx)) });
  expect(await count('applied')).toBe(7);
  isMended = true;
  await consumers!.replayDeadLetters();
  await settled(9);
  const versions = (await listApplied(fresh.database)).filter((entry) => entry.account === 'b').map((entry) => entry.version);
  expect(versions).toEqual([1, 2, 3]);
});
