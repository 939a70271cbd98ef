import { generateKeyPairSync } from 'node:crypto';
import { defineEvent, topicOf } from '@lianfang/contracts/events';
import type { EventDefinition, EventEnvelope } from '@lianfang/contracts/events';
import { testBroker } from '@lianfang/testing/broker';
import { freshDatabase } from '@lianfang/testing/postgres';
import type { FreshDatabase } from '@lianfang/testing/postgres';
import { signed, testTrust } from '@lianfang/testing/signing';
import { eventually } from '@lianfang/testing/wait';
import { z } from 'zod';
import type { Broker, BrokerProducer } from '../broker/index.ts';
import { newId, systemClock } from '../clock/index.ts';
import { createLog, metrics } from '../observability/index.ts';
import { openDatabase } from '../persistence/index.ts';
import { createSigner, readTrust } from '../signing/index.ts';
import { lockKey, settleLetter } from './dead-letter.store.ts';
import { cableTo } from './fixtures/cable.ts';
import { ledgerMigrations, listApplied, randomService } from './fixtures/ledger.ts';
import { on, startConsumers } from './index.ts';
import type { Consumers, ConsumersOptions, Handler, Subscription } from './index.ts';

const log = createLog({ name: 'consumer-test', level: process.env.LOG_LEVEL ?? 'silent' });
const entry = z.object({ key: z.string(), account: z.string(), version: z.int(), amount: z.int() });
type Entry = z.infer<typeof entry>;

let broker: Broker;
let producer: BrokerProducer;
let fresh: FreshDatabase;
let service: string;
let topic: string;
let EntryPosted: EventDefinition<Entry>;
const running: Consumers[] = [];

beforeAll(async () => {
  broker = await testBroker();
  producer = await broker.producer();
});
afterAll(async () => {
  await producer.close();
  await broker.close();
});
beforeEach(async () => {
  service = randomService();
  EntryPosted = defineEvent({ name: `${service}.entry-posted.v1`, schema: entry });
  topic = topicOf(EntryPosted);
  await broker.ensureTopics([topic], 2);
  fresh = await freshDatabase({ name: 'consumer', migrations: ledgerMigrations, entities: [] });
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((consumers) => consumers.stop()));
  await fresh.drop();
});

const note: Handler<Entry> = async (tx, { data }) => {
  await tx.query('INSERT INTO applied (key, account, version, amount) VALUES ($1, $2, $3, $4)', [
    data.key, data.account, data.version, data.amount,
  ]);
};

async function listen(handler: Handler<Entry>, options: Partial<ConsumersOptions> = {}): Promise<Consumers> {
  const subscriptions: Subscription[] = [on(EntryPosted, handler)];
  const consumers = await startConsumers({ service, database: fresh.database, broker, trust: testTrust, subscriptions, clock: systemClock, log, ...options });
  running.push(consumers);
  return consumers;
}

function posted(account: string, version: number): EventEnvelope<Entry> {
  return {
    specversion: '1.0', id: newId(), type: EntryPosted.name, source: service, subject: account, time: '2022-11-20T00:00:00Z',
    partitionkey: account, areacode: '410811', datacontenttype: 'application/json',
    data: { key: `${account}${version}`, account, version, amount: 1 },
  };
}

async function send(...events: EventEnvelope[]): Promise<void> {
  await producer.send(topic, events.map((event) => signed(topic, { key: event.partitionkey, value: JSON.stringify(event) })));
}

async function appliedKeys(account = ''): Promise<string[]> {
  return (await listApplied(fresh.database)).map((one) => one.key).filter((key) => key.startsWith(account));
}

const expectApplied = (keys: string[], within = 20_000): Promise<void> =>
  eventually(async () => expect(await appliedKeys()).toEqual(keys), { within });

async function deadLetters(): Promise<{ reason: string; attempts: number; settled: boolean; key: string }[]> {
  return fresh.database.query(
    `SELECT reason, attempts, settled_at IS NOT NULL AS settled, partition_key AS key FROM dead_letters ORDER BY id`,
  );
}

describe('an event', () => {
  it('takes effect once, however often it is delivered', async () => {
    const event = posted('a', 1);
    await send(event, event);
    await listen(note);
    await send(event, posted('a', 2));
    await expectApplied(['a1', 'a2']);
  });

  it('takes effect once when two partitions deliver it at the same moment', async () => {
    const event = posted('a', 1);
    const copies = Array.from({ length: 12 }, (_, nth) => signed(topic, { key: `copy-${nth}`, value: JSON.stringify(event) }));
    await producer.send(topic, copies);
    await listen(async (tx, one, ctx) => {
      await tx.query('SELECT pg_sleep(0.1)');
      await note(tx, one, ctx);
    });
    const last = posted('z', 1);
    await producer.send(topic, copies.map(({ key }) => signed(topic, { key, value: JSON.stringify(last) })));
    await expectApplied(['a1', 'z1']);
  });

  it('of a type that nobody listens to is passed over without a trace', async () => {
    await send({ ...posted('a', 1), type: `${service}.something-else.v1` }, posted('a', 2));
    await listen(note);
    await expectApplied(['a2']);
    expect(await deadLetters()).toEqual([]);
    expect(await fresh.database.query('SELECT * FROM inbox')).toHaveLength(1);
  });

  it('runs all handlers of the service in one transaction', async () => {
    let refuse = true;
    const second = on(EntryPosted, async (tx) => {
      if (refuse) throw new Error('not yet');
      await tx.query("INSERT INTO booked (key) VALUES ('second')");
    });
    await send(posted('a', 1));
    await listen(note, { subscriptions: [on(EntryPosted, note), second] });
    await eventually(async () => expect(await deadLetters()).toHaveLength(1), { within: 20_000 });
    expect(await appliedKeys()).toEqual([]);
    refuse = false;
    await running[0]!.replayDeadLetters();
    expect(await appliedKeys()).toEqual(['a1']);
    expect(await fresh.database.query('SELECT * FROM booked')).toHaveLength(1);
  });
});

describe('a poison event', () => {
  let isMended: boolean;
  const fragile: Handler<Entry> = async (tx, event, ctx) => {
    if (event.data.key === 'a2' && !isMended) throw new Error('a2 cannot be booked');
    await note(tx, event, ctx);
  };
  beforeEach(() => {
    isMended = false;
  });

  it('is set aside after five tries; its key waits, other keys go on, replay brings all in order', async () => {
    const consumers = await listen(fragile);
    await send(posted('a', 1), posted('a', 2), posted('a', 3), posted('a', 4), posted('b', 1));
    await eventually(async () => expect(await deadLetters()).toHaveLength(3), { within: 30_000 });
    await eventually(async () => expect((await appliedKeys()).sort()).toEqual(['a1', 'b1']));
    expect(await deadLetters()).toEqual([
      { reason: 'POISON', attempts: 5, settled: false, key: 'a' },
      { reason: 'PARKED', attempts: 0, settled: false, key: 'a' },
      { reason: 'PARKED', attempts: 0, settled: false, key: 'a' },
    ]);
    expect(await consumers.replayDeadLetters()).toEqual({ settled: 0, stuck: 1 });

    isMended = true;
    const [first, second] = await Promise.all([consumers.replayDeadLetters(), consumers.replayDeadLetters()]);
    expect(first.settled + second.settled).toBe(3);
    await send(posted('a', 5));
    await eventually(async () => expect(await appliedKeys('a')).toEqual(['a1', 'a2', 'a3', 'a4', 'a5']), { within: 20_000 });
    expect(await consumers.replayDeadLetters()).toEqual({ settled: 0, stuck: 0 });
    expect(consumers.status()).toMatchObject({ healthy: true, deadLetters: 0 });
  });

  it('may be unreadable, or break its own schema', async () => {
    await producer.send(topic, [signed(topic, { key: 'x', value: '{"not":"an envelope"' }), signed(topic, { key: 'y', value: '{"specversion":"0.3"}' })]);
    await send({ ...posted('w', 1), data: { key: 'w1' } as never }, posted('b', 1));
    await listen(note);
    await eventually(async () => {
      expect((await deadLetters()).map((letter) => letter.key).sort()).toEqual(['w', 'x', 'y']);
      expect(await appliedKeys()).toEqual(['b1']);
    }, { within: 30_000 });
  });

  it('that was replayed and is then delivered again has no second effect', async () => {
    const consumers = await listen(fragile);
    const poison = posted('a', 2);
    await send(poison);
    await eventually(async () => expect(await deadLetters()).toHaveLength(1), { within: 30_000 });
    isMended = true;
    await consumers.replayDeadLetters();
    await send(poison, posted('a', 3));
    await expectApplied(['a2', 'a3']);
  });

  it('whose replay is just ending does not let a newcomer be parked behind nobody', async () => {
    await listen(fragile);
    await send(posted('a', 2));
    await eventually(async () => expect(await deadLetters()).toHaveLength(1), { within: 30_000 });
    const replay = fresh.database.createQueryRunner();
    await replay.startTransaction();
    await lockKey(replay.manager, { topic, key: 'a' });
    await settleLetter(replay.manager, 1);
    await send(posted('a', 3));
    await eventually(async () => expect(await waitersForLocks()).toBeGreaterThan(0), { within: 10_000 });
    await replay.commitTransaction();
    await replay.release();
    await expectApplied(['a3']);
    expect(await deadLetters()).toMatchObject([{ reason: 'POISON', settled: true }]);
  });

  async function waitersForLocks(): Promise<number> {
    const rows = await fresh.database.query<unknown[]>(
      `SELECT 1 FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
       WHERE locktype = 'advisory' AND NOT granted AND datname = current_database()`,
    );
    return rows.length;
  }
});

describe('a forged event', () => {
  const stranger = createSigner(generateKeyPairSync('ed25519').privateKey);
  const letters = () =>
    fresh.database.query<{ reason: string; value: string; partition_key: string; settled: boolean }[]>(
      'SELECT reason, value, partition_key, settled_at IS NOT NULL AS settled FROM dead_letters ORDER BY id',
    );
  const forgedCount = async () => (await metrics.eventsForged.get()).values.find(({ labels }) => labels.topic === topic)?.value ?? 0;

  it('takes no effect, holds up nobody, is counted, and only its fingerprint is kept', async () => {
    const before = await forgedCount();
    const lie = { ...posted('a', 2), subject: '张伟 13800138000' };
    const plain = { key: 'a', value: JSON.stringify(lie) };
    await send(posted('a', 1));
    await producer.send(topic, [plain, { ...plain, headers: stranger.headersOf({ topic, ...plain }) }, { ...signed(topic, plain), value: plain.value.replace('张伟', '李娜') }]);
    await send(posted('a', 3));
    const consumers = await listen(note);
    await expectApplied(['a1', 'a3']);
    await eventually(async () => expect(await letters()).toHaveLength(3));
    expect(new Set((await letters()).map(({ reason, settled }) => `${reason} ${settled}`))).toEqual(new Set(['FORGED true']));
    expect(JSON.stringify(await letters())).not.toMatch(/张伟|李娜|13800138000/);
    expect((await letters()).every(({ value, partition_key }) => /^sha256:[0-9a-f]{64}$/.test(value) && /^sha256:/.test(partition_key))).toBe(true);
    expect((await forgedCount()) - before).toBe(3);
    expect(await consumers.replayDeadLetters()).toEqual({ settled: 0, stuck: 0 });
    expect(await appliedKeys()).toEqual(['a1', 'a3']);
  });

  it('is believed by a consumer that trusts whoever signed it: the keys are the guard', async () => {
    const plain = { key: 'a', value: JSON.stringify(posted('a', 1)) };
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    await producer.send(topic, [{ ...plain, headers: createSigner(privateKey).headersOf({ topic, ...plain }) }]);
    await listen(note, { trust: readTrust(`${service}=${publicKey.export({ format: 'der', type: 'spki' }).toString('base64')}`) });
    await expectApplied(['a1']);
  });
});

describe('a database that is away', () => {
  it('is waited for, and never counts against the event', async () => {
    const cable = await cableTo(fresh.url);
    const database = await openDatabase({ url: cable.url, entities: [], applicationName: 'cabled', poolSize: 4 });
    const attempts = { failed: 0 };
    const counting = createLog({ name: 'x', level: 'warn' }, { write: (line) => void (attempts.failed += Number(/waits for the database/.test(line))) });
    const consumers = await listen(note, { database, log: counting });
    try {
      await send(posted('a', 1));
      await expectApplied(['a1']);
      cable.pull();
      await send(posted('a', 2), posted('a', 3));
      // Five tries would have made it poison.
      await eventually(() => expect(attempts.failed).toBeGreaterThan(6), { within: 20_000 });
      cable.plugIn();
      await expectApplied(['a1', 'a2', 'a3']);
      expect(await deadLetters()).toEqual([]);
    } finally {
      await consumers.stop();
      await database.destroy();
      await cable.close();
    }
  });
});

describe('an effect that never ends', () => {
  it('is given up and set aside, and cannot go on writing outside its transaction', async () => {
    const ends: Promise<unknown>[] = [];
    const writeForEver: Handler<Entry> = async (tx, event, ctx) => {
      for (;;) await note(tx, event, ctx);
    };
    const stubborn: Handler<Entry> = (tx, event, ctx) => {
      if (event.data.account !== 'a') return note(tx, event, ctx);
      const writing = writeForEver(tx, event, ctx);
      ends.push(writing.catch((error: unknown) => error));
      return writing;
    };
    await listen(stubborn, { handlerTimeoutMs: 150 });
    await send(posted('a', 1), posted('b', 1));
    await eventually(async () => expect(await deadLetters()).toMatchObject([{ key: 'a', reason: 'POISON', attempts: 5 }]), { within: 30_000 });
    expect(await Promise.all(ends)).toEqual(Array.from({ length: 5 }, () => expect.any(Error)));
    await expectApplied(['b1']);
  });
});

describe('the watchdog', () => {
  it('replaces a broker consumer that has fallen silent, and says so until something moves', async () => {
    let opened = 0;
    const silentTwice: Broker = Object.assign(Object.create(broker), {
      consume: async (options: Parameters<Broker['consume']>[0]) => {
        opened += 1;
        if (opened > 2) return broker.consume(options);
        const since = Date.now();
        return { stop: async () => undefined, status: () => ({ lastProgressAt: since, lag: 1, assigned: 2 }) };
      },
    });
    const consumers = await listen(note, { broker: silentTwice, stallMs: 1_500 });
    expect(consumers.status().healthy).toBe(true);
    await eventually(() => expect(consumers.status()).toMatchObject({ healthy: false }), { within: 5_000 });
    await eventually(() => expect(consumers.status()).toMatchObject({ restarts: 1, assigned: 2 }), { within: 5_000 });
    expect(consumers.status()).toMatchObject({ healthy: false, reason: 'replaced, and no progress since' });
    await eventually(() => expect(consumers.status().restarts).toBe(2), { within: 5_000 });
    await send(posted('a', 1));
    await expectApplied(['a1']);
    expect(consumers.status()).toMatchObject({ healthy: true, restarts: 2 });
  });

  it('leaves a consumer alone that has nothing to do', async () => {
    const consumers = await listen(note, { stallMs: 1_200 });
    await send(posted('a', 1));
    await expectApplied(['a1']);
    const idleSince = Date.now();
    await eventually(() => expect(Date.now() - idleSince).toBeGreaterThan(4_000), { within: 6_000, every: 200 });
    expect(consumers.status()).toMatchObject({ healthy: true, restarts: 0, lag: 0 });
  });
});
