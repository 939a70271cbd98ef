import type { Tx } from './transact.ts';

export type ColumnType = 'text' | 'uuid' | 'date' | 'timestamptz' | 'int' | 'bigint' | 'boolean' | 'bytea' | 'jsonb' | 'numeric';

/**
 * Inserts all rows with one statement, `INSERT … SELECT FROM unnest(…)`: one parameter per column however many rows, four
 * times the speed of TypeORM's `insert([…])`. A column is read from the row's property of the same name or its camel-case
 * form (`area_code` from `areaCode`); a missing one is NULL. Rows go in in the order given.
 *
 * `table`, `columns` and `tail` (`ON CONFLICT …`, `RETURNING …`) are SQL and must be constants of the code.
 *
 * @returns how many rows were written, which is fewer than given when `tail` skips conflicts
 */
export async function insertMany(
  tx: Tx,
  table: string,
  columns: Record<string, ColumnType>,
  rows: readonly object[],
  tail = '',
): Promise<number> {
  if (rows.length === 0) return 0;
  if (!tx.queryRunner) throw new Error('insertMany needs an open transaction');
  const names = Object.keys(columns);
  const arrays = names.map((name, at) => `$${at + 1}::${columns[name]}[]`);
  const values = names.map((name) => columnOf(rows, name, columns[name]!));
  const result = await tx.queryRunner.query(
    `/* insertMany */ INSERT INTO ${table} (${names.join(', ')})
     SELECT ${names.map((name) => `fresh.${name}`).join(', ')}
     FROM unnest(${arrays.join(', ')}) WITH ORDINALITY AS fresh(${names.join(', ')}, ordinal) ORDER BY ordinal ${tail}`,
    values,
    true,
  );
  return result.affected ?? 0;
}

function columnOf(rows: readonly object[], name: string, type: ColumnType): unknown[] {
  const property = name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  return rows.map((row) => {
    const members = row as Record<string, unknown>;
    return encode(name in members ? members[name] : members[property], type);
  });
}

function encode(value: unknown, type: ColumnType): unknown {
  if (value === undefined || value === null) return null;
  if (value instanceof Date) return value.toISOString();
  // Inside an array the driver would take a JSON array for a further dimension.
  return type === 'jsonb' ? JSON.stringify(value) : value;
}
