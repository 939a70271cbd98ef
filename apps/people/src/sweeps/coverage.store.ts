import { areaRange } from '@lianfang/contracts/areas';
import type { Tx } from '@lianfang/platform/persistence';
import type { SweepCoverage } from './sweep.rules.ts';

interface CoverageRow {
  roundId: string;
  areaCode: string;
  households: number;
  reached: number;
  unreached: number;
  outbreakCity: number;
  outbreakProvince: number;
  otherProvince: number;
  sameProvince: number;
}

const sums = `
  coalesce(sum(households), 0)::int AS households,
  coalesce(sum(reached), 0)::int AS reached,
  coalesce(sum(unreached), 0)::int AS unreached,
  coalesce(sum(outbreak_city), 0)::int AS "outbreakCity",
  coalesce(sum(outbreak_province), 0)::int AS "outbreakProvince",
  coalesce(sum(other_province), 0)::int AS "otherProvince",
  coalesce(sum(same_province), 0)::int AS "sameProvince"`;

/** Coverage of one area of a round; zeros where the round has no household. */
export async function coverageOf(tx: Tx, roundId: string, areaCode: string): Promise<SweepCoverage> {
  const { from, below } = areaRange(areaCode);
  const [row] = await tx.query<CoverageRow[]>(
    `/* coverageOf */
     SELECT $1::uuid AS "roundId", $2 AS "areaCode", ${sums} FROM sweep_counts WHERE round_id = $1 AND area_code >= $2 AND area_code < $3`,
    [roundId, from, below],
  );
  return coverage(row!);
}

/** Coverage of each area one level below, by the first `digits` of its code. Areas without a household are left out. */
export async function coverageBelow(tx: Tx, roundId: string, areaCode: string, digits: number): Promise<SweepCoverage[]> {
  const { from, below } = areaRange(areaCode);
  const rows = await tx.query<CoverageRow[]>(
    `/* coverageBelow */
     SELECT $1::uuid AS "roundId", left(area_code, $4) AS "areaCode", ${sums} FROM sweep_counts
      WHERE round_id = $1 AND area_code >= $2 AND area_code < $3
      GROUP BY left(area_code, $4) ORDER BY 1`,
    [roundId, from, below, digits],
  );
  return rows.map(coverage);
}

function coverage(row: CoverageRow): SweepCoverage {
  const { roundId, areaCode, households, reached, unreached } = row;
  return {
    roundId,
    areaCode,
    households,
    reached,
    unreached,
    returnees: {
      OUTBREAK_CITY: row.outbreakCity,
      OUTBREAK_PROVINCE: row.outbreakProvince,
      OTHER_PROVINCE: row.otherProvince,
      SAME_PROVINCE: row.sameProvince,
    },
  };
}

export interface WorkListFilter {
  roundId: string;
  areaCode: string;
  openOnly: boolean;
}

export interface WorkListRow {
  roundId: string;
  householdId: string;
  visitId: string | null;
}

/** A page of doors in walking order, and one row more than asked. The cursor is the household. */
export function listTargets(tx: Tx, filter: WorkListFilter, page: { first: number; after: string | null }): Promise<WorkListRow[]> {
  const { from, below } = areaRange(filter.areaCode);
  return tx.query(
    `/* listTargets */
     SELECT round_id AS "roundId", household_id AS "householdId", visit_id AS "visitId" FROM sweep_targets
      WHERE round_id = $1 AND area_code >= $2 AND area_code < $3 AND ${openTargets('$4')}
        AND ($5::uuid IS NULL OR (area_code, door_order, household_id) >
             (SELECT area_code, door_order, household_id FROM sweep_targets WHERE round_id = $1 AND household_id = $5))
      ORDER BY area_code, door_order, household_id LIMIT $6`,
    [filter.roundId, from, below, filter.openOnly, page.after, page.first + 1],
  );
}

export async function countTargets(tx: Tx, filter: WorkListFilter): Promise<number> {
  const { from, below } = areaRange(filter.areaCode);
  const [row] = await tx.query<{ doors: number }[]>(
    `/* countOpenTargets */
     SELECT count(*)::int AS doors FROM sweep_targets
      WHERE round_id = $1 AND area_code >= $2 AND area_code < $3 AND ${openTargets('$4')}`,
    [filter.roundId, from, below, filter.openOnly],
  );
  return row!.doors;
}

function openTargets(openOnly: string): string {
  return `(NOT ${openOnly}::boolean OR outcome IS NULL OR outcome NOT IN ('VISITED', 'VACANT', 'MOVED_AWAY'))`;
}
