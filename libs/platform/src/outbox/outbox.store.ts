import type { ClientBase } from 'pg';
import type { DataSource } from 'typeorm';

export interface OutboxRow {
  /** Kept as the driver gives it: it only goes back to the database. */
  id: string;
  topic: string;
  key: string;
  value: string;
}

/**
 * The oldest rows that were not sent yet. Deliberately no "id greater than the last": a transaction with a lower id may
 * commit later, and a cursor would step over it for ever.
 */
export async function listUnpublished(session: ClientBase, limit: number): Promise<OutboxRow[]> {
  const { rows } = await session.query<OutboxRow>({
    name: 'list-unpublished',
    text: `/* listUnpublished */
      SELECT id::text, topic, partition_key AS key, envelope::text AS value
      FROM outbox WHERE published_at IS NULL ORDER BY outbox.id LIMIT $1`,
    values: [limit],
  });
  return rows;
}

export async function markPublished(session: ClientBase, ids: readonly string[]): Promise<void> {
  await session.query({
    name: 'mark-published',
    text: '/* markPublished */ UPDATE outbox SET published_at = now() WHERE id = ANY($1::bigint[])',
    values: [ids],
  });
}

export async function hasUnpublished(database: DataSource): Promise<boolean> {
  const [row] = await database.query<{ waiting: boolean }[]>(
    '/* hasUnpublished */ SELECT EXISTS (SELECT FROM outbox WHERE published_at IS NULL) AS waiting',
  );
  return row!.waiting;
}

export interface Backlog {
  unpublished: number;
  /** Age of the oldest unsent row in seconds; 0 when all is sent. */
  oldestAge: number;
}

export async function countBacklog(session: ClientBase): Promise<Backlog> {
  const { rows } = await session.query<Backlog>(
    `/* countBacklog */
     SELECT count(*)::int AS unpublished, coalesce(extract(epoch FROM now() - min(created_at)), 0)::float8 AS "oldestAge"
     FROM outbox WHERE published_at IS NULL`,
  );
  return rows[0]!;
}

/**
 * Deletes what was sent longer ago than `keepMs`, up to the first row that must stay: the walk along the primary key reads
 * only rows that go, so no index on the time is needed.
 */
export async function deletePublished(session: ClientBase, keepMs: number, limit: number): Promise<number> {
  const { rowCount } = await session.query(
    `/* deletePublished */
     DELETE FROM outbox WHERE id IN (SELECT id FROM outbox ORDER BY id LIMIT $2) AND id < coalesce(
       (SELECT id FROM outbox WHERE published_at IS NULL OR published_at > now() - $1 * interval '1 millisecond' ORDER BY id LIMIT 1),
       9223372036854775807)`,
    [keepMs, limit],
  );
  return rowCount ?? 0;
}
