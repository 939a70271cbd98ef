import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { openBroker } from '@lianfang/platform/broker';
import { createLog } from '@lianfang/platform/observability';
import type { House } from '@lianfang/testing/house';
import pg from 'pg';
import { signsIn } from '../access/canary.ts';

export const services = ['agencies', 'checkpoints', 'isolation', 'people', 'reporting', 'supplies'] as const;

/** Everywhere a canary is, as `place: sign`, each place once for each sign. */
export type Found = Map<string, Set<string>>;

/** Every column of every row of every table, out of TOAST too; bytes are read as the text that they may be. */
export async function searchDatabases(house: House): Promise<Found> {
  const found: Found = new Map();
  for (const service of services) {
    const client = new pg.Client(house.databaseUrl(service));
    await client.connect();
    try {
      const { rows: tables } = await client.query<{ name: string }>(
        `SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE c.relkind IN ('r', 'm', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')`,
      );
      for (const { name } of tables) {
        const { rows } = await client.query<{ row: string }>(`SELECT to_jsonb(t)::text AS row FROM ${name} t`);
        for (const { row } of rows) note(found, `${service} ${name}`, row);
      }
    } finally {
      await client.end();
    }
  }
  return found;
}

/** Every message of every topic of ours, with its key and headers. */
export async function searchTopics(house: House): Promise<{ found: Found; messages: number }> {
  const found: Found = new Map();
  let messages = 0;
  const broker = await openBroker({ brokers: house.started.kafka.brokers, clientId: 'b28', log: createLog({ name: 'b28', level: 'silent' }) });
  try {
    const topics = services.flatMap((service) => [`${service}.events`, `${service}.audit`]);
    const { earliest, latest } = await broker.positions(topics);
    const waiting = new Set(Object.entries(latest).flatMap(([topic, partitions]) =>
      Object.entries(partitions).filter(([partition, end]) => end !== earliest[topic]![Number(partition)]).map(([partition]) => `${topic}/${partition}`)));
    const { promise, resolve } = Promise.withResolvers<void>();
    if (waiting.size === 0) resolve();
    const tail = await broker.tail({
      topics,
      from: earliest,
      onMessage({ topic, partition, offset, key, value, headers }) {
        messages += 1;
        note(found, topic, `${key} ${value} ${JSON.stringify(headers)}`);
        if (BigInt(offset) + 1n >= BigInt(latest[topic]![partition]!)) waiting.delete(`${topic}/${partition}`);
        if (waiting.size === 0) resolve();
      },
    });
    await promise;
    await tail.stop();
  } finally {
    await broker.close();
  }
  return { found, messages };
}

/** Files of the house: logs, keys, Kafka's segments. PostgreSQL's own are searched through it; Kafka's indexes hold positions. */
export function searchFiles(folder: string, found: Found = new Map()): Found {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (name === 'postgres' || /index$/.test(name)) continue;
    const about = statSync(path);
    if (about.isDirectory()) searchFiles(path, found);
    else if (about.isFile()) note(found, path, readFileSync(path, 'utf8'));
  }
  return found;
}

function note(found: Found, place: string, text: string): void {
  const hex = [...text.matchAll(/\\x([0-9a-f]{6,})/g)].map(([, bytes]) => Buffer.from(bytes!, 'hex').toString('utf8'));
  for (const sign of [text, ...hex].flatMap(signsIn).filter(isGiven)) found.set(place, (found.get(place) ?? new Set()).add(sign));
}

/** A checksum may hold eleven digits that look like a canary's phone; theirs are numbered from 0 on. */
function isGiven(sign: string): boolean {
  return !sign.startsWith('1997') || sign.startsWith('1997000');
}

export function toldOf(found: Found): string[] {
  return [...found].map(([place, signs]) => `${place}: ${signs.size} signs, ${[...signs][0]}`).sort();
}
