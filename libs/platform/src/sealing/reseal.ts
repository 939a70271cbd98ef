import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import type { Sealer } from './sealer.ts';

/** Columns of one table that hold sealed texts, and beside them their keyed index where there is one. */
export interface SealedTable {
  readonly table: string;
  /** A primary key of one column. */
  readonly id: string;
  /** Its type; uuid unless told. */
  readonly idType?: 'uuid' | 'text';
  readonly columns: readonly { readonly sealed: string; readonly index?: string }[];
}

export interface ResealPlan {
  database: DataSource;
  tables: readonly SealedTable[];
  sealer: Sealer;
  signal: AbortSignal;
  /** Rows to do and done, of one table. */
  onProgress?(progress: { table: string; done: number; left: number }): void;
}

const batchSize = 500;

/**
 * Seals everything anew that was sealed with an older key, and makes its indexes anew, in short transactions beside everybody's
 * work. Rows say by themselves which key they have, so it may be stopped and begun again at any time.
 *
 * @returns rows by table
 * @throws SealBroken when a row has a key that is not here; what was done before stays done
 */
export async function reseal(plan: ResealPlan): Promise<Map<string, number>> {
  const done = new Map<string, number>();
  for (const table of plan.tables) done.set(table.table, await resealTable(plan, table));
  return done;
}

async function resealTable(plan: ResealPlan, table: SealedTable): Promise<number> {
  const total = await countOld(plan.database, [table], plan.sealer);
  let done = 0;
  for (let after: unknown = null; ; ) {
    plan.signal.throwIfAborted();
    const began = performance.now();
    const rows = await listOld(plan.database, table, plan.sealer.mark, after);
    if (rows.length === 0) break;
    done += await writeNew(plan.database, table, rows.map((row) => sealAnew(row, table, plan.sealer)));
    after = rows.at(-1)!.id;
    plan.onProgress?.({ table: table.table, done, left: Math.max(0, total - done) });
    await pause((performance.now() - began) / 4, undefined, { signal: plan.signal });
  }
  // A row that somebody wrote meanwhile was passed over, or lies before the place where we were.
  return (await countOld(plan.database, [table], plan.sealer)) > 0 ? done + (await resealTable(plan, table)) : done;
}

/** Rows that are not yet sealed with the key in use. */
export async function countOld(database: DataSource, tables: readonly SealedTable[], sealer: Sealer): Promise<number> {
  let rows = 0;
  for (const table of tables) {
    const [row] = await database.query<{ rows: number }[]>(`/* countOld */ SELECT count(*)::int AS rows FROM ${table.table} WHERE ${isOld(table)}`, [sealer.mark]);
    rows += row!.rows;
  }
  return rows;
}

type OldRow = { id: unknown } & Record<string, Buffer | null>;

async function listOld(database: DataSource, table: SealedTable, mark: Buffer, after: unknown): Promise<OldRow[]> {
  const columns = table.columns.map(({ sealed }) => `${sealed}`).join(', ');
  return database.query<OldRow[]>(
    `/* listOld */
     SELECT ${table.id}::text AS id, ${columns} FROM ${table.table}
     WHERE ${isOld(table)} ${after === null ? '' : `AND ${table.id} > $2::${table.idType ?? 'uuid'}`} ORDER BY ${table.id} LIMIT ${batchSize}`,
    after === null ? [mark] : [mark, after],
  );
}

/** A sealed text that is empty has been erased; it has nothing to be opened. */
function isOld({ columns }: SealedTable): string {
  return `(${columns.map(({ sealed }) => `(length(${sealed}) > 0 AND substr(${sealed}, 1, 5) <> $1)`).join(' OR ')})`;
}

interface NewRow {
  id: unknown;
  was: (Buffer | null)[];
  sealed: (Buffer | null)[];
  index: (Buffer | null)[];
}

function sealAnew(row: OldRow, { columns }: SealedTable, sealer: Sealer): NewRow {
  const was = columns.map(({ sealed }) => row[sealed] ?? null);
  const texts = was.map((bytes) => (bytes && bytes.length > 0 ? sealer.open(bytes) : null));
  return {
    id: row.id,
    was,
    sealed: texts.map((text, at) => (text === null ? was[at]! : sealer.seal(text))),
    index: texts.map((text) => (text === null ? null : sealer.index(text))),
  };
}

/** Only where nobody wrote in between: each old text is still the one that was read. */
async function writeNew(database: DataSource, { table, id, idType = 'uuid', columns }: SealedTable, rows: readonly NewRow[]): Promise<number> {
  const names = columns.flatMap((_, at) => [`was${at}`, `sealed${at}`, `index${at}`]);
  const arrays = columns.flatMap((_, at) => [rows.map(({ was }) => was[at]), rows.map(({ sealed }) => sealed[at]), rows.map(({ index }) => index[at])]);
  const sets = columns.flatMap(({ sealed, index }, at) => [`${sealed} = fresh.sealed${at}`, ...(index ? [`${index} = fresh.index${at}`] : [])]);
  const same = columns.map(({ sealed }, at) => `t.${sealed} IS NOT DISTINCT FROM fresh.was${at}`);
  const [, written] = await database.query<[unknown, number]>(
    `/* writeNew ${table} */
     UPDATE ${table} t SET ${sets.join(', ')}
     FROM unnest($1::text[], ${arrays.map((_, nth) => `$${nth + 2}::bytea[]`).join(', ')}) AS fresh(id, ${names.join(', ')})
     WHERE t.${id} = fresh.id::${idType} AND ${same.join(' AND ')}`,
    [rows.map((row) => String(row.id)), ...arrays],
  );
  return written;
}

/**
 * Opens one text of each column, so that a wrong key is told at the start and not by the first caller.
 * @throws Error that says what to do
 */
export async function demandKeys(database: DataSource, tables: readonly SealedTable[], sealer: Sealer): Promise<void> {
  for (const { table, columns } of tables) {
    for (const { sealed } of columns) {
      const [row] = await database.query<{ text: Buffer }[]>(`/* demandKeys */ SELECT ${sealed} AS text FROM ${table} WHERE length(${sealed}) > 0 LIMIT 1`);
      if (!row) continue;
      try {
        sealer.open(row.text);
      } catch (error) {
        throw new Error(`SEALING_KEY does not open what ${table}.${sealed} holds: ${(error as Error).message}`, { cause: error });
      }
    }
  }
}
