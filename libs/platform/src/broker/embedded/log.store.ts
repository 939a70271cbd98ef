import { createHash } from 'node:crypto';
import type pg from 'pg';
import type { BrokerMessage, OutgoingMessage, Positions } from '../broker.ts';

export type Queryable = Pick<pg.Pool, 'query'>;

export interface LogTopic {
  id: number;
  name: string;
  partitions: number;
}

/** Offsets a partition holds: from the first one still there to the one that comes next. */
export interface LogRange {
  topic: LogTopic;
  partition: number;
  first: string;
  next: string;
}

const BATCH_MESSAGES = 200;
const BATCH_BYTES = 1024 * 1024;

export async function insertTopics(db: Queryable, names: readonly string[], partitions: number): Promise<void> {
  await db.query(
    `/* insertTopics */
     WITH made AS (
       INSERT INTO event_log.topics (name, partitions) SELECT unnest($1::text[]), $2
       ON CONFLICT (name) DO NOTHING RETURNING id, partitions
     )
     INSERT INTO event_log.partitions (topic_id, partition)
     SELECT id, generate_series(0, partitions - 1) FROM made`,
    [names, partitions],
  );
}

export async function listTopics(db: Queryable, names: readonly string[]): Promise<LogTopic[]> {
  const { rows } = await db.query<LogTopic>(
    '/* listTopics */ SELECT id, name, partitions FROM event_log.topics WHERE name = ANY ($1)',
    [names],
  );
  return rows;
}

export async function insertMessages(db: Queryable, topic: LogTopic, messages: OutgoingMessage[]): Promise<void> {
  await db.query('/* insertMessages */ SELECT event_log.append($1, $2::int[], $3::bytea[], $4::bytea[], $5::text[])', [
    topic.id,
    messages.map(({ key }) => partitionOf(key, topic.partitions)),
    messages.map(({ key }) => Buffer.from(key)),
    messages.map(({ value }) => Buffer.from(value)),
    messages.map(({ headers }) => JSON.stringify(headers ?? {})),
  ]);
}

/** At most 200 messages, and about 1 MB unless the first alone is larger. */
export async function listMessages(
  db: Queryable,
  topic: LogTopic,
  partition: number,
  from: string,
): Promise<BrokerMessage[]> {
  const { rows } = await db.query(
    `/* listMessages */
     SELECT "offset", key, value, headers, extract(epoch FROM at) * 1000 AS at
     FROM (
       SELECT *, sum(octet_length(value)) OVER (ORDER BY "offset") - octet_length(value) AS before
       FROM (
         SELECT * FROM event_log.messages WHERE topic_id = $1 AND partition = $2 AND "offset" >= $3
         ORDER BY "offset" LIMIT ${BATCH_MESSAGES}
       ) AS ahead
     ) AS counted
     WHERE before < ${BATCH_BYTES} ORDER BY "offset"`,
    [topic.id, partition, from],
  );
  return rows.map((row) => ({
    topic: topic.name,
    partition,
    offset: row.offset,
    key: row.key.toString(),
    value: row.value.toString(),
    headers: JSON.parse(row.headers),
    timestamp: Math.floor(Number(row.at)),
  }));
}

export async function listRanges(db: Queryable, topics: readonly LogTopic[]): Promise<LogRange[]> {
  const byId = new Map(topics.map((topic) => [topic.id, topic]));
  const { rows } = await db.query(
    `/* listRanges */ SELECT topic_id, partition, first_offset, next_offset FROM event_log.partitions
     WHERE topic_id = ANY ($1::int[]) ORDER BY topic_id, partition`,
    [[...byId.keys()]],
  );
  return rows.map((row) => ({
    topic: byId.get(row.topic_id)!,
    partition: row.partition,
    first: row.first_offset,
    next: row.next_offset,
  }));
}

export function positionsOf(ranges: readonly LogRange[], end: 'first' | 'next'): Positions {
  const positions: Positions = {};
  for (const range of ranges) (positions[range.topic.name] ??= {})[range.partition] = range[end];
  return positions;
}

/** Where a group goes on in a partition: its stored position, or the earliest message for a new group. */
export async function findPosition(db: Queryable, group: string, topic: LogTopic, partition: number): Promise<string> {
  const { rows } = await db.query<{ next: string }>(
    `/* findPosition */ SELECT coalesce(stored.next_offset, p.first_offset) AS next
     FROM event_log.partitions AS p
     LEFT JOIN event_log.positions AS stored
       ON stored.topic_id = p.topic_id AND stored.partition = p.partition AND stored.group_name = $1
     WHERE p.topic_id = $2 AND p.partition = $3`,
    [group, topic.id, partition],
  );
  return rows[0]!.next;
}

export async function updatePosition(
  db: Queryable,
  group: string,
  topic: LogTopic,
  partition: number,
  next: string,
): Promise<void> {
  await db.query(
    `/* updatePosition */ INSERT INTO event_log.positions (group_name, topic_id, partition, next_offset)
     VALUES ($1, $2, $3, $4)
     ON CONFLICT (group_name, topic_id, partition) DO UPDATE SET next_offset = excluded.next_offset`,
    [group, topic.id, partition, next],
  );
}

export function partitionOf(key: string, partitions: number): number {
  return createHash('md5').update(key).digest().readUInt32BE(0) % partitions;
}
