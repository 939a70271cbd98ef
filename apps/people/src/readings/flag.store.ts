import { areaRange } from '@lianfang/contracts/areas';
import type { Tx } from '@lianfang/platform/persistence';
import { In } from 'typeorm';
import type { SelectQueryBuilder } from 'typeorm';
import { isId } from '../ids.rules.ts';
import type { FlagBecause, FlagChange, FlagOutcome, FlagState, ReadingFlag, ReadingRule } from './flag.rules.ts';
import { flagUnknown } from './reading.refusals.ts';
import type { Utility } from './reading.rules.ts';
import { readingFlagTable } from './reading.table.ts';

/** Whose meters are judged: those of an import, of a household, or of an area and all below it. */
export type Judged = { meterIds: readonly string[] } | { householdIds: readonly string[] } | { areaCode: string };

/**
 * What the rules say of each meter now: its latest period is above the threshold while its door is vacant or was not reached in the
 * current round. The current round of a door is the latest that has it; tried without success is not reached, and so is a door never
 * tried once the round is over.
 */
const judgedSql = (scope: string) => `
  judged AS (
    SELECT m.id AS meter_id, m.utility, h.id AS household_id, h.area_code, h.occupancy, m.state
      FROM meters m JOIN households h ON h.id = m.household_id WHERE ${scope}
  ), wanted AS (
    SELECT j.meter_id, j.household_id, j.area_code, j.utility, r.period, r.consumption, rule.period_kind, rule.version AS rule_version, rule.threshold,
           rule.deadline_hours, CASE WHEN j.occupancy = 'VACANT' THEN 'VACANT' ELSE 'UNREACHED' END AS because,
           CASE WHEN j.occupancy = 'VACANT' THEN NULL ELSE door.round_id END AS round_id
      FROM judged j
      CROSS JOIN LATERAL (SELECT r.period, r.consumption FROM readings r WHERE r.meter_id = j.meter_id ORDER BY r.period DESC LIMIT 1) r
      CROSS JOIN LATERAL (
        SELECT q.* FROM reading_rules q
         WHERE q.utility = j.utility AND q.period_kind = CASE length(r.period) WHEN 7 THEN 'MONTH' ELSE 'DAY' END AND q.valid_from <= $2::date
         ORDER BY q.valid_from DESC LIMIT 1) rule
      LEFT JOIN LATERAL (
        SELECT t.round_id, t.outcome, s.state, s.ends_on FROM sweep_targets t JOIN sweep_rounds s ON s.id = t.round_id
         WHERE t.household_id = j.household_id ORDER BY s.starts_on DESC, s.opened_at DESC, s.id DESC LIMIT 1) door ON true
     WHERE j.state = 'SINGLE' AND r.consumption > rule.threshold
       AND (j.occupancy = 'VACANT' OR door.outcome IN ('ABSENT', 'REFUSED', 'NOT_FOUND')
            OR (door.round_id IS NOT NULL AND door.outcome IS NULL AND (door.state <> 'OPEN' OR door.ends_on < $2::date)))
  )`;

function scopeOf(judged: Judged): { scope: string; parameter: unknown } {
  if ('meterIds' in judged) return { scope: 'm.id = ANY ($1::uuid[])', parameter: judged.meterIds };
  if ('householdIds' in judged) return { scope: 'm.household_id = ANY ($1::uuid[])', parameter: judged.householdIds };
  return { scope: `h.area_code >= $1::text COLLATE "C" AND h.area_code < ($1::text || ':') COLLATE "C"`, parameter: judged.areaCode };
}

/**
 * Raises, reopens, renews and withdraws the flags of these meters, in one statement. What was settled opens again only when a later
 * period, or more of the same, came in; what is open and not wanted any more is withdrawn.
 * @param today YYYY-MM-DD in Asia/Shanghai
 * @returns how many are to be worked on now that were not before
 */
export async function judgeMeters(tx: Tx, judged: Judged, today: string, now: Date): Promise<number> {
  const { scope, parameter } = scopeOf(judged);
  const rows = await tx.query<{ what: string; flags: number }[]>(
    `/* judgeMeters */
     WITH ${judgedSql(scope)}, known AS (
       SELECT f.* FROM reading_flags f JOIN judged j ON j.meter_id = f.meter_id AND j.household_id = f.household_id ORDER BY f.id FOR UPDATE OF f
     ), fresh AS (
       INSERT INTO reading_flags (id, meter_id, household_id, area_code, utility, because, round_id, period, consumption, period_kind, rule_version, threshold,
                                  state, owner_area_code, due_at, flagged_at, changed_at)
       SELECT gen_random_uuid(), meter_id, household_id, area_code, utility, because, round_id, period, consumption, period_kind, rule_version, threshold,
              'OPEN', area_code, $3::timestamptz + make_interval(hours => deadline_hours), $3, $3
         FROM wanted w WHERE NOT EXISTS (SELECT FROM known k WHERE k.meter_id = w.meter_id)
       ON CONFLICT (meter_id, household_id) DO NOTHING
       RETURNING id, 'FLAGGED' AS what, period, consumption, threshold
     ), moved AS (
       UPDATE reading_flags f SET because = w.because, round_id = w.round_id, period = w.period, consumption = w.consumption, period_kind = w.period_kind,
              rule_version = w.rule_version, threshold = w.threshold, state = 'OPEN', outcome = NULL, changed_at = $3, version = f.version + 1,
              area_code = w.area_code,
              due_at = CASE WHEN k.state = 'OPEN' THEN f.due_at ELSE $3::timestamptz + make_interval(hours => w.deadline_hours) END,
              owner_area_code = CASE WHEN k.state = 'OPEN' AND f.area_code = w.area_code THEN f.owner_area_code ELSE w.area_code END
         FROM known k JOIN wanted w USING (meter_id)
        WHERE f.id = k.id AND CASE k.state
              WHEN 'OPEN' THEN (k.period, k.consumption, k.because, k.threshold, k.area_code) IS DISTINCT FROM (w.period, w.consumption, w.because, w.threshold, w.area_code)
              WHEN 'WITHDRAWN' THEN true
              ELSE w.period > k.period OR (w.period = k.period AND w.consumption > k.consumption) END
       RETURNING f.id, CASE k.state WHEN 'OPEN' THEN 'READ_AGAIN' ELSE 'REOPENED' END AS what, f.period, f.consumption, f.threshold
     ), gone AS (
       UPDATE reading_flags f SET state = 'WITHDRAWN', changed_at = $3, version = f.version + 1
         FROM known k WHERE f.id = k.id AND k.state = 'OPEN' AND NOT EXISTS (SELECT FROM wanted w WHERE w.meter_id = k.meter_id)
       RETURNING f.id, 'WITHDRAWN' AS what, f.period, f.consumption, f.threshold
     ), told AS (
       INSERT INTO reading_flag_changes (flag_id, what, period, consumption, threshold, changed_at)
       SELECT id, what, period, consumption, threshold, $3 FROM (SELECT * FROM fresh UNION ALL SELECT * FROM moved UNION ALL SELECT * FROM gone) AS changed
       RETURNING what
     )
     SELECT what, count(*)::int AS flags FROM told GROUP BY what`,
    [parameter, today, now],
  );
  return rows.filter(({ what }) => what === 'FLAGGED' || what === 'REOPENED').reduce((sum, { flags }) => sum + flags, 0);
}

export function findFlags(tx: Tx, ids: readonly string[]): Promise<ReadingFlag[]> {
  return tx.findBy(readingFlagTable, { id: In(ids.filter(isId)) });
}

/** @throws Refusal READING_FLAG_NOT_FOUND */
export async function loadFlagForUpdate(tx: Tx, id: string): Promise<ReadingFlag> {
  const flag = isId(id) ? await tx.findOne(readingFlagTable, { where: { id }, lock: { mode: 'pessimistic_write' } }) : null;
  if (!flag) throw flagUnknown();
  return flag;
}

export interface FlagFilter {
  areaCode: string;
  state?: FlagState | null;
  utility?: Utility | null;
  because?: FlagBecause | null;
  overdueAt?: Date | null;
}

/** The work list: what is due first stands first. The cursor is the id; its place in the order is looked up. */
export function pageFlags(tx: Tx, filter: FlagFilter, page: { limit: number; after: string | null }): Promise<ReadingFlag[]> {
  const query = filtered(tx, filter).orderBy('f.dueAt').addOrderBy('f.id').limit(page.limit);
  if (page.after) query.andWhere('(f.dueAt, f.id) > (SELECT a.due_at, a.id FROM reading_flags a WHERE a.id = :after)', { after: page.after });
  return query.getMany();
}

export function countFlags(tx: Tx, filter: FlagFilter): Promise<number> {
  return filtered(tx, filter).getCount();
}

function filtered(tx: Tx, { areaCode, state, utility, because, overdueAt }: FlagFilter): SelectQueryBuilder<ReadingFlag> {
  const query = tx.createQueryBuilder(readingFlagTable, 'f').where('f.areaCode >= :from AND f.areaCode < :below', areaRange(areaCode));
  if (state) query.andWhere('f.state = :state', { state });
  if (utility) query.andWhere('f.utility = :utility', { utility });
  if (because) query.andWhere('f.because = :because', { because });
  if (overdueAt) query.andWhere(`f.state = 'OPEN' AND f.dueAt < :overdueAt`, { overdueAt });
  return query;
}

export interface FlagCounts {
  areaCode: string;
  flagged: number;
  open: number;
  overdue: number;
  done: number;
  withdrawn: number;
  somebodyLives: number;
}

const counts = `
  count(*)::int AS flagged,
  count(*) FILTER (WHERE state = 'OPEN')::int AS open,
  count(*) FILTER (WHERE state = 'OPEN' AND due_at < $3)::int AS overdue,
  count(*) FILTER (WHERE state = 'DONE')::int AS done,
  count(*) FILTER (WHERE state = 'WITHDRAWN')::int AS withdrawn,
  count(*) FILTER (WHERE outcome = 'SOMEBODY_LIVES')::int AS "somebodyLives"`;

/** Counted in one statement, so they sum up at every moment. */
export async function countFlagsOf(tx: Tx, areaCode: string, now: Date): Promise<FlagCounts> {
  const { from, below } = areaRange(areaCode);
  const [row] = await tx.query<Omit<FlagCounts, 'areaCode'>[]>(
    `/* countFlagsOf */ SELECT ${counts} FROM reading_flags WHERE area_code >= $1 AND area_code < $2`,
    [from, below, now],
  );
  return { areaCode, ...row! };
}

/** Of each area one level below that has any. */
export function countFlagsBelow(tx: Tx, areaCode: string, digits: number, now: Date): Promise<FlagCounts[]> {
  const { from, below } = areaRange(areaCode);
  return tx.query(
    `/* countFlagsBelow */
     SELECT left(area_code, $4) AS "areaCode", ${counts} FROM reading_flags WHERE area_code >= $1 AND area_code < $2 GROUP BY left(area_code, $4) ORDER BY 1`,
    [from, below, now, digits],
  );
}

export async function listFlagChanges(tx: Tx, flagIds: readonly string[]): Promise<FlagChange[]> {
  const rows = await tx.query<(Omit<FlagChange, 'consumption' | 'threshold'> & { consumption: string | null; threshold: string | null })[]>(
    `/* listFlagChanges */
     SELECT id, flag_id AS "flagId", what, period, consumption, threshold, outcome, note, changed_by AS "changedBy", changed_at AS "changedAt"
       FROM reading_flag_changes WHERE flag_id = ANY ($1::uuid[]) ORDER BY flag_id, id`,
    [flagIds],
  );
  return rows.map((row) => ({ ...row, consumption: row.consumption === null ? null : Number(row.consumption), threshold: row.threshold === null ? null : Number(row.threshold) }));
}

export async function settleFlag(tx: Tx, flag: ReadingFlag, settled: { outcome: FlagOutcome; note: string | null; by: string; at: Date }): Promise<void> {
  await tx.query(
    `/* settleFlag */
     WITH settled AS (UPDATE reading_flags SET state = 'DONE', outcome = $2, changed_at = $5, version = version + 1 WHERE id = $1)
     INSERT INTO reading_flag_changes (flag_id, what, outcome, note, changed_by, changed_at) VALUES ($1, 'SETTLED', $2, $3, $4, $5)`,
    [flag.id, settled.outcome, settled.note, settled.by, settled.at],
  );
}

export async function setMeterState(tx: Tx, meterId: string, state: 'SHARED' | 'ELSEWHERE'): Promise<void> {
  await tx.query(`/* setMeterState */ UPDATE meters SET state = $2 WHERE id = $1`, [meterId, state]);
}

export async function assignFlag(tx: Tx, flag: ReadingFlag, to: { ownerAreaCode: string; dueAt: Date; by: string; at: Date }): Promise<void> {
  await tx.query(
    `/* assignFlag */
     WITH assigned AS (UPDATE reading_flags SET owner_area_code = $2, due_at = $3, changed_at = $5, version = version + 1 WHERE id = $1)
     INSERT INTO reading_flag_changes (flag_id, what, changed_by, changed_at) VALUES ($1, 'ASSIGNED', $4, $5)`,
    [flag.id, to.ownerAreaCode, to.dueAt, to.by, to.at],
  );
}

export async function listReadingRules(tx: Tx): Promise<ReadingRule[]> {
  const rows = await tx.query<(Omit<ReadingRule, 'threshold'> & { threshold: string })[]>(
    `/* listReadingRules */
     SELECT utility, period_kind AS "periodKind", version, valid_from::text AS "validFrom", threshold, unit, deadline_hours AS "deadlineHours"
       FROM reading_rules ORDER BY utility, period_kind, valid_from DESC`,
  );
  return rows.map((row) => ({ ...row, threshold: Number(row.threshold) }));
}

export async function listMeterNumbers(tx: Tx, meterIds: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx.query<{ id: string; number: string }[]>(`/* listMeterNumbers */ SELECT id, number FROM meters WHERE id = ANY ($1::uuid[])`, [meterIds]);
  return new Map(rows.map(({ id, number }) => [id, number]));
}
