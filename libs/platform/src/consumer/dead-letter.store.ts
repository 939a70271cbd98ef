import { createHash } from 'node:crypto';
import type { DataSource } from 'typeorm';
import type { BrokerMessage } from '../broker/index.ts';
import type { Tx } from '../persistence/index.ts';

export interface DeadLetter {
  id: number;
  topic: string;
  partition: number;
  position: string;
  key: string;
  value: string;
  reason: 'POISON' | 'PARKED';
}

export type Waiting = Pick<DeadLetter, 'topic' | 'key'>;

/** Serialises parking behind a key with the replay of that key, so that nothing is parked behind a letter just settled. */
export async function lockKey(tx: Tx, { topic, key }: Waiting): Promise<void> {
  await tx.query('/* lockKey */ SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`${topic}\n${key}`]);
}

export async function isWaiting(tx: Tx, { topic, key }: Waiting): Promise<boolean> {
  const [row] = await tx.query<{ waiting: boolean }[]>(
    `/* isWaiting */
     SELECT EXISTS (SELECT FROM dead_letters WHERE topic = $1 AND partition_key = $2 AND settled_at IS NULL) AS waiting`,
    [topic, key],
  );
  return row!.waiting;
}

/** A message that comes a second time finds itself here already, and nothing happens. */
export async function insertDeadLetter(
  tx: Tx,
  message: BrokerMessage,
  death: { reason: DeadLetter['reason']; error: string | null; attempts: number },
): Promise<void> {
  await tx.query(
    `/* insertDeadLetter */
     INSERT INTO dead_letters (topic, partition, position, partition_key, value, reason, error, attempts)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (topic, partition, position) DO NOTHING`,
    [message.topic, message.partition, message.offset, message.key, message.value, death.reason, death.error, death.attempts],
  );
}

/**
 * Of a forged message only its place and its SHA-256: nobody knows what is in it. It is settled from the beginning, for no
 * replay may apply it and nothing waits behind it.
 */
export async function insertForgery(tx: Tx, message: BrokerMessage, error: string): Promise<void> {
  await tx.query(
    `/* insertForgery */
     INSERT INTO dead_letters (topic, partition, position, partition_key, value, reason, error, attempts, settled_at)
     VALUES ($1, $2, $3, $4, $5, 'FORGED', $6, 1, now()) ON CONFLICT (topic, partition, position) DO NOTHING`,
    [message.topic, message.partition, message.offset, fingerprint(message.key), fingerprint(message.value), error],
  );
}

function fingerprint(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

export async function listWaitingKeys(database: DataSource): Promise<Waiting[]> {
  return database.query<Waiting[]>(
    `/* listWaitingKeys */
     SELECT topic, partition_key AS key FROM dead_letters WHERE settled_at IS NULL
     GROUP BY topic, partition_key ORDER BY min(id)`,
  );
}

/** Letters of a key were written in the order of its events, so the lowest id is the next to apply. */
export async function findNextLetter(tx: Tx, { topic, key }: Waiting): Promise<DeadLetter | null> {
  const [letter] = await tx.query<DeadLetter[]>(
    `/* findNextLetter */
     SELECT id, topic, partition, position, partition_key AS key, value, reason FROM dead_letters
     WHERE topic = $1 AND partition_key = $2 AND settled_at IS NULL ORDER BY id LIMIT 1`,
    [topic, key],
  );
  return letter ?? null;
}

/** Where each waiting key stopped: its first letter. */
export async function listFirstLetters(tx: Tx): Promise<DeadLetter[]> {
  return tx.query<DeadLetter[]>(
    `/* listFirstLetters */
     SELECT DISTINCT ON (topic, partition_key) id, topic, partition, position, partition_key AS key, value, reason
     FROM dead_letters WHERE settled_at IS NULL ORDER BY topic, partition_key, id`,
  );
}

export async function settleLetter(tx: Tx, id: number): Promise<void> {
  await tx.query('/* settleLetter */ UPDATE dead_letters SET settled_at = now() WHERE id = $1', [id]);
}

/** A parked letter that fails when its turn comes is poison from then on. */
export async function recordFailure(database: DataSource, id: number, error: string): Promise<void> {
  await database.query(
    `/* recordFailure */ UPDATE dead_letters SET reason = 'POISON', error = $2, attempts = attempts + 1 WHERE id = $1`,
    [id, error],
  );
}

export async function countWaiting(database: DataSource): Promise<number> {
  const [row] = await database.query<{ waiting: number }[]>(
    '/* countWaiting */ SELECT count(*)::int AS waiting FROM dead_letters WHERE settled_at IS NULL',
  );
  return row!.waiting;
}
