import { setTimeout as pause } from 'node:timers/promises';
import { defineEvent, envelopeSchema, topicOf } from '@lianfang/contracts/events';
import type { EventEnvelope } from '@lianfang/contracts/events';
import { testBroker } from '@lianfang/testing/broker';
import { freshDatabase } from '@lianfang/testing/postgres';
import type { FreshDatabase } from '@lianfang/testing/postgres';
import { testSigner } from '@lianfang/testing/signing';
import { eventually } from '@lianfang/testing/wait';
import { z } from 'zod';
import type { Broker, BrokerTail } from '../broker/index.ts';
import { randomService } from '../consumer/fixtures/ledger.ts';
import { createLog } from '../observability/index.ts';
import { openDatabase, platformMigrations, transact } from '../persistence/index.ts';
import { emit, emitMany, startRelay, suppressEmits } from './index.ts';
import type { Fact, Relay, RelayOptions } from './index.ts';

const log = createLog({ name: 'outbox-test', level: 'silent' });
const at = new Date('2022-11-20T00:00:00Z');

let broker: Broker;
let fresh: FreshDatabase;
let source: string;
let DoorVisited: ReturnType<typeof defineDoorVisited>;
const relays: Relay[] = [];

function defineDoorVisited(service: string) {
  return defineEvent({ name: `${service}.door-visited.v1`, schema: z.object({ nth: z.int() }) });
}

beforeAll(async () => {
  broker = await testBroker();
});
afterAll(() => broker.close());
beforeEach(async () => {
  source = randomService();
  DoorVisited = defineDoorVisited(source);
  await broker.ensureTopics([topicOf(DoorVisited)], 2);
  fresh = await freshDatabase({ name: 'outbox', migrations: platformMigrations, entities: [] });
});
afterEach(async () => {
  await Promise.all(relays.splice(0).map((relay) => relay.stop()));
  await fresh.drop();
});

const visit = (nth: number, subject = 'door'): Fact<{ nth: number }> => ({ subject, areaCode: '410811', payload: { nth }, at });

const visitDoor = (nth: number, subject?: string): Promise<void> =>
  transact(fresh.database, (tx) => emit(tx, DoorVisited, visit(nth, subject)));

async function relay(options: Partial<RelayOptions> = {}): Promise<Relay> {
  const started = await startRelay({ database: fresh.database, databaseUrl: fresh.url, broker, source, signer: testSigner, log, ...options });
  relays.push(started);
  return started;
}

async function outboxRows(): Promise<{ envelope: EventEnvelope; published: boolean }[]> {
  return fresh.database.query('SELECT envelope, published_at IS NOT NULL AS published FROM outbox ORDER BY id');
}

/** Everything on the topic so far, read past the relay. */
async function sentNumbers(wanted: number, subject?: string): Promise<number[]> {
  const seen: { nth: number; key: string }[] = [];
  const topics = [topicOf(DoorVisited)];
  const { earliest } = await broker.positions(topics);
  const tail: BrokerTail = await broker.tail({
    topics,
    from: earliest,
    onMessage: (message) => void seen.push({ key: message.key, nth: JSON.parse(message.value).data.nth }),
  });
  try {
    return await eventually(() => {
      const numbers = seen.filter((one) => subject === undefined || one.key === subject).map((one) => one.nth);
      if (numbers.length < wanted) throw new Error(`${numbers.length} of ${wanted} are on the topic`);
      return numbers;
    }, { within: 15_000 });
  } finally {
    await tail.stop();
  }
}

describe('an emitted event', () => {
  it('is a CloudEvents envelope in the transaction of the caller', async () => {
    await transact(fresh.database, (tx) => emit(tx, DoorVisited, { ...visit(1), agency: 'street' }));
    const [row] = await outboxRows();
    expect(envelopeSchema.parse(row!.envelope)).toMatchObject({
      specversion: '1.0', type: `${source}.door-visited.v1`, source, subject: 'door', time: '2022-11-20T00:00:00.000Z',
      partitionkey: 'door', areacode: '410811', agency: 'street', data: { nth: 1 },
    });
  });

  it('vanishes with a transaction that fails', async () => {
    await expect(
      transact(fresh.database, async (tx) => {
        await emit(tx, DoorVisited, visit(1));
        throw new Error('refused');
      }),
    ).rejects.toThrow('refused');
    expect(await outboxRows()).toEqual([]);
  });

  it('carries no member that its schema does not name', async () => {
    const payload = { nth: 1, name: '张三', phone: '13800138000' };
    await transact(fresh.database, (tx) => emit(tx, DoorVisited, { ...visit(1), payload }));
    expect((await outboxRows())[0]!.envelope.data).toEqual({ nth: 1 });
  });

  it('is refused when its payload does not fit, or is too large to send', async () => {
    await expect(visitDoor(1.5)).rejects.toThrow(z.ZodError);
    const Long = defineEvent({ name: `${source}.long-told.v1`, schema: z.object({ text: z.string() }) });
    const long = { subject: 'x', areaCode: '410811', payload: { text: '门'.repeat(200_000) }, at };
    await expect(transact(fresh.database, (tx) => emit(tx, Long, long))).rejects.toThrow(RangeError);
    expect(await outboxRows()).toEqual([]);
  });

  it('is not written while emits are suppressed', async () => {
    await transact(fresh.database, async (tx) => {
      suppressEmits(tx);
      await emit(tx, DoorVisited, visit(1));
    });
    await visitDoor(2);
    expect((await outboxRows()).map((row) => row.envelope.data)).toEqual([{ nth: 2 }]);
  });
});

describe('the relay', () => {
  it('sends what was committed, in order, and marks it', async () => {
    const facts = Array.from({ length: 1_200 }, (_, nth) => visit(nth));
    await transact(fresh.database, (tx) => emitMany(tx, DoorVisited, facts));
    await (await relay()).idle();
    expect(await sentNumbers(1_200)).toEqual(facts.map((fact) => fact.payload.nth));
    expect((await outboxRows()).every((row) => row.published)).toBe(true);
  });

  const tooLate = 60_000;

  it('is woken by a commit of its own process', async () => {
    const running = await relay({ pollMs: tooLate });
    await eventually(() => expect(running.status().role).toBe('sending'));
    for (let nth = 0; nth < 3; nth++) {
      await visitDoor(nth);
      await eventually(async () => expect((await outboxRows()).every((row) => row.published)).toBe(true), { within: 15_000 });
    }
  });

  it('is woken by a commit of another process', async () => {
    const elsewhere = await openDatabase({ url: fresh.url, entities: [], applicationName: 'elsewhere', poolSize: 4 });
    const running = await relay({ pollMs: tooLate });
    await eventually(() => expect(running.status().role).toBe('sending'));
    const visits = [1, 2, 3, 4, 5, 6].map((nth) => transact(elsewhere, (tx) => emit(tx, DoorVisited, visit(nth, `door-${nth}`))));
    await Promise.all(visits);
    await eventually(async () => expect((await outboxRows()).filter((row) => row.published)).toHaveLength(6), { within: 15_000 });
    await elsewhere.destroy();
  });

  it('sends a lower id that commits after a higher one was sent', async () => {
    const running = await relay();
    const slow = fresh.database.createQueryRunner();
    await slow.startTransaction();
    await emit(slow.manager, DoorVisited, visit(1, 'slow'));
    await visitDoor(2, 'quick');
    await sentNumbers(1, 'quick');
    await slow.commitTransaction();
    await slow.release();
    await running.idle();
    expect(await sentNumbers(1, 'slow')).toEqual([1]);
  });

  it('works in one process only, and another takes over when its session is lost', async () => {
    const both = [await relay(), await relay()];
    const roles = (): string[] => both.map((one) => one.status().role).sort();
    await eventually(() => expect(roles()).toEqual(['sending', 'standby']));
    for (let nth = 0; nth < 20; nth++) {
      await visitDoor(nth);
      if (nth % 7 === 3) await loseRelaySession();
    }
    await both[0]!.idle();
    await eventually(() => expect(roles()).toEqual(['sending', 'standby']), { within: 10_000 });
    // A batch may be sent again by the successor; in the order of first appearance nothing is missing or swapped.
    expect([...new Set(await sentNumbers(20))]).toEqual(Array.from({ length: 20 }, (_, nth) => nth));
  });

  it('keeps everything while the broker is away, and sends it in order when it is back', async () => {
    let away = true;
    const producer = await broker.producer();
    const flaky: Broker = Object.assign(Object.create(broker), {
      producer: async () => ({
        send: async (...send: Parameters<typeof producer.send>) => {
          if (away) throw new Error('Kafka is away');
          await producer.send(...send);
        },
        close: () => producer.close(),
      }),
    });
    const running = await relay({ broker: flaky });
    for (let nth = 0; nth < 10; nth++) await visitDoor(nth);
    await eventually(() => expect(running.status().trouble).toBe('Kafka is away'));
    expect((await outboxRows()).filter((row) => row.published)).toEqual([]);
    away = false;
    await running.idle();
    expect(await sentNumbers(10)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(running.status().trouble).toBeNull();
  });

  it('deletes what was sent long enough ago, and nothing else', async () => {
    await transact(fresh.database, (tx) => emitMany(tx, DoorVisited, [visit(1), visit(2), visit(3), visit(4)]));
    await fresh.database.query("UPDATE outbox SET published_at = now() - interval '2 hours' WHERE id <= 2");
    await fresh.database.query("UPDATE outbox SET published_at = now() - interval '2 minutes' WHERE id = 3");
    await relay({ broker: silentBroker() });
    await eventually(async () => {
      expect((await outboxRows()).map((row) => row.envelope.data)).toEqual([{ nth: 3 }, { nth: 4 }]);
    });
  });

  it('lets the batch in flight finish before it stops', async () => {
    await transact(fresh.database, (tx) => emitMany(tx, DoorVisited, [visit(1)]));
    const sending = Promise.withResolvers<void>();
    const slow: Broker = Object.assign(silentBroker(), {
      producer: async () => ({
        async send() {
          sending.resolve();
          await pause(200);
        },
        async close() {},
      }),
    });
    const running = await relay({ broker: slow });
    await sending.promise;
    await running.stop();
    expect((await outboxRows())[0]!.published).toBe(true);
  });
});

/** The real broker, but what is sent is not written. */
function silentBroker(): Broker {
  return Object.assign(Object.create(broker), {
    producer: async () => ({ send: () => new Promise<void>((resolve) => setTimeout(resolve, 5).unref()), close: async () => undefined }),
  });
}

async function loseRelaySession(): Promise<void> {
  await fresh.database.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1', [`${source}-relay`]);
}
