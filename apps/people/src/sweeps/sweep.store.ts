import { areaRange } from '@lianfang/contracts/areas';
import type { Tx } from '@lianfang/platform/persistence';
import { In } from 'typeorm';
import { isId } from '../ids.rules.ts';
import type { CoverageChange, SweepRound, SweepTarget, SweepVisit } from './sweep.rules.ts';
import { householdNotInSweep, sweepNotOpen } from './sweep.rules.ts';
import { sweepRoundTable, sweepVisitTable } from './sweep.table.ts';

export async function insertRound(tx: Tx, round: SweepRound): Promise<void> {
  await tx.insert(sweepRoundTable, round);
}

/** Locks the round against being closed while a visit comes in. @throws Refusal SWEEP_NOT_OPEN */
export async function loadRoundForVisit(tx: Tx, id: string): Promise<SweepRound> {
  const round = isId(id) ? await tx.findOne(sweepRoundTable, { where: { id }, lock: { mode: 'pessimistic_read' } }) : null;
  if (!round) throw sweepNotOpen();
  return round;
}

export async function loadRoundForUpdate(tx: Tx, id: string): Promise<SweepRound> {
  const round = isId(id) ? await tx.findOne(sweepRoundTable, { where: { id }, lock: { mode: 'pessimistic_write' } }) : null;
  if (!round) throw sweepNotOpen();
  return round;
}

export async function closeRound(tx: Tx, id: string): Promise<void> {
  await tx.update(sweepRoundTable, { id }, { state: 'CLOSED' });
}

export function findRounds(tx: Tx, ids: readonly string[]): Promise<SweepRound[]> {
  return tx.findBy(sweepRoundTable, { id: In(ids.filter(isId)) });
}

/** Rounds that lie in the area or cover it. */
export function listRounds(tx: Tx, areaCode: string, lineage: readonly string[], state?: string | null): Promise<SweepRound[]> {
  const query = tx
    .createQueryBuilder(sweepRoundTable, 'r')
    .where('((r.areaCode >= :from AND r.areaCode < :below) OR r.areaCode IN (:...lineage))', { ...areaRange(areaCode), lineage })
    .orderBy('r.startsOn', 'DESC')
    .addOrderBy('r.id', 'DESC')
    .limit(200);
  if (state) query.andWhere('r.state = :state', { state });
  return query.getMany();
}

/** Every household of the round's area becomes a target. @returns households per grid */
export async function targetHouseholds(tx: Tx, round: SweepRound): Promise<{ areaCode: string; households: number }[]> {
  const { from, below } = areaRange(round.areaCode);
  await tx.query(
    `/* targetHouseholds */
     INSERT INTO sweep_targets (round_id, household_id, area_code, door_order)
     SELECT $1, id, area_code, door_order FROM households WHERE area_code >= $2 AND area_code < $3`,
    [round.id, from, below],
  );
  return tx.query(
    `/* countTargets */
     INSERT INTO sweep_counts (round_id, area_code, households)
     SELECT round_id, area_code, count(*)::int FROM sweep_targets WHERE round_id = $1 GROUP BY round_id, area_code
     RETURNING area_code AS "areaCode", households`,
    [round.id],
  );
}

/** Locks the door: visits to it follow each other. @throws Refusal HOUSEHOLD_NOT_IN_SWEEP */
export async function loadTargetForUpdate(tx: Tx, roundId: string, householdId: string): Promise<SweepTarget> {
  if (!isId(householdId)) throw householdNotInSweep();
  const [target] = await tx.query<{ areaCode: string; visitId: string | null }[]>(
    `/* loadTargetForUpdate */
     SELECT area_code AS "areaCode", visit_id AS "visitId" FROM sweep_targets
      WHERE round_id = $1 AND household_id = $2 FOR UPDATE`,
    [roundId, householdId],
  );
  if (!target) throw householdNotInSweep();
  const lastVisit = target.visitId ? await tx.findOneBy(sweepVisitTable, { id: target.visitId }) : null;
  return { roundId, householdId, areaCode: target.areaCode, lastVisit };
}

export async function insertVisit(tx: Tx, visit: SweepVisit): Promise<void> {
  await tx.insert(sweepVisitTable, visit);
}

/** Visits with the grid of their door, by which their notes are masked. */
export async function findVisits(tx: Tx, ids: readonly string[]): Promise<(SweepVisit & { areaCode: string | undefined })[]> {
  const visits = await tx.findBy(sweepVisitTable, { id: In(ids.filter(isId)) });
  const doors = await tx.query<{ roundId: string; householdId: string; areaCode: string }[]>(
    `/* areasOfVisits */
     SELECT round_id AS "roundId", household_id AS "householdId", area_code AS "areaCode" FROM sweep_targets
      WHERE (round_id, household_id) IN (SELECT * FROM unnest($1::uuid[], $2::uuid[]))`,
    [visits.map((visit) => visit.roundId), visits.map((visit) => visit.householdId)],
  );
  const areas = new Map(doors.map((door) => [`${door.roundId} ${door.householdId}`, door.areaCode]));
  return visits.map((visit) => ({ ...visit, areaCode: areas.get(`${visit.roundId} ${visit.householdId}`) }));
}

/** Makes `visit` the one that counts, and moves the counts of its grid. */
export async function countVisit(tx: Tx, target: SweepTarget, visit: SweepVisit, change: CoverageChange): Promise<void> {
  await tx.query(
    `/* countVisit */
     WITH door AS (
       UPDATE sweep_targets SET visit_id = $3, outcome = $4 WHERE round_id = $1 AND household_id = $2
     )
     UPDATE sweep_counts SET
       reached = reached + $6,
       unreached = unreached + $7,
       outbreak_city = outbreak_city + $8,
       outbreak_province = outbreak_province + $9,
       other_province = other_province + $10,
       same_province = same_province + $11
     WHERE round_id = $1 AND area_code = $5`,
    [
      visit.roundId,
      visit.householdId,
      visit.id,
      visit.outcome,
      target.areaCode,
      change.reached,
      change.unreached,
      change.returnees.OUTBREAK_CITY ?? 0,
      change.returnees.OUTBREAK_PROVINCE ?? 0,
      change.returnees.OTHER_PROVINCE ?? 0,
      change.returnees.SAME_PROVINCE ?? 0,
    ],
  );
}
