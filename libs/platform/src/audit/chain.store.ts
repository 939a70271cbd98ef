import { lockOf } from '../persistence/index.ts';
import type { Tx } from '../persistence/index.ts';

export interface PendingRow {
  /** Kept as text: it goes into the hash and back. */
  id: string;
  entry: string;
  seal: Buffer;
}

export interface Head {
  seq: number;
  hash: Buffer;
}

const chainLock = lockOf('chain');

/** Until the end of the transaction this process is the one that chains. */
export async function tryLockChain(tx: Tx): Promise<boolean> {
  const [row] = await tx.query<{ held: boolean }[]>('/* tryLockChain */ SELECT pg_try_advisory_xact_lock($1) AS held', [chainLock]);
  return row!.held;
}

export async function loadHead(tx: Tx): Promise<Head> {
  const [head] = await tx.query<Head[]>('/* loadHead */ SELECT seq, hash FROM audit_head');
  if (!head) throw new Error('the head of the audit chain is gone; npm run audit -- verify tells the place');
  return head;
}

/** Not "id greater than the last": a transaction with a lower id may commit later. */
export function listPending(tx: Tx, limit: number, without: readonly string[]): Promise<PendingRow[]> {
  return tx.query<PendingRow[]>(
    `/* listPending */
     SELECT id::text, entry::text, seal FROM audit_log WHERE seq IS NULL AND id <> ALL ($2::bigint[]) ORDER BY audit_log.id LIMIT $1`,
    [limit, without],
  );
}

export interface ChainedRow {
  id: string;
  seq: number;
  hash: Buffer;
}

/** @throws Error when a row is not pending any more */
export async function chainRows(tx: Tx, rows: readonly ChainedRow[]): Promise<void> {
  const [, changed] = await tx.query<[unknown, number]>(
    `/* chainRows */
     UPDATE audit_log SET seq = fresh.seq, hash = fresh.hash
       FROM unnest($1::bigint[], $2::bigint[], $3::bytea[]) AS fresh(id, seq, hash)
      WHERE audit_log.id = fresh.id AND audit_log.seq IS NULL`,
    [rows.map(({ id }) => id), rows.map(({ seq }) => seq), rows.map(({ hash }) => hash)],
  );
  if (changed !== rows.length) throw new Error(`${rows.length} rows to chain, ${changed} found`);
  const last = rows.at(-1)!;
  await tx.query('/* moveHead */ UPDATE audit_head SET seq = $1, hash = $2', [last.seq, last.hash]);
}
