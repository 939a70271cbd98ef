import { areaLevel, isAreaCode, parentAreaCode } from '@lianfang/contracts/areas';
import type { Tx } from '@lianfang/platform/persistence';

export interface TreeRow {
  code: string;
  name: string;
}

/** What loading a tree did, or would do. */
export interface TreeLoad {
  rows: number;
  added: number;
  /** Known before: their names stay as the offices have them. */
  known: number;
  /** Topmost areas that were hung below a parent which came with this tree. */
  hung: number;
}

/** Why a row cannot stand in the tree. */
export interface TreeFault extends TreeRow {
  fault: 'CODE' | 'NAME' | 'TWICE' | 'PARENT' | 'GRID';
}

/**
 * Every code by its form and by its prefix: the area one level up must stand in the same tree. Grids are cut by streets, not loaded.
 * @returns at most a hundred faults
 */
export function checkTree(rows: readonly TreeRow[]): TreeFault[] {
  const codes = new Set<string>();
  const faults: TreeFault[] = [];
  const wrong = (row: TreeRow, fault: TreeFault['fault']) => void (faults.length < 100 && faults.push({ ...row, fault }));
  for (const row of rows) {
    if (!isAreaCode(row.code)) wrong(row, 'CODE');
    else if (areaLevel(row.code) === 'GRID') wrong(row, 'GRID');
    else if (codes.has(row.code)) wrong(row, 'TWICE');
    if (!row.name.trim() || row.name.length > 100) wrong(row, 'NAME');
    codes.add(row.code);
  }
  for (const row of rows) {
    const parent = isAreaCode(row.code) ? parentAreaCode(row.code) : null;
    if (parent && !codes.has(parent)) wrong(row, 'PARENT');
  }
  return faults;
}

/** Rows of one statement: arrays of it fit easily, and 665,000 areas take some thirty of them. */
const atOnce = 20_000;

/**
 * Loads a checked tree, widest areas first, by arrays: the whole country in one transaction. What is known already keeps its name; doing so
 * again changes nothing.
 */
export async function loadTree(tx: Tx, rows: readonly TreeRow[]): Promise<TreeLoad> {
  const sorted = rows.toSorted((a, b) => a.code.length - b.code.length || (a.code < b.code ? -1 : 1));
  const load: TreeLoad = { rows: rows.length, added: 0, known: 0, hung: 0 };
  for (let from = 0; from < sorted.length; from += atOnce) {
    const some = sorted.slice(from, from + atOnce);
    const [{ added, hung }] = await tx.query<[{ added: number; hung: number }]>(
      `/* loadTree */
       WITH put AS (
         INSERT INTO areas (code, name, parent_code) SELECT * FROM unnest($1::text[], $2::text[], $3::text[])
         ON CONFLICT (code) DO UPDATE SET parent_code = excluded.parent_code WHERE areas.parent_code IS NULL AND excluded.parent_code IS NOT NULL
         RETURNING xmax = 0 AS fresh)
       SELECT count(*) FILTER (WHERE fresh)::int AS added, count(*) FILTER (WHERE NOT fresh)::int AS hung FROM put`,
      [some.map(({ code }) => code), some.map(({ name }) => name.trim()), some.map(({ code }) => parentAreaCode(code))],
    );
    load.added += added;
    load.hung += hung;
  }
  return { ...load, known: load.rows - load.added };
}

/** What `loadTree` would add. */
export async function countKnown(tx: Tx, rows: readonly TreeRow[]): Promise<number> {
  const [row] = await tx.query<[{ known: number }]>(`/* countKnown */ SELECT count(*)::int AS known FROM areas WHERE code = ANY ($1::text[])`, [rows.map(({ code }) => code)]);
  return row.known;
}
