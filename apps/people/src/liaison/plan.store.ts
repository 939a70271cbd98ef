import { areaRange } from '@lianfang/contracts/areas';
import { insertMany } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import { isId } from '../ids.rules.ts';
import type { Door, Move } from './evening.rules.ts';
import { planUnknown } from './liaison.rules.ts';
import type { LiaisonPlan } from './liaison.rules.ts';
import { liaisonPlanTable } from './liaison.table.ts';

/**
 * Occupied households of a scope in walking order, with who has them. Those of a serving official who works for a wider area are
 * left alone: their numbers are evened out there.
 */
export function listDoorsToShare(tx: Tx, areaCode: string, officials: readonly string[]): Promise<(Door & { areaCode: string })[]> {
  const { from, below } = areaRange(areaCode);
  return tx.query(
    `/* listDoorsToShare */
     SELECT h.id AS "householdId", h.area_code AS "areaCode", a.official_id AS "officialId"
       FROM households h LEFT JOIN liaison_assignments a ON a.household_id = h.id LEFT JOIN officials o ON o.id = a.official_id
      WHERE h.area_code >= $1 AND h.area_code < $2 AND h.occupancy = 'OCCUPIED'
        AND (a.official_id IS NULL OR a.official_id = ANY ($3::uuid[]) OR o.left_on IS NOT NULL OR NOT o.liaison)
      ORDER BY h.area_code, h.door_order, h.id`,
    [from, below, officials],
  );
}

/** Households of the scope that stand empty and have an official still. */
export function listEmptyDoors(tx: Tx, areaCode: string): Promise<{ householdId: string; officialId: string }[]> {
  const { from, below } = areaRange(areaCode);
  return tx.query(
    `/* listEmptyDoors */
     SELECT a.household_id AS "householdId", a.official_id AS "officialId" FROM liaison_assignments a JOIN households h ON h.id = a.household_id
      WHERE a.area_code >= $1 AND a.area_code < $2 AND h.occupancy <> 'OCCUPIED'`,
    [from, below],
  );
}

export async function insertPlan(tx: Tx, plan: LiaisonPlan, moves: readonly Move[]): Promise<void> {
  await tx.insert(liaisonPlanTable, plan);
  await insertMany(tx, 'liaison_plan_moves', { plan_id: 'uuid', household_id: 'uuid', from_official: 'uuid', to_official: 'uuid' },
    moves.map(({ householdId, from, to }) => ({ planId: plan.id, householdId, fromOfficial: from, toOfficial: to })));
}

/** @throws Refusal LIAISON_PLAN_NOT_FOUND */
export async function loadPlanForUpdate(tx: Tx, id: string): Promise<LiaisonPlan> {
  const plan = isId(id) ? await tx.findOne(liaisonPlanTable, { where: { id }, lock: { mode: 'pessimistic_write' } }) : null;
  if (!plan) throw planUnknown();
  return plan;
}

export async function findPlan(tx: Tx, id: string): Promise<LiaisonPlan | null> {
  return isId(id) ? tx.findOneBy(liaisonPlanTable, { id }) : null;
}

export function listPlans(tx: Tx, areaCode: string): Promise<LiaisonPlan[]> {
  return tx.createQueryBuilder(liaisonPlanTable, 'p').where('p.areaCode >= :from AND p.areaCode < :below', areaRange(areaCode)).orderBy('p.id', 'DESC').limit(20).getMany();
}

export async function updatePlan(tx: Tx, { id, ...changes }: LiaisonPlan): Promise<void> {
  await tx.update(liaisonPlanTable, { id }, changes);
}

export function listMoves(tx: Tx, planId: string): Promise<Move[]> {
  return tx.query(
    `/* listMoves */ SELECT household_id AS "householdId", from_official AS "from", to_official AS "to" FROM liaison_plan_moves WHERE plan_id = $1`, [planId]);
}

/** True when everybody to whom the plan gives a household serves still. */
export async function receiversServe(tx: Tx, planId: string, towards: 'to' | 'from'): Promise<boolean> {
  const [row] = await tx.query<{ gone: boolean }[]>(
    `/* receiversServe */
     SELECT EXISTS (SELECT 1 FROM liaison_plan_moves m JOIN officials o ON o.id = m.${towards}_official WHERE m.plan_id = $1 AND o.left_on IS NOT NULL) AS gone`, [planId]);
  return !row!.gone;
}

/**
 * Carries the moves out, forwards or back, in three statements whatever their number. A household that has changed hands since is
 * not touched. @returns how many were moved; fewer than the plan has when something changed
 */
export async function carryOut(tx: Tx, planId: string, forwards: boolean, at: Date): Promise<number> {
  const [was, becomes] = forwards ? ['from_official', 'to_official'] : ['to_official', 'from_official'];
  const moves = `liaison_plan_moves m WHERE m.plan_id = $1`;
  await tx.query(
    `/* lockMoved */ SELECT 1 FROM liaison_assignments a WHERE a.household_id IN (SELECT m.household_id FROM ${moves}) ORDER BY a.household_id FOR UPDATE`, [planId]);
  const [, taken] = await tx.query<[unknown, number]>(
    `/* takeDoors */ DELETE FROM liaison_assignments a USING ${moves} AND m.${becomes} IS NULL AND a.household_id = m.household_id AND a.official_id = m.${was}`, [planId]);
  const [, moved] = await tx.query<[unknown, number]>(
    `/* moveDoors */ UPDATE liaison_assignments a SET official_id = m.${becomes}, assigned_at = $2 FROM ${moves}
        AND m.${becomes} IS NOT NULL AND a.household_id = m.household_id AND a.official_id = m.${was}`, [planId, at.toISOString()]);
  const given = await tx.query<unknown[]>(
    `/* giveDoors */
     INSERT INTO liaison_assignments (household_id, official_id, area_code, door_order, assigned_at, last_seen_on)
     SELECT h.id, m.${becomes}, h.area_code, h.door_order, $2,
            (SELECT max(v.day) FROM liaison_visits v WHERE v.household_id = h.id AND v.outcome IN ('SEEN', 'BY_PHONE'))
       FROM liaison_plan_moves m JOIN households h ON h.id = m.household_id
      WHERE m.plan_id = $1 AND m.${was} IS NULL ORDER BY h.id
     ON CONFLICT (household_id) DO NOTHING RETURNING household_id`, [planId, at.toISOString()]);
  return taken + moved + given.length;
}

/** What each official has now. */
export async function holdingsOf(tx: Tx, officialIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await tx.query<{ officialId: string; households: number }[]>(
    `/* holdingsOf */ SELECT official_id AS "officialId", sum(households)::int AS households FROM liaison_official_counts WHERE official_id = ANY ($1::uuid[]) GROUP BY 1`, [officialIds]);
  return new Map(rows.map(({ officialId, households }) => [officialId, households]));
}
