import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { crashPoint } from '../faults/index.ts';
import { isConflict } from './transient.ts';
import { presentWitness } from './witness.ts';
import type { Witness } from './witness.ts';

/** What a store function writes through: the caller's open transaction. */
export type Tx = EntityManager;

/** How often a transaction that lost a serialization conflict or a deadlock is run again. */
const retries = 3;

/**
 * Runs a mutation in one READ COMMITTED transaction. `work` may run again after a deadlock or a serialization conflict, so
 * it must have no effect outside `tx`; messages to the world go through the outbox.
 */
export async function transact<T>(database: DataSource, work: (tx: Tx) => Promise<T>): Promise<T> {
  const mutation = async (tx: Tx) => {
    const result = await work(tx);
    crashPoint('mutation.after-effect-before-commit');
    return result;
  };
  const answer = await untilNoConflict(() => commitOnce(database, mutation, presentWitness()));
  crashPoint('mutation.after-commit-before-reply');
  return answer;
}

/** `transact` for the platform's own rooms: the same, without a mutation's crash points. */
export function inTransaction<T>(database: DataSource, work: (tx: Tx) => Promise<T>): Promise<T> {
  return untilNoConflict(() => commitOnce(database, work));
}

async function untilNoConflict<T>(attemptOnce: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await attemptOnce();
    } catch (error) {
      if (attempt >= retries || !isConflict(error)) throw error;
      // Both sides of a deadlock retry; a random pause keeps them from meeting again.
      await pause(Math.random() * 20 * 2 ** attempt);
    }
  }
}

const followUps = new WeakMap<Tx, Map<unknown, () => void>>();

/**
 * Runs `followUp` once this transaction has committed, and never if it does not; of several with one `topic` only the last.
 * For hints that may get lost (a crash comes between), never for effects. Without consequence on a transaction that was not
 * opened by `transact`.
 */
export function afterCommit(tx: Tx, topic: unknown, followUp: () => void): void {
  followUps.get(tx)?.set(topic, followUp);
}

async function commitOnce<T>(database: DataSource, work: (tx: Tx) => Promise<T>, witness?: Witness): Promise<T> {
  const following = new Map<unknown, () => void>();
  // READ COMMITTED is the server's default; naming it would cost a round trip on every transaction.
  const opened = database.transaction(async (tx) => {
    followUps.set(tx, following);
    witness?.opened();
    const result = await work(tx);
    if (witness) joinCommit(tx.queryRunner!, witness.closing(result));
    return result;
  });
  const result = witness ? await opened.catch((error: unknown) => Promise.reject(witness.failed(error))) : await opened;
  witness?.committed();
  for (const followUp of following.values()) followUp();
  return result;
}

/** A round trip of its own would cost a single mutation a tenth of its time. An error in `sql` keeps the server from the COMMIT. */
function joinCommit(runner: QueryRunner, sql: string): void {
  const send = runner.query.bind(runner);
  // A runner lives for one transaction.
  runner.query = (statement: string, ...rest: unknown[]) => send(statement === 'COMMIT' ? `${sql}; COMMIT` : statement, ...(rest as []));
}

/**
 * Ends the transaction by cutting its connection: the server rolls back, and whatever still holds `tx` cannot write any more.
 * For work that does not stop when told: after a ROLLBACK its next statement would commit by itself.
 */
export async function severConnection(tx: Tx): Promise<void> {
  const client = (await tx.queryRunner?.connect()) as { end(): Promise<void> } | undefined;
  await client?.end();
}
