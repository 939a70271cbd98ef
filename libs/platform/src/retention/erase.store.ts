import type { DataSource } from 'typeorm';
import { inTransaction } from '../persistence/index.ts';
import type { Tx } from '../persistence/index.ts';
import type { TableKeeping } from './keeping.ts';
import { heldCondition } from './scope.ts';
import type { RowCondition } from './scope.ts';

/** 4 MB of table: some thousand rows in one short transaction, found without any index. */
const blocksAtOnce = 512;

/** Blocks of the table from `from` up to `below`, as PostgreSQL numbers them. */
export interface Stretch {
  from: number;
  below: number;
}

/** The whole table in stretches. Rows that an update moves behind the end are met in the next round. */
export async function listStretches(database: DataSource, table: string): Promise<Stretch[]> {
  const [row] = await database.query<{ blocks: number }[]>(
    `/* listStretches */ SELECT (pg_relation_size($1::regclass) / current_setting('block_size')::int)::int AS blocks`,
    [table],
  );
  return Array.from({ length: Math.ceil(row!.blocks / blocksAtOnce) }, (_, nth) => ({ from: nth * blocksAtOnce, below: (nth + 1) * blocksAtOnce }));
}

/**
 * Erases the rows of one stretch that are due and not held. Rows that somebody has locked are passed over: a mutation is never
 * kept waiting, and the next round comes by again.
 * @returns how many
 */
export async function eraseStretch(tx: Tx, keeping: TableKeeping, due: RowCondition, { from, below }: Stretch): Promise<number> {
  const { table, erase } = keeping;
  await tx.query(`SET LOCAL lock_timeout = '2s'; SET LOCAL lianfang.erasing = 'on'`);
  const places = `SELECT t.ctid FROM ${table} t
       WHERE t.ctid >= '(${from},0)'::tid AND t.ctid < '(${below},0)'::tid AND ${due.sql} AND NOT ${heldCondition(keeping)}
       FOR UPDATE OF t SKIP LOCKED`;
  const change = erase === 'delete' ? `DELETE FROM ${table} t` : `UPDATE ${table} t SET ${Object.entries(erase).map(([column, value]) => `${column} = ${value}`).join(', ')}`;
  const [row] = await tx.query<{ rows: number }[]>(
    `/* eraseStretch ${table} */
     WITH gone AS (${change} WHERE t.ctid = ANY (ARRAY(${places})) RETURNING 1) SELECT count(*)::int AS rows FROM gone`,
    [...due.parameters],
  );
  return row!.rows;
}

export interface Remaining {
  due: number;
  held: number;
}

export async function countRemaining(database: DataSource, keeping: TableKeeping, due: RowCondition): Promise<Remaining> {
  return inTransaction(database, async (tx) => {
    // A count reads the table once; the limit of a request is not meant for it.
    await tx.query('SET LOCAL statement_timeout = 0');
    const [row] = await tx.query<Remaining[]>(
      `/* countRemaining ${keeping.table} */
       SELECT count(*) FILTER (WHERE NOT held)::int AS due, count(*) FILTER (WHERE held)::int AS held
       FROM (SELECT ${heldCondition(keeping)} AS held FROM ${keeping.table} t WHERE ${due.sql}) found`,
      [...due.parameters],
    );
    return row!;
  });
}

/** Gives the room of erased rows back and takes them out of the file, beside everybody's work. */
export async function sweepTable(database: DataSource, table: string): Promise<void> {
  const runner = database.createQueryRunner();
  try {
    await runner.query('SET statement_timeout = 0');
    await runner.query(`VACUUM (ANALYZE) ${table}`);
  } finally {
    await runner.query('RESET statement_timeout');
    await runner.release();
  }
}
