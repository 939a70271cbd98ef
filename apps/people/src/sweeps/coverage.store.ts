import { areaRange } from '@lianfang/contracts/areas';
import type { Tx } from '@lianfang/platform/persistence';
import type { EscalationLevel } from '../targetgroups/revisit.rules.ts';
import type { SweepCoverage, SweepOutcome } from './sweep.rules.ts';

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
  visited: number;
  absent: number;
  refused: number;
  vacant: number;
  movedAway: number;
  notFound: number;
  escalated: number;
  conflicted: number;
}

const sums = `
  coalesce(sum(households), 0)::int AS households,
  coalesce(sum(reached), 0)::int AS reached,
  coalesce(sum(unreached), 0)::int AS unreached,
  coalesce(sum(outbreak_city), 0)::int AS "outbreakCity",
  coalesce(sum(outbreak_province), 0)::int AS "outbreakProvince",
  coalesce(sum(other_province), 0)::int AS "otherProvince",
  coalesce(sum(same_province), 0)::int AS "sameProvince",
  coalesce(sum(visited), 0)::int AS visited,
  coalesce(sum(absent), 0)::int AS absent,
  coalesce(sum(refused), 0)::int AS refused,
  coalesce(sum(vacant), 0)::int AS vacant,
  coalesce(sum(moved_away), 0)::int AS "movedAway",
  coalesce(sum(not_found), 0)::int AS "notFound",
  coalesce(sum(escalated), 0)::int AS escalated,
  coalesce(sum(conflicted), 0)::int AS conflicted`;

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

/** Coverage of single grids of rounds; those where the round has no door are left out. */
export async function coverageOfGrids(tx: Tx, grids: readonly { roundId: string; areaCode: string }[]): Promise<SweepCoverage[]> {
  const rows = await tx.query<CoverageRow[]>(
    `/* coverageOfGrids */
     SELECT round_id AS "roundId", area_code AS "areaCode", ${sums} FROM sweep_counts
      WHERE (round_id, area_code) IN (SELECT * FROM unnest($1::uuid[], $2::text[])) AND households > 0 GROUP BY 1, 2`,
    [grids.map((grid) => grid.roundId), grids.map((grid) => grid.areaCode)],
  );
  return rows.map(coverage);
}

function coverage(row: CoverageRow): SweepCoverage {
  const { roundId, areaCode, households, reached, unreached, escalated, conflicted } = row;
  return {
    roundId,
    areaCode,
    households,
    reached,
    unreached,
    escalated,
    conflicted,
    returnees: {
      OUTBREAK_CITY: row.outbreakCity,
      OUTBREAK_PROVINCE: row.outbreakProvince,
      OTHER_PROVINCE: row.otherProvince,
      SAME_PROVINCE: row.sameProvince,
    },
    outcomes: { VISITED: row.visited, ABSENT: row.absent, REFUSED: row.refused, VACANT: row.vacant, MOVED_AWAY: row.movedAway, NOT_FOUND: row.notFound },
  };
}

export interface DoorFilter {
  outcomes?: readonly SweepOutcome[] | null;
  untried?: boolean | null;
  due?: boolean | null;
  escalatedTo?: EscalationLevel | null;
  conflicted?: boolean | null;
  building?: string | null;
}

export interface WorkListFilter {
  roundId: string;
  areaCode: string;
  openOnly: boolean;
  doors?: DoorFilter | null;
  now: Date;
}

export interface WorkListRow {
  roundId: string;
  householdId: string;
  areaCode: string;
  visitId: string | null;
  version: number;
  attempts: number;
  dueAt: Date | null;
  escalatedTo: EscalationLevel | null;
  conflicted: boolean;
}

const rowColumns = `t.round_id AS "roundId", t.household_id AS "householdId", t.area_code AS "areaCode", t.visit_id AS "visitId", t.version, t.attempts, t.due_at AS "dueAt",
  t.escalated_to AS "escalatedTo", t.conflicted`;

/** The words stand in the SQL, not in parameters, so that the partial index of open doors serves. */
const openDoor = `(t.outcome IS NULL OR t.outcome NOT IN ('VISITED', 'VACANT', 'MOVED_AWAY'))`;

function conditions({ roundId, areaCode, openOnly, doors, now }: WorkListFilter): { where: string; values: unknown[] } {
  const { from, below } = areaRange(areaCode);
  const values: unknown[] = [roundId, from, below];
  const bound = (value: unknown) => `$${values.push(value)}`;
  const parts = ['t.round_id = $1 AND t.area_code >= $2 AND t.area_code < $3'];
  if (openOnly) parts.push(doors?.due ? `(${openDoor} OR t.due_at IS NOT NULL)` : openDoor);
  if (doors?.outcomes) parts.push(`t.outcome = ANY (${bound([...doors.outcomes])}::text[])`);
  if (doors?.untried) parts.push('t.outcome IS NULL');
  if (doors?.due) parts.push(`t.due_at <= ${bound(now)}`);
  if (doors?.escalatedTo) parts.push(`t.escalated_to = ${bound(doors.escalatedTo)}`);
  if (doors?.conflicted) parts.push('t.conflicted');
  if (doors?.building) parts.push(`t.household_id IN (SELECT h.id FROM households h WHERE h.area_code >= $2 AND h.area_code < $3 AND h.building = ${bound(doors.building.trim())})`);
  return { where: parts.join(' AND '), values };
}

/** A page of doors in walking order, and one row more than asked. The cursor is the household. */
export function listTargets(tx: Tx, filter: WorkListFilter, page: { first: number; after: string | null }): Promise<WorkListRow[]> {
  const { where, values } = conditions(filter);
  const after = `$${values.push(page.after)}::uuid`;
  return tx.query(
    `/* listTargets */
     SELECT ${rowColumns} FROM sweep_targets t
      WHERE ${where}
        AND (${after} IS NULL OR (t.area_code, t.door_order, t.household_id) >
             (SELECT a.area_code, a.door_order, a.household_id FROM sweep_targets a WHERE a.round_id = $1 AND a.household_id = ${after}))
      ORDER BY t.area_code, t.door_order, t.household_id LIMIT $${values.push(page.first + 1)}`,
    values,
  );
}

/** Counted by the kept counters where they tell it, so that it costs the same at any size; else door by door. */
export async function countTargets(tx: Tx, filter: WorkListFilter): Promise<number> {
  const { outcomes, untried, due, building, escalatedTo, conflicted } = filter.doors ?? {};
  if (due || building || escalatedTo || conflicted || (untried && outcomes)) return countDoors(tx, filter);
  const all = await coverageOf(tx, filter.roundId, filter.areaCode);
  if (untried) return all.households - all.reached - all.unreached;
  const inVain: readonly SweepOutcome[] = ['ABSENT', 'REFUSED', 'NOT_FOUND'];
  if (outcomes) return [...new Set(outcomes)].filter((outcome) => !filter.openOnly || inVain.includes(outcome)).reduce((sum, outcome) => sum + all.outcomes[outcome], 0);
  return filter.openOnly ? all.households - all.reached : all.households;
}

async function countDoors(tx: Tx, filter: WorkListFilter): Promise<number> {
  const { where, values } = conditions(filter);
  const [row] = await tx.query<{ doors: number }[]>(`/* countDoors */ SELECT count(*)::int AS doors FROM sweep_targets t WHERE ${where}`, values);
  return row!.doors;
}

/** The next door in walking order that is not reached and not to be tried later. */
export async function findNextDoor(tx: Tx, { roundId, areaCode, after, now }: { roundId: string; areaCode: string; after: string | null; now: Date }): Promise<WorkListRow | null> {
  const { from, below } = areaRange(areaCode);
  const [row] = await tx.query<WorkListRow[]>(
    `/* findNextDoor */
     SELECT ${rowColumns} FROM sweep_targets t
      WHERE t.round_id = $1 AND t.area_code >= $2 AND t.area_code < $3 AND ${openDoor} AND (t.due_at IS NULL OR t.due_at <= $5) AND t.escalated_to IS NULL
        AND ($4::uuid IS NULL OR (t.area_code, t.door_order, t.household_id) >
             (SELECT a.area_code, a.door_order, a.household_id FROM sweep_targets a WHERE a.round_id = $1 AND a.household_id = $4))
      ORDER BY t.area_code, t.door_order, t.household_id LIMIT 1`,
    [roundId, from, below, after, now],
  );
  return row ?? null;
}

export async function findTarget(tx: Tx, roundId: string, householdId: string): Promise<WorkListRow | null> {
  const [row] = await tx.query<WorkListRow[]>(`/* findTarget */ SELECT ${rowColumns} FROM sweep_targets t WHERE t.round_id = $1 AND t.household_id = $2`, [roundId, householdId]);
  return row ?? null;
}

export interface LeftRow {
  areaCode: string;
  grid: string;
  compound: string;
  building: string;
  unit: string;
  room: string;
  occupancy: string;
  head: string | null;
  phoneSealed: Buffer | null;
  phoneMask: string | null;
  people: number;
  outcome: SweepOutcome | null;
  attempts: number;
  dueAt: Date | null;
  escalatedTo: EscalationLevel | null;
}

/** What is left, named by the head of the household or whoever stands first. */
export function listLeft(tx: Tx, roundId: string, areaCode: string, most: number): Promise<LeftRow[]> {
  const { from, below } = areaRange(areaCode);
  return tx.query(
    `/* listLeft */
     SELECT t.area_code AS "areaCode", g.name AS grid, c.name AS compound, h.building, h.unit, h.room, h.occupancy, p.name AS head, p.phone_sealed AS "phoneSealed",
            p.phone_mask AS "phoneMask", (SELECT count(*)::int FROM people q WHERE q.household_id = h.id) AS people, t.outcome, t.attempts, t.due_at AS "dueAt",
            t.escalated_to AS "escalatedTo"
       FROM sweep_targets t
       JOIN households h ON h.id = t.household_id JOIN compounds c ON c.id = h.compound_id JOIN areas g ON g.code = t.area_code
       LEFT JOIN LATERAL (SELECT name, phone_sealed, phone_mask FROM people m WHERE m.household_id = h.id ORDER BY m.relation IS DISTINCT FROM '户主', m.birth_date, m.id LIMIT 1) AS p ON true
      WHERE t.round_id = $1 AND t.area_code >= $2 AND t.area_code < $3 AND ${openDoor}
      ORDER BY t.area_code, t.door_order, t.household_id LIMIT $4`,
    [roundId, from, below, most],
  );
}
