import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type EventDefinition, defineEvent } from '@lianfang/contracts/events';
import type { Broker } from '@lianfang/platform/broker';
import { createLog } from '@lianfang/platform/observability';
import { emit, startRelay } from '@lianfang/platform/outbox';
import { migrate, openDatabase, platformMigrations, transact } from '@lianfang/platform/persistence';
import { testSigner } from '@lianfang/testing/signing';
import pg from 'pg';
import { z } from 'zod';

export interface Outbox {
  /** Writes one alert in a transaction of its own; resolves when it is committed. */
  raise(number: number): Promise<void>;
  stop(): Promise<void>;
}

type Alert = { alertId: string; kind: string; state: string; areaCode: string; personId: string };
const alertSchema: z.ZodType<Alert> = z.object({ alertId: z.string(), kind: z.string(), state: z.string(), areaCode: z.string(), personId: z.string() });

/** A database with an outbox and its relay, as every subgraph has them. */
export async function openOutbox(o: { serverUrl: string; broker: Broker; service: string }): Promise<Outbox> {
  const name = `bench_${o.service}`;
  await administer(o.serverUrl, `CREATE DATABASE ${name}`);
  const url = Object.assign(new URL(o.serverUrl), { pathname: `/${name}` }).href;
  const database = await openDatabase({ url, entities: [], applicationName: 'bench' });
  await migrate(database, platformMigrations);
  const relay = await startRelay({ database, databaseUrl: url, broker: o.broker, source: o.service, signer: testSigner, log: createLog({ name: 'bench', level: 'error' }) });
  const event: EventDefinition<Alert> = defineEvent({ name: `${o.service}.alert-raised.v1`, schema: alertSchema });
  return {
    raise(number) {
      const payload = { alertId: randomUUID(), kind: `n${number}`, state: 'RAISED', areaCode: '410811001001', personId: randomUUID() };
      return transact(database, (tx) => emit(tx, event, { subject: payload.alertId, areaCode: payload.areaCode, payload, at: new Date() }));
    },
    async stop() {
      await relay.stop();
      await database.destroy();
      await administer(o.serverUrl, `DROP DATABASE ${name}`);
    },
  };
}

async function administer(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}

/** Calls `act` so many times a second, whatever the earlier calls take. */
export async function atRate(perSecond: number, count: number, act: (number: number) => Promise<void>): Promise<void> {
  const began = performance.now();
  const acts: Promise<void>[] = [];
  for (let number = 0; number < count; number++) {
    const early = began + (number * 1_000) / perSecond - performance.now();
    if (early > 0) await pause(early);
    acts.push(act(number));
  }
  await Promise.all(acts);
}

/** From the producer's call to a reader in the same process, over the same Kafka: no less can be had. */
export async function kafkaRoundTrip(broker: Broker, perSecond: number, count: number): Promise<number[]> {
  const topic = `bench.${randomUUID()}`;
  await broker.ensureTopics([topic], 3);
  const sentAt: number[] = [];
  const delays: number[] = [];
  const tail = await broker.tail({ topics: [topic], from: 'latest', onMessage: ({ value }) => void delays.push(performance.now() - sentAt[Number(value)]!) });
  const producer = await broker.producer();
  await atRate(perSecond, count, (number) => {
    sentAt[number] = performance.now();
    return producer.send(topic, [{ key: String(number), value: String(number) }]);
  });
  for (let waited = 0; delays.length < count && waited < 50; waited++) await pause(100);
  await Promise.all([tail.stop(), producer.close()]);
  return delays;
}
