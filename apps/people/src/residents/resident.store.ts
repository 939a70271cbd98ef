import type { Tx } from '@lianfang/platform/persistence';
import { In } from 'typeorm';
import { isId } from '../ids.rules.ts';
import { householdUnknown } from '../households/household.rules.ts';
import type { Household, Occupancy } from '../households/household.rules.ts';
import { householdTable } from '../households/household.table.ts';
import { headWord } from './resident.rules.ts';
import type { Residence } from './resident.rules.ts';

/** What is written from here on counts as written at `now`. */
export async function setRegisterNow(tx: Tx, now: Date): Promise<void> {
  await tx.query(`/* setRegisterNow */ SELECT set_config('lianfang.now', $1, true)`, [now.toISOString()]);
}

/** Households in the order of their ids, locked as imports lock them, so that nobody waits crosswise. @throws Refusal HOUSEHOLD_NOT_FOUND */
export async function lockHouseholds(tx: Tx, ids: readonly string[]): Promise<Map<string, Household>> {
  if (!ids.every(isId)) throw householdUnknown();
  const households = await tx.find(householdTable, { where: { id: In([...ids]) }, order: { id: 'ASC' }, lock: { mode: 'pessimistic_write' } });
  if (households.length < new Set(ids).size) throw householdUnknown();
  return new Map(households.map((household) => [household.id, household]));
}

export async function updateOccupancy(tx: Tx, id: string, occupancy: Occupancy): Promise<void> {
  await tx.query(`/* updateOccupancy */ UPDATE households SET occupancy = $2, version = version + 1 WHERE id = $1`, [id, occupancy]);
}

/** The new head is called so, and nobody else of the household is. */
export async function nameHead(tx: Tx, householdId: string, personId: string, formerRelation: string): Promise<void> {
  await tx.query(
    `/* nameHead */
     UPDATE people SET relation = CASE WHEN id = $2 THEN '${headWord}' ELSE $3 END, version = version + 1
      WHERE household_id = $1 AND ((id = $2 AND relation IS DISTINCT FROM '${headWord}') OR (id <> $2 AND relation = '${headWord}'))`,
    [householdId, personId, formerRelation],
  );
  await tx.query(`/* setHead */ UPDATE households SET head_id = $2, version = version + 1 WHERE id = $1`, [householdId, personId]);
}

/** Whose place at which instant is asked for. */
export interface AskedPlace {
  id: string;
  at: Date;
}

/**
 * Where persons were at instants, each by the moves of the person and then by those of the compound; one statement for any number. Who
 * was not registered then has no row.
 */
export function findPersonAreas(tx: Tx, asked: readonly AskedPlace[]): Promise<{ id: string; at: Date; areaCode: string }[]> {
  return tx.query(
    `/* findPersonAreas */
     SELECT a.id, a.at, coalesce(c.area_code, s.area_code) AS "areaCode"
       FROM unnest($1::uuid[], $2::timestamptz[]) AS a (id, at)
       JOIN people asked ON asked.id = a.id
       JOIN people p ON p.id = coalesce(asked.merged_into, asked.id)
       LEFT JOIN person_places past ON p.placed_at > a.at AND past.person_id = p.id AND past.period @> a.at
      CROSS JOIN LATERAL (
        SELECT CASE WHEN p.placed_at <= a.at THEN p.household_id ELSE past.household_id END AS household_id,
               CASE WHEN p.placed_at <= a.at THEN p.area_code ELSE past.area_code END AS area_code) AS s
       LEFT JOIN households h ON h.id = s.household_id
       LEFT JOIN compound_places c ON c.compound_id = h.compound_id AND c.period @> a.at
      WHERE s.area_code IS NOT NULL`,
    [asked.map(({ id }) => id), asked.map(({ at }) => at.toISOString())],
  );
}

/** Where doors stood at instants. */
export function findDoorAreas(tx: Tx, asked: readonly AskedPlace[]): Promise<{ id: string; at: Date; areaCode: string }[]> {
  return tx.query(
    `/* findDoorAreas */
     SELECT a.id, a.at, c.area_code AS "areaCode"
       FROM unnest($1::uuid[], $2::timestamptz[]) AS a (id, at)
       JOIN households h ON h.id = a.id
       JOIN compound_places c ON c.compound_id = h.compound_id AND c.period @> a.at`,
    [asked.map(({ id }) => id), asked.map(({ at }) => at.toISOString())],
  );
}

/** Where persons lived, the present place first. */
export function listResidences(tx: Tx, personIds: readonly string[]): Promise<Residence[]> {
  return tx.query(
    `/* listResidences */
     SELECT a.id AS "personId", s.household_id AS "householdId", s.area_code AS "areaCode", nullif(s.since, '-infinity') AS "from", s.until
       FROM unnest($1::uuid[]) AS a (id)
       JOIN people asked ON asked.id = a.id
       JOIN people p ON p.id = coalesce(asked.merged_into, asked.id)
      CROSS JOIN LATERAL (
        SELECT p.household_id, p.area_code, p.placed_at AS since, NULL::timestamptz AS until
        UNION ALL SELECT household_id, area_code, lower(period), upper(period) FROM person_places WHERE person_id = p.id) AS s
      ORDER BY a.id, s.until DESC NULLS FIRST`,
    [personIds.filter(isId)],
  );
}
