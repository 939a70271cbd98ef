import type pg from 'pg';
import type { Log } from '../../observability/index.ts';
import type { Retention } from '../broker.ts';
import { pauseUnlessStopped } from '../waiting.ts';

const SWEEP_EVERY_MS = 10 * 60_000; // one look at every message
const SWEEPING = 7_215_002;

/** Sweeps every ten minutes, in one process at a time, until the signal. */
export async function keepRetention(pool: pg.Pool, retention: Retention, log: Log, stopped: AbortSignal): Promise<void> {
  if (retention.days === undefined && retention.megabytesPerPartition === undefined) return;
  while (!stopped.aborted) {
    try {
      await deleteExpired(pool, retention);
    } catch (error) {
      log.warn({ err: error }, 'old messages of the event log could not be deleted');
    }
    await pauseUnlessStopped(SWEEP_EVERY_MS, stopped);
  }
}

/**
 * Deletes from the beginning of each partition what is older or more than allowed. Only a prefix goes, never a hole, and
 * `first_offset` moves in the same transaction, so a reader can tell what it missed.
 *
 * @returns messages deleted
 */
export async function deleteExpired(pool: pg.Pool, { days, megabytesPerPartition }: Retention): Promise<number> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const { rows } = await client.query('SELECT pg_try_advisory_xact_lock($1) AS mine', [SWEEPING]);
    const bytes = megabytesPerPartition === undefined ? null : Math.floor(megabytesPerPartition * 1024 * 1024);
    const deleted = rows[0].mine ? await client.query(DELETE_EXPIRED, [days ?? null, bytes]) : null;
    await client.query('COMMIT');
    client.release();
    return deleted?.rows[0].deleted ?? 0;
  } catch (error) {
    client.release(true);
    throw error;
  }
}

const DELETE_EXPIRED = `/* deleteExpired */
WITH counted AS (
  SELECT topic_id, partition, "offset", at,
    sum(octet_length(value)) OVER (PARTITION BY topic_id, partition ORDER BY "offset" DESC) AS bytes_from_here
  FROM event_log.messages
), cut AS (
  SELECT topic_id, partition, max("offset") + 1 AS first_kept
  FROM counted
  WHERE at < now() - make_interval(days => $1::int) OR bytes_from_here > $2::bigint
  GROUP BY topic_id, partition
), moved AS (
  UPDATE event_log.partitions AS p SET first_offset = first_kept
  FROM cut WHERE p.topic_id = cut.topic_id AND p.partition = cut.partition
), gone AS (
  DELETE FROM event_log.messages AS m USING cut
  WHERE m.topic_id = cut.topic_id AND m.partition = cut.partition AND m."offset" < cut.first_kept
  RETURNING 1
)
SELECT count(*)::int AS deleted FROM gone`;
