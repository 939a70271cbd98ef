import type { Tx } from '@lianfang/platform/persistence';
import { flows, levels } from './figure.rules.ts';
import type { KeptFigures } from './figure.rules.ts';
import type { Movement } from './movement.rules.ts';

const columnOf = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const levelColumns = levels.map(columnOf);
const flowColumns = flows.map(columnOf);
const columns = [...levelColumns, ...flowColumns];
const each = (names: readonly string[], sql: (name: string) => string): string => names.map(sql).join(', ');

/** Any number: the first half of the advisory lock of a province, whose code is the second. */
const figuresLock = 410_811;

/**
 * Lets one transaction at a time move the figures of a province, until it ends. Every event below it moves the province's
 * own row, so nothing is lost by it; and no row of a new day can begin with levels that another transaction is about to
 * move. Provinces are locked in the order of their codes, and nothing else is locked after them: no deadlock.
 */
export async function lockProvinces(tx: Tx, areaCodes: readonly string[]): Promise<void> {
  const provinces = [...new Set(areaCodes.map((code) => Number(code.slice(0, 2))))].sort((a, b) => a - b);
  await tx.query('/* lockProvinces */ SELECT pg_advisory_xact_lock($1, code) FROM unnest($2::int[]) AS province (code)', [figuresLock, provinces]);
}

/**
 * `touched` is the rows of the day and, for levels, those of later days. A row that is missing begins with the levels of the
 * newest earlier one (`e`); for a row that is there `e` is empty, so that EXCLUDED holds the bare change.
 */
const addMovementsSql = `/* addMovements */
  WITH moved AS (
    SELECT m.area_code, m.changes, m.as_of, m.level_changes, m.level_as_of, ${each(columns, (name) => `coalesce(m.${name}, 0) AS ${name}`)}
      FROM jsonb_to_recordset($2::jsonb) AS m (area_code text, changes int, as_of timestamptz, level_changes int, level_as_of timestamptz,
           ${each(columns, (name) => `${name} bigint`)})
  ), touched AS (
    SELECT area_code, $1::date AS day, changes, as_of, level_changes, level_as_of, ${columns.join(', ')} FROM moved
    UNION ALL
    SELECT m.area_code, f.day, m.level_changes, m.level_as_of, m.level_changes, m.level_as_of,
           ${each(levelColumns, (name) => `m.${name}`)}, ${each(flowColumns, () => '0')}
      FROM moved m JOIN figures f ON f.area_code = m.area_code AND f.day > $1 WHERE m.level_changes > 0
  )
  INSERT INTO figures (area_code, day, version, level_version, as_of, level_as_of, ${columns.join(', ')})
  SELECT t.area_code, t.day,
         coalesce(e.level_version, 0) + t.changes, coalesce(e.level_version, 0) + t.level_changes,
         greatest(e.level_as_of, t.as_of), greatest(e.level_as_of, t.level_as_of),
         ${each(levelColumns, (name) => `coalesce(e.${name}, 0) + t.${name}`)}, ${each(flowColumns, (name) => `t.${name}`)}
    FROM touched t
    LEFT JOIN LATERAL (SELECT * FROM figures f WHERE f.area_code = t.area_code AND f.day <= t.day ORDER BY f.day DESC LIMIT 1) e ON e.day < t.day
   ORDER BY t.area_code, t.day
  ON CONFLICT (area_code, day) DO UPDATE SET
    version = figures.version + excluded.version,
    level_version = figures.level_version + excluded.level_version,
    as_of = greatest(figures.as_of, excluded.as_of),
    level_as_of = greatest(figures.level_as_of, excluded.level_as_of),
    ${each(columns, (name) => `${name} = figures.${name} + excluded.${name}`)}
  RETURNING area_code AS "areaCode", to_char(day, 'YYYY-MM-DD') AS day, version, as_of AS "asOf"`;

export interface ChangedFigures {
  areaCode: string;
  day: string;
  version: number;
  asOf: Date;
}

/**
 * Adds the movements to their areas' figures of the day, and what moved a level to those of later days, in one statement.
 * The provinces must be locked.
 *
 * @returns the rows that moved, in the order of area and day
 */
export function addMovements(tx: Tx, day: string, movements: readonly Movement[]): Promise<ChangedFigures[]> {
  return tx.query<ChangedFigures[]>(addMovementsSql, [day, JSON.stringify(movements.map(recordOf))]);
}

function recordOf({ areaCode, by, changes, asOf, levelChanges, levelAsOf }: Movement): object {
  const counts = Object.fromEntries(Object.entries(by).map(([name, change]) => [columnOf(name), change]));
  return { area_code: areaCode, changes, as_of: asOf, level_changes: levelChanges, level_as_of: levelAsOf, ...counts };
}

export interface AreaDay {
  areaCode: string;
  day: string;
}

const aliased = each([...levels, ...flows], (name) => `f.${columnOf(name)}::float8 AS "${name}"`);

/** For each area and day the newest row up to that day, one look into the index each; none where nothing has happened. */
export async function findFigures(tx: Tx, asked: readonly AreaDay[]): Promise<{ asked: AreaDay; kept: KeptFigures }[]> {
  const rows = await tx.query<(KeptFigures & { askedDay: string })[]>(
    `/* findFigures */
     SELECT to_char(asked.day, 'YYYY-MM-DD') AS "askedDay", f.area_code AS "areaCode", to_char(f.day, 'YYYY-MM-DD') AS day, f.version,
            f.level_version AS "levelVersion", f.as_of AS "asOf", f.level_as_of AS "levelAsOf", ${aliased}
       FROM unnest($1::text[], $2::date[]) AS asked (area_code, day)
       JOIN LATERAL (
         SELECT * FROM figures WHERE figures.area_code = asked.area_code AND figures.day <= asked.day ORDER BY figures.day DESC LIMIT 1
       ) f ON true`,
    [asked.map(({ areaCode }) => areaCode), asked.map(({ day }) => day)],
  );
  return rows.map(({ askedDay, ...kept }) => ({ asked: { areaCode: kept.areaCode, day: askedDay }, kept }));
}

/** Row by row: readers keep the old figures until the transaction is done, which TRUNCATE would not let them. */
export async function deleteFigures(tx: Tx): Promise<void> {
  await tx.query('/* deleteFigures */ DELETE FROM figures');
}
