import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { defineEvent, topicOf } from '@lianfang/contracts/events';
import { openBroker } from '@lianfang/platform/broker';
import { systemClock } from '@lianfang/platform/clock';
import { on, startConsumers } from '@lianfang/platform/consumer';
import { createLog } from '@lianfang/platform/observability';
import { emitMany, startRelay } from '@lianfang/platform/outbox';
import { migrate, openDatabase, platformMigrations, transact } from '@lianfang/platform/persistence';
import { createSigner, openEnvelope, readTrust } from '@lianfang/platform/signing';
import type { EventSigner, EventTrust } from '@lianfang/platform/signing';
import pg from 'pg';
import { z } from 'zod';
import { startTestServices } from '../tools/test/services.ts';

const events = 5_000;
const rounds = 3;
const log = createLog({ name: 'bench', level: 'error' });
const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const signer = createSigner(privateKey);
const nobody: EventSigner = { headersOf: () => ({}) };

/** `npm run bench -- signing`: what signatures cost, by themselves and in the relay and the consumer, against the same without. */
export async function signingBench(): Promise<string[]> {
  const services = await startTestServices({
    root: process.cwd(), postgresUrl: process.env.LIANFANG_TEST_PG_URL, kafka: process.env.LIANFANG_TEST_KAFKA, say: (line) => process.stderr.write(`${line}\n`),
  });
  try {
    const { sign, open, bytes } = alone();
    const runs: Record<'without' | 'signed', { sent: number; applied: number }>[] = [];
    for (let round = 0; round < rounds; round++) runs.push({ without: await sendAll(services, nobody), signed: await sendAll(services, signer) });
    const median = (of: (run: (typeof runs)[number]) => number) => runs.map(of).sort((a, b) => a - b)[Math.floor(rounds / 2)]!;
    const [without, signed, consumed] = [median((run) => run.without.sent), median((run) => run.signed.sent), median((run) => run.signed.applied)];
    return [
      `${bytes} bytes: sign ${sign.toFixed(0)} µs, verify and read ${open.toFixed(0)} µs`,
      `relay: ${without.toFixed(0)} events a second without signatures, ${signed.toFixed(0)} with (${((signed / without) * 100).toFixed(0)} %)`,
      `consumer, one row each: ${consumed.toFixed(0)} events a second; verifying takes ${((open * consumed) / 10_000).toFixed(1)} % of a core of it`,
    ];
  } finally {
    await services.stop();
  }
}

function alone(): { sign: number; open: number; bytes: number } {
  const type = 'people.household-swept.v1';
  const value = JSON.stringify({
    specversion: '1.0', id: randomUUID(), type, source: 'people', subject: randomUUID(), time: '2022-11-20T08:00:00Z', partitionkey: randomUUID(), areacode: '410811001001001',
    datacontenttype: 'application/json', data: { roundId: randomUUID(), householdId: randomUUID(), areaCode: '410811001001001', day: '2022-11-20', outcome: 'VISITED', reached: 1, returnees: {} },
  });
  const parts = { topic: 'people.events', key: randomUUID(), value };
  const trust = trustOf('people');
  const message = { ...parts, headers: signer.headersOf(parts), timestamp: Date.now() };
  const sign = each(() => signer.headersOf(parts));
  const open = each(() => openEnvelope(message, trust));
  return { sign, open, bytes: Buffer.byteLength(value) };
}

/** Microseconds a call. */
function each(work: () => unknown): number {
  const calls = 3_000;
  for (let warm = 0; warm < 300; warm++) work();
  const began = performance.now();
  for (let call = 0; call < calls; call++) work();
  return ((performance.now() - began) * 1_000) / calls;
}

function trustOf(service: string): EventTrust {
  return readTrust(`${service}=${publicKey.export({ format: 'der', type: 'spki' }).toString('base64')}`);
}

/** Events a second from the full outbox to the log, and from the log to the last effect; unsigned ones have none. */
async function sendAll({ postgresUrl, kafka }: { postgresUrl: string; kafka: string | null }, by: EventSigner): Promise<{ sent: number; applied: number }> {
  if (!kafka) throw new Error('this bench needs Apache Kafka');
  const service = `bench${Array.from({ length: 8 }, () => String.fromCharCode(97 + Math.floor(Math.random() * 26))).join('')}`;
  const Counted = defineEvent({ name: `${service}.counted.v1`, schema: z.object({ nth: z.int() }) });
  const admin = new pg.Client(postgresUrl);
  await admin.connect();
  await admin.query(`CREATE DATABASE ${service}`);
  const url = new URL(postgresUrl);
  url.pathname = `/${service}`;
  const database = await openDatabase({ url: url.href, entities: [], poolSize: 10, applicationName: 'bench' });
  const broker = await openBroker({ brokers: kafka.split(','), clientId: 'bench', log });
  try {
    await migrate(database, [...platformMigrations, { name: '0001-counted', sql: 'CREATE TABLE counted (nth int NOT NULL)' }]);
    await broker.ensureTopics([topicOf(Counted)], 4);
    const facts = Array.from({ length: events }, (_, nth) => ({ subject: `s${nth % 500}`, areaCode: '410811', payload: { nth }, at: systemClock.now() }));
    await transact(database, (tx) => emitMany(tx, Counted, facts));
    const sending = performance.now();
    const relay = await startRelay({ database, databaseUrl: url.href, broker, source: service, signer: by, log });
    await relay.idle();
    const sent = performance.now() - sending;
    await relay.stop();
    if (by === nobody) return { sent: (events / sent) * 1_000, applied: 0 };
    const taken = Promise.withResolvers<void>();
    let count = 0;
    const handler = on(Counted, async (tx, { data }) => {
      await tx.query('INSERT INTO counted (nth) VALUES ($1)', [data.nth]);
      count += 1;
      if (count === events) taken.resolve();
    });
    const reading = performance.now();
    const consumers = await startConsumers({ service, database, broker, trust: trustOf(service), subscriptions: [handler], clock: systemClock, log });
    await taken.promise;
    const read = performance.now() - reading;
    await consumers.stop();
    return { sent: (events / sent) * 1_000, applied: (events / read) * 1_000 };
  } finally {
    await broker.close();
    await database.destroy();
    await admin.query(`DROP DATABASE ${service} WITH (FORCE)`);
    await admin.end();
  }
}
