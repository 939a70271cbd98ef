import type { Tx } from '@lianfang/platform/persistence';
import type { OutingPeriod, QuotaRule } from './quota.rules.ts';
import { quotaRuleTable } from './pass.table.ts';

/** Every version there is: a handful. */
export async function listQuotaRules(tx: Tx): Promise<Map<string, QuotaRule>> {
  return new Map((await tx.find(quotaRuleTable)).map((rule) => [rule.version, rule]));
}

export async function loadRuleInForce(tx: Tx, at: Date): Promise<QuotaRule> {
  const rule = await tx
    .createQueryBuilder(quotaRuleTable, 'r')
    .where('r.in_force_from <= :at', { at })
    .orderBy('r.in_force_from', 'DESC')
    .limit(1)
    .getOne();
  if (!rule) throw new Error(`no quota rule is in force at ${at.toISOString()}`);
  return rule;
}

/** Periods of these households that reach beyond the day. */
export function listOutings(tx: Tx, householdIds: readonly string[], from: string): Promise<OutingPeriod[]> {
  return tx.query<OutingPeriod[]>(
    `/* listOutings */
     SELECT household_id AS "householdId", slot, lower(period)::text AS from, upper(period)::text AS below
       FROM outings WHERE household_id = ANY ($1::uuid[]) AND period && daterange($2::date, NULL)`,
    [householdIds, from],
  );
}

/** A passage out of the gate that nothing but the quota can refuse. */
export interface OutingRequest {
  passageId: string;
  householdId: string;
  /** Day of the outing. */
  day: string;
  rule: QuotaRule;
}

/**
 * Lets out, across all gates at once, who is within the quota. One statement finds each household a free slot of its rule and
 * takes it; the exclusion constraint lets one of two that chose the same slot at the same time through. The other asks again:
 * it then sees the slot taken and finds the next one, or none. So exactly the quota is let out, and no lock is held but on
 * what was taken. The earlier outing of a household goes first.
 *
 * @returns the passages that were let out
 */
export async function takeOutings(tx: Tx, requests: readonly OutingRequest[]): Promise<Set<string>> {
  const letOut = new Set<string>();
  let open = inTakingOrder(requests);
  while (open.length > 0) {
    const answers = await takeFreeSlots(tx, open);
    const again = new Set<string>();
    for (const { passageId, hadRoom, taken } of answers) {
      if (taken) letOut.add(passageId);
      else if (hadRoom) again.add(passageId);
    }
    open = open.filter(({ passageId }) => again.has(passageId));
  }
  return letOut;
}

/** By household first, so that two batches take their households in one order and do not wait for each other crosswise. */
function inTakingOrder(requests: readonly OutingRequest[]): OutingRequest[] {
  return requests.toSorted((a, b) => compare(a.householdId, b.householdId) || compare(a.day, b.day));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function takeFreeSlots(tx: Tx, requests: readonly OutingRequest[]) {
  return tx.query<{ passageId: string; hadRoom: boolean; taken: boolean }[]>(
    `/* takeOutings */
     WITH asked AS (
       SELECT passage_id, household_id, daterange(day, day + days) AS period, outings, rule_version, ordinal
         FROM unnest($1::uuid[], $2::uuid[], $3::date[], $4::int[], $5::int[], $6::text[])
              WITH ORDINALITY AS a(passage_id, household_id, day, days, outings, rule_version, ordinal)
     ), placed AS MATERIALIZED (
       SELECT asked.*, (
         SELECT min(slot) FROM generate_series(1, asked.outings) AS slot
          WHERE NOT EXISTS (SELECT FROM outings o
                 WHERE o.household_id = asked.household_id AND o.slot = slot.slot AND o.period && asked.period)) AS slot
         FROM asked
     ), taken AS (
       INSERT INTO outings (passage_id, household_id, slot, period, rule_version)
       SELECT passage_id, household_id, slot, period, rule_version FROM placed WHERE slot IS NOT NULL ORDER BY ordinal
       ON CONFLICT DO NOTHING RETURNING passage_id
     )
     SELECT passage_id AS "passageId", slot IS NOT NULL AS "hadRoom",
            EXISTS (SELECT FROM taken WHERE taken.passage_id = placed.passage_id) AS taken
       FROM placed`,
    [
      requests.map(({ passageId }) => passageId),
      requests.map(({ householdId }) => householdId),
      requests.map(({ day }) => day),
      requests.map(({ rule }) => rule.days),
      requests.map(({ rule }) => rule.outings),
      requests.map(({ rule }) => rule.version),
    ],
  );
}
