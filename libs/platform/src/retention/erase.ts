import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { metrics } from '../observability/index.ts';
import { inTransaction } from '../persistence/index.ts';
import type { Tx } from '../persistence/index.ts';
import { countRemaining, eraseStretch, listStretches, sweepTable } from './erase.store.ts';
import type { TableKeeping } from './keeping.ts';
import { dueCondition } from './scope.ts';
import type { EndingScope } from './scope.ts';

export interface Erased {
  table: string;
  rows: number;
  /** Rows that a legal hold keeps. */
  held: number;
}

export interface ErasePlan {
  database: DataSource;
  keeping: TableKeeping;
  scope: EndingScope;
  signal: AbortSignal;
  /** In the transaction of each batch, so that a count is as true as the deletion. */
  noteBatch?(tx: Tx, table: string, rows: number): Promise<void>;
}

/** Rounds in which nothing moved although rows are due: they are locked by somebody. */
const mostIdleRounds = 60;
const idleMs = 500;

/**
 * Erases what is due in one table, in short transactions that pass over locked rows, and rests as long as half of its work: the
 * service goes on serving meanwhile. It may be interrupted and begun again at any time.
 *
 * @throws Error when rows stay locked for half a minute
 */
export async function eraseTable(plan: ErasePlan): Promise<Erased> {
  const { database, keeping, scope, signal } = plan;
  const due = dueCondition(keeping, scope);
  if (!due) return { table: keeping.table, rows: 0, held: 0 };
  let rows = 0;
  for (let idle = 0; ; ) {
    signal.throwIfAborted();
    const erased = await eraseRound(plan);
    rows += erased;
    const remaining = await countRemaining(database, keeping, due);
    if (remaining.due === 0) {
      if (rows > 0) await sweepTable(database, keeping.table);
      return { table: keeping.table, rows, held: remaining.held };
    }
    idle = erased > 0 ? 0 : idle + 1;
    if (idle > mostIdleRounds) throw new Error(`${remaining.due} rows of ${keeping.table} are due and stay locked`);
    if (idle > 0) await pause(idleMs, undefined, { signal });
  }
}

async function eraseRound({ database, keeping, scope, signal, noteBatch }: ErasePlan): Promise<number> {
  const due = dueCondition(keeping, scope)!;
  let rows = 0;
  for (const stretch of await listStretches(database, keeping.table)) {
    signal.throwIfAborted();
    const began = performance.now();
    const erased = await inTransaction(database, async (tx) => {
      const count = await eraseStretch(tx, keeping, due, stretch);
      if (count > 0) await noteBatch?.(tx, keeping.table, count);
      return count;
    });
    rows += erased;
    if (erased > 0) {
      metrics.rowsErased.inc({ table: keeping.table, why: scope.kind }, erased);
      await pause((performance.now() - began) / 2, undefined, { signal });
    }
  }
  return rows;
}

/** What a run would erase, without erasing. */
export async function countDue(database: DataSource, keeping: TableKeeping, scope: EndingScope): Promise<Erased> {
  const due = dueCondition(keeping, scope);
  if (!due) return { table: keeping.table, rows: 0, held: 0 };
  const { due: rows, held } = await countRemaining(database, keeping, due);
  return { table: keeping.table, rows, held };
}
