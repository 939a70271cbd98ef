import type { DataSource } from 'typeorm';
import { afterCommit } from '../persistence/index.ts';
import type { Tx } from '../persistence/index.ts';
import type { Bell } from './bell.ts';

/** The channel on which a relay in another process is woken. */
export const wakeChannel = 'outbox';

/** Relays of this process that hold their service's lock. */
const bells = new WeakMap<DataSource, Bell>();

/** NOTIFYs on their way; true when another commit came meanwhile. */
const calls = new WeakMap<DataSource, { again: boolean }>();

/** From now on commits of this process ring the bell directly, until the function returned is called. */
export function hearCommits(database: DataSource, bell: Bell): () => void {
  bells.set(database, bell);
  return () => bells.delete(database);
}

/**
 * Wakes the relay when this transaction has committed. Not by a NOTIFY in it: PostgreSQL lets notifying transactions commit
 * one at a time, flush included (2,600 durable single inserts a second became 550). A wake-up that a crash swallows costs the
 * second until the relay's next poll.
 */
export function wakeAfterCommit(tx: Tx): void {
  const database = tx.connection;
  afterCommit(tx, bells, () => wake(database));
}

function wake(database: DataSource): void {
  const bell = bells.get(database);
  if (bell) bell.ring();
  else callRelay(database);
}

/** One NOTIFY at a time, however many commits ask for it. */
function callRelay(database: DataSource): void {
  const underWay = calls.get(database);
  if (underWay) {
    underWay.again = true;
    return;
  }
  const call = { again: false };
  calls.set(database, call);
  const end = (): void => {
    calls.delete(database);
    if (call.again) callRelay(database);
  };
  // Where it fails the database is away, and the relay polls when it is back.
  database.query(`NOTIFY ${wakeChannel}`).then(end, () => calls.delete(database));
}
