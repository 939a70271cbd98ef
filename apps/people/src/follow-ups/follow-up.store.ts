import { areaRange } from '@lianfang/contracts/areas';
import { insertMany } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import type { ContactKind, ReleaseFacts } from '../contacts/contact.rules.ts';
import { isAlarming } from './follow-up.rules.ts';
import type { FollowUp, FollowUpKind, FollowUpRule, TestResult } from './follow-up.rules.ts';

/** The version of the rule in force on a day. */
export async function loadFollowUpRule(tx: Tx, kind: ContactKind, day: string): Promise<FollowUpRule> {
  const [rule] = await tx.query<FollowUpRule[]>(
    `/* loadFollowUpRule */
     SELECT version, contact_kind AS "contactKind", days, test_days AS "testDays", summary_zh AS "summaryZh", summary_en AS "summaryEn"
       FROM follow_up_rules WHERE contact_kind = $1 AND valid_from <= $2 ORDER BY valid_from DESC LIMIT 1`,
    [kind, day],
  );
  if (!rule) throw new Error(`no follow-up rule for ${kind} is in force on ${day}`);
  return rule;
}

export function listFollowUpRules(tx: Tx): Promise<FollowUpRule[]> {
  return tx.query(
    `/* listFollowUpRules */
     SELECT version, contact_kind AS "contactKind", days, test_days AS "testDays", summary_zh AS "summaryZh", summary_en AS "summaryEn" FROM follow_up_rules`,
  );
}

/**
 * Makes the lists of these contacts what their rule says from today on: new ones are added, what is no longer asked is cancelled, what
 * was done stays. A sample whose day was before the contact was known is taken on the first day.
 */
export async function planFollowUps(tx: Tx, contactIds: readonly string[], today: string): Promise<void> {
  await tx.query(
    `/* planFollowUps */
     WITH wanted AS MATERIALIZED (
       SELECT DISTINCT c.id AS contact_id, c.area_code, c.rule_version, k.kind,
              CASE k.kind WHEN 'TEST' THEN greatest(c.last_exposure_on + d.n, c.declared_on) ELSE c.last_exposure_on + d.n END AS due_on
         FROM contacts c JOIN follow_up_rules r ON r.version = c.rule_version AND r.contact_kind = c.kind
        CROSS JOIN LATERAL generate_series(1, r.days) AS d (n) CROSS JOIN (VALUES ('TEMPERATURE'), ('TEST')) AS k (kind)
        WHERE c.id = ANY ($1::uuid[]) AND c.state = 'UNDER_OBSERVATION'
          AND CASE k.kind WHEN 'TEST' THEN d.n = ANY (r.test_days) ELSE c.last_exposure_on + d.n >= c.declared_on END
     ), cancelled AS (
       UPDATE follow_ups f SET state = 'CANCELLED'
        WHERE f.contact_id = ANY ($1::uuid[]) AND f.state = 'OPEN' AND f.due_on >= $2
          AND NOT EXISTS (SELECT FROM wanted w WHERE w.contact_id = f.contact_id AND w.due_on = f.due_on AND w.kind = f.kind)
     )
     INSERT INTO follow_ups (contact_id, due_on, kind, area_code, rule_version)
     SELECT contact_id, due_on, kind, area_code, rule_version FROM wanted ORDER BY contact_id, due_on, kind
     ON CONFLICT (contact_id, due_on, kind) DO UPDATE SET state = 'OPEN', rule_version = EXCLUDED.rule_version WHERE follow_ups.state = 'CANCELLED'`,
    [contactIds, today],
  );
}

/** Whose observation ended is asked no more. */
export async function cancelFollowUps(tx: Tx, contactIds: readonly string[]): Promise<void> {
  await tx.query(`/* cancelFollowUps */ UPDATE follow_ups SET state = 'CANCELLED' WHERE contact_id = ANY ($1::uuid[]) AND state = 'OPEN'`, [contactIds]);
}

export interface FollowUpKey {
  contactId: string;
  dueOn: string;
  kind: FollowUpKind;
}

const told = `f.contact_id AS "contactId", f.due_on::text AS "dueOn", f.kind, f.area_code AS "areaCode", f.rule_version AS "ruleVersion", f.state,
              r.temperature::float8 AS temperature, r.symptoms, r.result, r.recorded_at AS "recordedAt", r.recorded_by AS "recordedBy"`;

/** Locks the rows in the order of their keys. */
export function lockFollowUps(tx: Tx, keys: readonly FollowUpKey[]): Promise<FollowUp[]> {
  return tx.query(
    `/* lockFollowUps */
     SELECT ${told} FROM follow_ups f LEFT JOIN follow_up_records r ON r.id = f.record_id
      WHERE (f.contact_id, f.due_on, f.kind) IN (SELECT * FROM unnest($1::uuid[], $2::date[], $3::text[]))
      ORDER BY f.contact_id, f.due_on, f.kind FOR UPDATE OF f`,
    [keys.map((key) => key.contactId), keys.map((key) => key.dueOn), keys.map((key) => key.kind)],
  );
}

export interface NewRecord extends FollowUpKey {
  id: string;
  temperature: number | null;
  symptoms: boolean;
  result: TestResult | null;
  reason: string | null;
  recordedAt: Date;
  recordedById: string;
  recordedBy: string;
}

const recordColumns = {
  id: 'uuid', contact_id: 'uuid', due_on: 'date', kind: 'text', temperature: 'numeric', symptoms: 'boolean', result: 'text', reason: 'text', recorded_at: 'timestamptz',
  recorded_by_id: 'text', recorded_by: 'text',
} as const;

export async function insertRecords(tx: Tx, records: readonly NewRecord[]): Promise<void> {
  await insertMany(tx, 'follow_up_records', recordColumns, records);
  await tx.query(
    `/* closeFollowUps */
     UPDATE follow_ups f SET state = 'DONE', record_id = n.id, alarming = n.alarming
       FROM unnest($1::uuid[], $2::date[], $3::text[], $4::uuid[], $5::boolean[]) AS n (contact_id, due_on, kind, id, alarming)
      WHERE (f.contact_id, f.due_on, f.kind) = (n.contact_id, n.due_on, n.kind)`,
    [records.map((row) => row.contactId), records.map((row) => row.dueOn), records.map((row) => row.kind), records.map((row) => row.id), records.map(isAlarming)],
  );
}

export type FollowUpView = 'DUE' | 'OVERDUE' | 'DONE' | 'ALL';

const viewed: Record<FollowUpView, string> = {
  DUE: `f.due_on = $3 AND f.state = 'OPEN'`,
  OVERDUE: `f.due_on < $3 AND f.state = 'OPEN'`,
  DONE: `f.due_on = $3 AND f.state = 'DONE'`,
  ALL: `f.due_on = $3 AND f.state <> 'CANCELLED'`,
};

export interface FollowUpFilter {
  areaCode: string;
  day: string;
  view: FollowUpView;
  kind?: FollowUpKind | null;
}

/** A page in the order of days; the oldest debt first. */
export function pageFollowUps(tx: Tx, filter: FollowUpFilter, page: { limit: number; after: FollowUpKey | null }): Promise<FollowUp[]> {
  const { from, below } = areaRange(filter.areaCode);
  const { after } = page;
  return tx.query(
    `/* pageFollowUps */
     SELECT ${told} FROM follow_ups f LEFT JOIN follow_up_records r ON r.id = f.record_id
      WHERE f.area_code >= $1 AND f.area_code < $2 AND ${viewed[filter.view]} AND ($4::text IS NULL OR f.kind = $4)
        AND ($5::date IS NULL OR (f.due_on, f.contact_id, f.kind) > ($5, $6::uuid, $7::text))
      ORDER BY f.due_on, f.contact_id, f.kind LIMIT $8`,
    [from, below, filter.day, filter.kind ?? null, after?.dueOn ?? null, after?.contactId ?? null, after?.kind ?? null, page.limit],
  );
}

export async function countFollowUps(tx: Tx, filter: FollowUpFilter): Promise<number> {
  const { from, below } = areaRange(filter.areaCode);
  const [row] = await tx.query<{ rows: number }[]>(
    `/* countFollowUps */
     SELECT count(*)::int AS rows FROM follow_ups f WHERE f.area_code >= $1 AND f.area_code < $2 AND ${viewed[filter.view]} AND ($4::text IS NULL OR f.kind = $4)`,
    [from, below, filter.day, filter.kind ?? null],
  );
  return row!.rows;
}

export interface FollowUpSums {
  due: number;
  done: number;
  overdue: number;
  alarming: number;
}

export async function sumFollowUps(tx: Tx, areaCode: string, day: string): Promise<FollowUpSums> {
  const { from, below } = areaRange(areaCode);
  const [row] = await tx.query<FollowUpSums[]>(
    `/* sumFollowUps */
     SELECT (count(*) FILTER (WHERE f.due_on = $3 AND f.state = 'OPEN'))::int AS due, (count(*) FILTER (WHERE f.due_on = $3 AND f.state = 'DONE'))::int AS done,
            (count(*) FILTER (WHERE f.due_on < $3))::int AS overdue,
            (count(*) FILTER (WHERE f.due_on = $3 AND f.alarming))::int AS alarming
       FROM follow_ups f
      WHERE f.area_code >= $1 AND f.area_code < $2 AND ((f.due_on = $3 AND f.state <> 'CANCELLED') OR (f.due_on < $3 AND f.state = 'OPEN'))`,
    [from, below, day],
  );
  return row!;
}

/** All that is not cancelled of these contacts, in the order of days. */
export function listFollowUps(tx: Tx, contactIds: readonly string[]): Promise<FollowUp[]> {
  return tx.query(
    `/* listFollowUps */
     SELECT ${told} FROM follow_ups f LEFT JOIN follow_up_records r ON r.id = f.record_id
      WHERE f.contact_id = ANY ($1::uuid[]) AND f.state <> 'CANCELLED' ORDER BY f.contact_id, f.due_on, f.kind`,
    [contactIds],
  );
}

/** What a release by rule is decided on, of many contacts at once. */
export function releaseFacts(tx: Tx, contactIds: readonly string[]): Promise<ReleaseFacts[]> {
  return tx.query(
    `/* releaseFacts */
     SELECT c.id, c.state, c.ends_on::text AS "endsOn",
            (count(*) FILTER (WHERE f.kind = 'TEST' AND f.state = 'OPEN'))::int AS "testsMissing",
            (count(*) FILTER (WHERE r.result = 'POSITIVE'))::int AS "testsPositive",
            coalesce((array_agg(r.temperature >= 37.3 OR r.symptoms ORDER BY f.due_on DESC, r.recorded_at DESC) FILTER (WHERE r.temperature IS NOT NULL))[1], false) AS "feverOpen"
       FROM contacts c LEFT JOIN follow_ups f ON f.contact_id = c.id AND f.state <> 'CANCELLED' LEFT JOIN follow_up_records r ON r.id = f.record_id
      WHERE c.id = ANY ($1::uuid[]) GROUP BY c.id`,
    [contactIds],
  );
}
