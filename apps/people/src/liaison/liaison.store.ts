import { areaRange } from '@lianfang/contracts/areas';
import { insertMany } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import { In } from 'typeorm';
import type { SelectQueryBuilder } from 'typeorm';
import { isId } from '../ids.rules.ts';
import type { LiaisonCheck, LiaisonCounts, LiaisonDoor, LiaisonVisit } from './liaison.rules.ts';
import { liaisonDoorTable, liaisonVisitTable } from './liaison.table.ts';

/** @param digits of the codes that the counts are told by */
export function countLiaison(tx: Tx, areaCode: string, digits: number, today: string): Promise<LiaisonCounts[]> {
  const { from, below } = areaRange(areaCode);
  return tx.query(
    `/* countLiaison */
     SELECT code AS "areaCode", sum(households)::int AS households, sum(seen)::int AS "seenToday", sum(occupied)::int AS occupied, sum(orphaned)::int AS orphaned FROM (
       SELECT left(area_code, $3) AS code, households, CASE WHEN seen_on = $4 THEN households ELSE 0 END AS seen, 0 AS occupied, 0 AS orphaned
         FROM liaison_area_counts WHERE area_code >= $1 AND area_code < $2
       UNION ALL
       SELECT left(area_code, $3), 0, 0, households - vacant_households, 0 FROM register_counts WHERE area_code >= $1 AND area_code < $2
       UNION ALL
       SELECT left(o.area_code, $3), 0, 0, 0, c.households FROM officials o JOIN liaison_official_counts c ON c.official_id = o.id
        WHERE o.left_on IS NOT NULL AND o.area_code >= $1 AND o.area_code < $2) AS parts
      GROUP BY code ORDER BY code`,
    [from, below, digits, today],
  );
}

export interface LoadRow {
  officialId: string;
  households: number;
  seenToday: number;
}

/** What these officials have, and how many of it were seen today. */
export function loadsToday(tx: Tx, officialIds: readonly string[], today: string): Promise<LoadRow[]> {
  return tx.query(
    `/* loadsToday */
     SELECT asked.id AS "officialId", coalesce(sum(c.households), 0)::int AS households, coalesce(sum(c.households) FILTER (WHERE c.seen_on = $2), 0)::int AS "seenToday"
       FROM unnest($1::uuid[]) WITH ORDINALITY AS asked (id, place) LEFT JOIN liaison_official_counts c ON c.official_id = asked.id
      GROUP BY asked.id, asked.place ORDER BY asked.place`,
    [officialIds, today],
  );
}

export interface DoorFilter {
  areaCode: string;
  officialId?: string | null;
  /** The day, when only those not seen on it are asked for. */
  notSeenOn: string | null;
}

export function pageDoors(tx: Tx, filter: DoorFilter, page: { first: number; after: string | null }): Promise<LiaisonDoor[]> {
  const query = filtered(tx, filter).orderBy('a.areaCode').addOrderBy('a.doorOrder').addOrderBy('a.householdId').limit(page.first + 1);
  if (page.after) {
    query.andWhere('(a.areaCode, a.doorOrder, a.householdId) > (SELECT x.area_code, x.door_order, x.household_id FROM liaison_assignments x WHERE x.household_id = :after)', { after: page.after });
  }
  return query.getMany();
}

export async function countDoors(tx: Tx, filter: DoorFilter): Promise<number> {
  return filtered(tx, filter).getCount();
}

function filtered(tx: Tx, { areaCode, officialId, notSeenOn }: DoorFilter): SelectQueryBuilder<LiaisonDoor> {
  const query = tx.createQueryBuilder(liaisonDoorTable, 'a').where('a.areaCode >= :from AND a.areaCode < :below', areaRange(areaCode));
  if (officialId) query.andWhere('a.officialId = :officialId', { officialId: isId(officialId) ? officialId : '00000000-0000-0000-0000-000000000000' });
  if (notSeenOn) query.andWhere('(a.lastSeenOn IS NULL OR a.lastSeenOn < :notSeenOn)', { notSeenOn });
  return query as SelectQueryBuilder<LiaisonDoor>;
}

const checkColumns = {
  visit_id: 'uuid', person_id: 'uuid', health_code: 'text', travel_code: 'text', vaccine_doses: 'int', travels_to: 'text', travels_from: 'date', travels_until: 'date',
} as const;

/** Keeps the visit; a household that was seen counts as seen on that day. */
export async function insertLiaisonVisit(tx: Tx, visit: LiaisonVisit, checks: readonly LiaisonCheck[], seen: boolean): Promise<void> {
  await tx.insert(liaisonVisitTable, visit);
  await insertMany(tx, 'liaison_checks', checkColumns, checks);
  if (!seen) return;
  await tx.query(
    `/* seeHousehold */ UPDATE liaison_assignments SET last_seen_on = $2 WHERE household_id = $1 AND (last_seen_on IS NULL OR last_seen_on < $2)`, [visit.householdId, visit.day]);
}

export function findLiaisonVisits(tx: Tx, ids: readonly string[]): Promise<LiaisonVisit[]> {
  return tx.findBy(liaisonVisitTable, { id: In(ids.filter(isId)) });
}

/** The latest visit to each of these households. */
export async function findLastVisits(tx: Tx, householdIds: readonly string[]): Promise<LiaisonVisit[]> {
  const rows = await tx.query<{ id: string }[]>(
    `/* findLastVisits */
     SELECT v.id FROM unnest($1::uuid[]) AS asked (id)
      CROSS JOIN LATERAL (SELECT id FROM liaison_visits WHERE household_id = asked.id ORDER BY visited_at DESC, id DESC LIMIT 1) v`, [householdIds]);
  return findLiaisonVisits(tx, rows.map(({ id }) => id));
}

export function listChecks(tx: Tx, visitIds: readonly string[]): Promise<LiaisonCheck[]> {
  return tx.query(
    `/* listChecks */
     SELECT visit_id AS "visitId", person_id AS "personId", health_code AS "healthCode", travel_code AS "travelCode", vaccine_doses AS "vaccineDoses",
            travels_to AS "travelsTo", travels_from::text AS "travelsFrom", travels_until::text AS "travelsUntil"
       FROM liaison_checks WHERE visit_id = ANY ($1::uuid[]) ORDER BY person_id`, [visitIds]);
}

export interface IntentRow {
  personId: string;
  householdId: string;
  areaCode: string;
  toCode: string;
  from: string;
  until: string | null;
  saidOn: string;
}

/** Journeys of the next days, as the latest visit to each person tells them. */
export function listIntents(tx: Tx, areaCode: string, days: { from: string; until: string }): Promise<IntentRow[]> {
  const { from, below } = areaRange(areaCode);
  return tx.query(
    `/* listIntents */
     SELECT c.person_id AS "personId", v.household_id AS "householdId", v.area_code AS "areaCode", c.travels_to AS "toCode", c.travels_from::text AS "from",
            c.travels_until::text AS "until", v.day::text AS "saidOn"
       FROM liaison_checks c JOIN liaison_visits v ON v.id = c.visit_id
      WHERE c.travels_from >= $3 AND c.travels_from <= $4 AND v.area_code >= $1 AND v.area_code < $2
        AND NOT EXISTS (SELECT 1 FROM liaison_checks n JOIN liaison_visits w ON w.id = n.visit_id WHERE n.person_id = c.person_id AND w.visited_at > v.visited_at)
      ORDER BY c.travels_from, c.person_id LIMIT 100`,
    [from, below, days.from, days.until],
  );
}
