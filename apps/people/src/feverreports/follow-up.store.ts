import { areaRange } from '@lianfang/contracts/areas';
import { insertMany } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import { In } from 'typeorm';
import type { SelectQueryBuilder } from 'typeorm';
import { isId } from '../ids.rules.ts';
import { followUpUnknown } from './fever-report.refusals.ts';
import { feverFollowUpTable } from './fever-report.table.ts';
import type { FeverRule, FollowUp, FollowUpChange, FollowUpOutcome } from './follow-up.rules.ts';

/** The rule in force on a day. */
export async function loadFeverRule(tx: Tx, day: string): Promise<FeverRule> {
  const [rule] = await tx.query<FeverRule[]>(
    `/* loadFeverRule */
     SELECT version, valid_from::text AS "validFrom", follow_up_hours AS "followUpHours", reopen_days AS "reopenDays" FROM fever_rules
      WHERE valid_from <= $1 ORDER BY valid_from DESC LIMIT 1`,
    [day],
  );
  if (!rule) throw new Error(`no rule of fever reports is in force on ${day}`);
  return rule;
}

/** The follow-up that each new report's person has: the open one, else the latest. By the person, the number, or the phone with the name. */
export async function findFollowUpsOf(tx: Tx, reportIds: readonly string[]): Promise<Map<string, FollowUp>> {
  const rows = await tx.query<{ reportId: string; followUpId: string }[]>(
    `/* findFollowUpsOf */
     SELECT r.id AS "reportId", known.id AS "followUpId" FROM fever_reports r CROSS JOIN LATERAL (
       SELECT id FROM (
         SELECT f.id, f.settled, f.last_occurred_at FROM fever_follow_ups f WHERE f.person_id = r.person_id
         UNION ALL SELECT f.id, f.settled, f.last_occurred_at FROM fever_reports e JOIN fever_follow_ups f ON f.id = e.follow_up_id
           WHERE e.id_number_index = r.id_number_index
         UNION ALL SELECT f.id, f.settled, f.last_occurred_at FROM fever_reports e JOIN fever_follow_ups f ON f.id = e.follow_up_id
           WHERE e.phone_index = r.phone_index AND e.name IS NOT DISTINCT FROM r.name
             AND (r.id_number_index IS NULL OR e.id_number_index IS NULL) AND (r.person_id IS NULL OR f.person_id IS NULL OR f.person_id = r.person_id)) AS either
        ORDER BY settled, last_occurred_at DESC, id LIMIT 1) AS known
      WHERE r.id = ANY ($1::uuid[])`,
    [reportIds],
  );
  const followUps = new Map((await findFollowUps(tx, [...new Set(rows.map(({ followUpId }) => followUpId))])).map((one) => [one.id, one]));
  return new Map(rows.map(({ reportId, followUpId }) => [reportId, followUps.get(followUpId)!]));
}

export async function insertFollowUps(tx: Tx, rows: readonly Pick<FollowUp, 'id' | 'areaCode' | 'personId' | 'ruleVersion' | 'openedAt' | 'dueAt' | 'lastOccurredAt'>[]): Promise<void> {
  await insertMany(
    tx, 'fever_follow_ups',
    { id: 'uuid', area_code: 'text', person_id: 'uuid', rule_version: 'text', opened_at: 'timestamptz', due_at: 'timestamptz', last_occurred_at: 'timestamptz' }, rows,
  );
}

/** Hangs reports on their follow-ups, and moves these to the latest of them. */
export async function attachReports(tx: Tx, links: readonly { reportId: string; followUpId: string }[]): Promise<void> {
  await tx.query(
    `/* attachReports */
     WITH linked AS (
       UPDATE fever_reports r SET follow_up_id = l.follow_up_id FROM unnest($1::uuid[], $2::uuid[]) AS l (report_id, follow_up_id) WHERE r.id = l.report_id
       RETURNING r.follow_up_id, r.occurred_at, r.person_id, r.area_code
     ), latest AS (
       SELECT follow_up_id, max(occurred_at) AS occurred_at, min(person_id::text)::uuid AS person_id, max(area_code) FILTER (WHERE person_id IS NOT NULL) AS area_code FROM linked GROUP BY follow_up_id
     )
     UPDATE fever_follow_ups f SET last_occurred_at = greatest(f.last_occurred_at, l.occurred_at), person_id = coalesce(f.person_id, l.person_id),
            area_code = CASE WHEN f.person_id IS NULL AND l.person_id IS NOT NULL THEN l.area_code ELSE f.area_code END, version = f.version + 1
       FROM latest l WHERE f.id = l.follow_up_id`,
    [links.map(({ reportId }) => reportId), links.map(({ followUpId }) => followUpId)],
  );
}

export async function reopenFollowUps(tx: Tx, ids: readonly string[], dueAt: Date, ruleVersion: string): Promise<void> {
  await tx.query(
    `/* reopenFollowUps */
     UPDATE fever_follow_ups SET settled = false, outcome = NULL, done_at = NULL, done_by = NULL, due_at = $2, rule_version = $3, version = version + 1 WHERE id = ANY ($1::uuid[])`,
    [ids, dueAt, ruleVersion],
  );
}

export async function insertChanges(tx: Tx, rows: readonly FollowUpChange[]): Promise<void> {
  await insertMany(tx, 'fever_follow_up_changes', { follow_up_id: 'uuid', what: 'text', outcome: 'text', note: 'text', changed_by: 'text', changed_at: 'timestamptz' }, rows);
}

export function findFollowUps(tx: Tx, ids: readonly string[]): Promise<FollowUp[]> {
  return tx.findBy(feverFollowUpTable, { id: In(ids.filter(isId)) });
}

/** @throws Refusal FOLLOW_UP_NOT_FOUND */
export async function loadFollowUpForUpdate(tx: Tx, id: string): Promise<FollowUp> {
  const followUp = isId(id) ? await tx.findOne(feverFollowUpTable, { where: { id }, lock: { mode: 'pessimistic_write' } }) : null;
  if (!followUp) throw followUpUnknown();
  return followUp;
}

export async function updateFollowUp(tx: Tx, id: string, change: Partial<FollowUp>): Promise<void> {
  await tx.update(feverFollowUpTable, { id }, change as object);
}

/** Another open one of the same person. */
export async function hasOtherOpen(tx: Tx, personId: string, id: string): Promise<boolean> {
  const [row] = await tx.query<{ other: boolean }[]>(
    `/* hasOtherOpen */ SELECT EXISTS (SELECT FROM fever_follow_ups WHERE person_id = $1 AND NOT settled AND id <> $2) AS other`, [personId, id],
  );
  return row!.other;
}

export interface FollowUpFilter {
  areaCode: string;
  settled?: boolean | null;
  outcome?: FollowUpOutcome | null;
  overdueAt?: Date | null;
}

/** Open before done, and in each what is due first: the overdue stand at the top. */
export function pageFollowUps(tx: Tx, filter: FollowUpFilter, page: { limit: number; after: string | null }): Promise<FollowUp[]> {
  const query = filtered(tx, filter).orderBy('f.settled').addOrderBy('f.dueAt').addOrderBy('f.id').limit(page.limit);
  if (page.after) query.andWhere('(f.settled, f.dueAt, f.id) > (SELECT a.settled, a.due_at, a.id FROM fever_follow_ups a WHERE a.id = :after)', { after: page.after });
  return query.getMany();
}

export function countFollowUps(tx: Tx, filter: FollowUpFilter): Promise<number> {
  return filtered(tx, filter).getCount();
}

function filtered(tx: Tx, { areaCode, settled, outcome, overdueAt }: FollowUpFilter): SelectQueryBuilder<FollowUp> {
  const query = tx.createQueryBuilder(feverFollowUpTable, 'f').where('f.areaCode >= :from AND f.areaCode < :below', areaRange(areaCode));
  if (settled != null) query.andWhere('f.settled = :settled', { settled });
  if (outcome) query.andWhere('f.outcome = :outcome', { outcome });
  if (overdueAt) query.andWhere('NOT f.settled AND f.dueAt < :overdueAt', { overdueAt });
  return query;
}

export interface FeverCounts {
  areaCode: string;
  total: number;
  open: number;
  overdue: number;
  done: number;
  recovered: number;
  sentToClinic: number;
  testedNegative: number;
  testedPositive: number;
  notFound: number;
}

const of = (outcome: FollowUpOutcome) => `count(*) FILTER (WHERE f.outcome = '${outcome}')::int`;
const counts = `
  count(f.id)::int AS total, count(f.id) FILTER (WHERE NOT f.settled)::int AS open, count(f.id) FILTER (WHERE NOT f.settled AND f.due_at < $2)::int AS overdue,
  count(f.id) FILTER (WHERE f.settled)::int AS done, ${of('RECOVERED')} AS recovered, ${of('SENT_TO_CLINIC')} AS "sentToClinic",
  ${of('TESTED_NEGATIVE')} AS "testedNegative", ${of('TESTED_POSITIVE')} AS "testedPositive", ${of('NOT_FOUND')} AS "notFound"`;

/** Of many areas in one statement, so that they sum up at every moment. */
export function countFeverOf(tx: Tx, areaCodes: readonly string[], now: Date): Promise<FeverCounts[]> {
  return tx.query(
    `/* countFeverOf */
     SELECT asked.code AS "areaCode", ${counts} FROM unnest($1::text[]) AS asked (code)
       LEFT JOIN fever_follow_ups f ON f.area_code >= asked.code COLLATE "C" AND f.area_code < (asked.code || ':') COLLATE "C" GROUP BY asked.code`,
    [areaCodes, now],
  );
}

/** Of each area one level below that has any. */
export function countFeverBelow(tx: Tx, areaCode: string, digits: number, now: Date): Promise<FeverCounts[]> {
  const { from, below } = areaRange(areaCode);
  return tx.query(
    `/* countFeverBelow */
     SELECT left(f.area_code, $4) AS "areaCode", ${counts} FROM fever_follow_ups f WHERE f.area_code >= $1 AND f.area_code < $3 GROUP BY left(f.area_code, $4) ORDER BY 1`,
    [from, now, below, digits],
  );
}

export function listFollowUpChanges(tx: Tx, followUpIds: readonly string[]): Promise<FollowUpChange[]> {
  return tx.query(
    `/* listFollowUpChanges */
     SELECT follow_up_id AS "followUpId", what, outcome, note, changed_by AS "changedBy", changed_at AS "changedAt" FROM fever_follow_up_changes
      WHERE follow_up_id = ANY ($1::uuid[]) ORDER BY follow_up_id, id`,
    [followUpIds],
  );
}

export function listFeverRules(tx: Tx): Promise<FeverRule[]> {
  return tx.query(
    `/* listFeverRules */ SELECT version, valid_from::text AS "validFrom", follow_up_hours AS "followUpHours", reopen_days AS "reopenDays" FROM fever_rules ORDER BY valid_from`,
  );
}
