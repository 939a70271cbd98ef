import { areaRange } from '@lianfang/contracts/areas';
import type { Tx } from '@lianfang/platform/persistence';
import { In } from 'typeorm';
import { isId } from '../ids.rules.ts';
import type { Revisit } from '../targetgroups/revisit.rules.ts';
import type { SweepRound, SweepTarget, SweepVisit } from './sweep.rules.ts';
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

/** Held by households that come, and by a round that opens alone: a door is seen by the round, or sees it. See migration 0035. */
const roundsLock = 35_001;

/** Every household of the round's area becomes a target; triggers count them. @returns households per grid */
export async function targetHouseholds(tx: Tx, round: SweepRound): Promise<{ areaCode: string; households: number }[]> {
  const { from, below } = areaRange(round.areaCode);
  await tx.query('/* openAlone */ SELECT pg_advisory_xact_lock($1)', [roundsLock]);
  await tx.query(
    `/* targetHouseholds */
     INSERT INTO sweep_targets (round_id, household_id, area_code, door_order)
     SELECT $1, id, area_code, door_order FROM households WHERE area_code >= $2 AND area_code < $3`,
    [round.id, from, below],
  );
  return tx.query(`/* countTargets */ SELECT area_code AS "areaCode", households FROM sweep_counts WHERE round_id = $1 AND households > 0`, [round.id]);
}

interface TargetRow extends Omit<SweepTarget, 'roundId' | 'householdId' | 'lastVisit'> {
  visitId: string | null;
}

/** Locks the door: visits to it follow each other. @throws Refusal HOUSEHOLD_NOT_IN_SWEEP */
export async function loadTargetForUpdate(tx: Tx, roundId: string, householdId: string): Promise<SweepTarget> {
  if (!isId(householdId)) throw householdNotInSweep();
  const [target] = await tx.query<TargetRow[]>(
    `/* loadTargetForUpdate */
     SELECT area_code AS "areaCode", visit_id AS "visitId", version, attempts, escalated_to AS "escalatedTo", conflicted FROM sweep_targets
      WHERE round_id = $1 AND household_id = $2 FOR UPDATE`,
    [roundId, householdId],
  );
  if (!target) throw householdNotInSweep();
  const { visitId, ...door } = target;
  const lastVisit = visitId ? await tx.findOneBy(sweepVisitTable, { id: visitId }) : null;
  return { roundId, householdId, ...door, lastVisit };
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

/** Makes `visit` what is known of its door; triggers move the counts and void what was signed over it. */
export async function countVisit(tx: Tx, visit: SweepVisit, revisit: Revisit): Promise<void> {
  await tx.query(
    `/* countVisit */
     UPDATE sweep_targets SET visit_id = $3, outcome = $4, version = $5, returnees = $6, attempts = $7, due_at = $8, escalated_to = $9
      WHERE round_id = $1 AND household_id = $2`,
    [visit.roundId, visit.householdId, visit.id, visit.outcome, visit.version, JSON.stringify(visit.returnees), revisit.attempts, revisit.dueAt, revisit.escalatedTo],
  );
}

/** A visit that changed nothing was still one: the door is due no more, and tries in vain add up. */
export async function noteAttempt(tx: Tx, door: { roundId: string; householdId: string }, revisit: Revisit): Promise<void> {
  await tx.query(
    `/* noteAttempt */ UPDATE sweep_targets SET attempts = $3, due_at = $4, escalated_to = $5 WHERE round_id = $1 AND household_id = $2`,
    [door.roundId, door.householdId, revisit.attempts, revisit.dueAt, revisit.escalatedTo],
  );
}

export async function markConflicted(tx: Tx, door: { roundId: string; householdId: string }, conflicted: boolean): Promise<void> {
  await tx.query(`/* markConflicted */ UPDATE sweep_targets SET conflicted = $3 WHERE round_id = $1 AND household_id = $2 AND conflicted <> $3`, [
    door.roundId,
    door.householdId,
    conflicted,
  ]);
}

/** A door that was reached is to be looked at again, in every open round that has it. @returns doors */
export async function setDue(tx: Tx, householdId: string, dueAt: Date): Promise<number> {
  const doors = await tx.query<[unknown[], number]>(
    `/* setDue */
     UPDATE sweep_targets t SET due_at = $2 FROM sweep_rounds r WHERE r.id = t.round_id AND r.state = 'OPEN' AND t.household_id = $1`,
    [householdId, dueAt],
  );
  return doors[1];
}

/** Visits of many doors, each door's newest first, at most 50. */
export function listVisitIds(tx: Tx, doors: readonly { roundId: string; householdId: string }[]): Promise<{ door: string; id: string }[]> {
  return tx.query(
    `/* listVisitIds */
     SELECT d.round_id || ' ' || d.household_id AS door, v.id FROM unnest($1::uuid[], $2::uuid[]) AS d (round_id, household_id)
      CROSS JOIN LATERAL (SELECT id, received_at FROM sweep_visits v WHERE v.round_id = d.round_id AND v.household_id = d.household_id ORDER BY received_at DESC, id DESC LIMIT 50) AS v
      ORDER BY 1, v.received_at DESC, v.id DESC`,
    [doors.map((door) => door.roundId), doors.map((door) => door.householdId)],
  );
}

export interface DoorsMoved {
  roundId: string;
  areaCode: string;
  households: number;
  reached: number;
  returnees: { OUTBREAK_CITY: number; OUTBREAK_PROVINCE: number; OTHER_PROVINCE: number; SAME_PROVINCE: number };
}

/** Takes what the register moved in rounds and nobody was told of yet. */
export async function takeMoves(tx: Tx): Promise<DoorsMoved[]> {
  return tx.query(
    `/* takeMoves */
     WITH taken AS (
       DELETE FROM sweep_moves WHERE id IN (SELECT id FROM sweep_moves ORDER BY id FOR UPDATE SKIP LOCKED) RETURNING *
     )
     SELECT round_id AS "roundId", area_code AS "areaCode", sum(households)::int AS households, sum(reached)::int AS reached,
            jsonb_build_object('OUTBREAK_CITY', sum(outbreak_city)::int, 'OUTBREAK_PROVINCE', sum(outbreak_province)::int,
              'OTHER_PROVINCE', sum(other_province)::int, 'SAME_PROVINCE', sum(same_province)::int) AS returnees
       FROM taken GROUP BY 1, 2 HAVING bool_or(households <> 0 OR reached <> 0) ORDER BY 1, 2`,
  );
}
