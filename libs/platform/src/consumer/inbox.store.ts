import type { BrokerMessage } from '../broker/index.ts';
import { lockOf } from '../persistence/index.ts';
import type { Tx } from '../persistence/index.ts';

/** A rebuild holds it alone, each message shares it. */
const rebuildLock = lockOf('rebuild');

/**
 * `fresh`: never seen, and now marked as seen by this transaction. `repeated`: seen before. `waiting`: an earlier event of
 * the key lies in the dead letters. `closed`: a rebuild is running.
 */
export type Claim = 'fresh' | 'repeated' | 'waiting' | 'closed';

/**
 * Marks the event as seen, unless it must wait. When another process is at the same event, the insert waits until that one
 * has committed (repeated) or failed (fresh).
 */
export async function claimEvent(tx: Tx, eventId: string, message: BrokerMessage): Promise<Claim> {
  const [row] = await tx.query<{ open: boolean; waiting: boolean; claimed: boolean }[]>(
    `/* claimEvent */
     WITH gate AS MATERIALIZED (
       SELECT pg_try_advisory_xact_lock_shared($4) AS open, EXISTS (
         SELECT FROM dead_letters WHERE topic = $2 AND partition_key = $3 AND settled_at IS NULL) AS waiting
     ), claimed AS (
       INSERT INTO inbox (event_id) SELECT $1 FROM gate WHERE open AND NOT waiting
       ON CONFLICT (event_id) DO NOTHING RETURNING event_id
     )
     SELECT gate.open, gate.waiting, EXISTS (SELECT FROM claimed) AS claimed FROM gate`,
    [eventId, message.topic, message.key, rebuildLock],
  );
  const { open, waiting, claimed } = row!;
  if (!open) return 'closed';
  if (waiting) return 'waiting';
  return claimed ? 'fresh' : 'repeated';
}

/** `claimEvent` for an event that comes out of the dead letters, past those that wait behind it. */
export async function claimDeadEvent(tx: Tx, eventId: string): Promise<boolean> {
  const claimed = await tx.query<unknown[]>(
    '/* claimDeadEvent */ INSERT INTO inbox (event_id) VALUES ($1) ON CONFLICT (event_id) DO NOTHING RETURNING event_id',
    [eventId],
  );
  return claimed.length === 1;
}

/** Waits for the messages at work in every process, then keeps new ones out until the transaction ends. */
export async function closeForRebuild(tx: Tx): Promise<void> {
  await tx.query('/* closeForRebuild */ SELECT pg_advisory_xact_lock($1)', [rebuildLock]);
}
