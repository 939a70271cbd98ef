import { areaRange } from '@lianfang/contracts/areas';
import type { Tx } from '@lianfang/platform/persistence';
import { In } from 'typeorm';
import type { SelectQueryBuilder } from 'typeorm';
import { isId } from '../ids.rules.ts';
import { claimUnknown, tipUnknown } from './tipoff.rules.ts';
import type { TipOff, TipOutcome, TipReward, TipRule } from './tipoff.rules.ts';
import { tipOffTable, tipRewardTable } from './tipoff.table.ts';

export async function insertTip(tx: Tx, tip: TipOff): Promise<void> {
  await tx.insert(tipOffTable, tip);
}

export async function findTip(tx: Tx, id: string): Promise<TipOff | null> {
  return isId(id) ? tx.findOneBy(tipOffTable, { id }) : null;
}

/** @throws Refusal TIP_NOT_FOUND */
export async function loadTipForUpdate(tx: Tx, id: string): Promise<TipOff> {
  const tip = isId(id) ? await tx.findOne(tipOffTable, { where: { id }, lock: { mode: 'pessimistic_write' } }) : null;
  if (!tip) throw tipUnknown();
  return tip;
}

/** @param indexes of the code, by the key in use and by older ones */
export function findClaimed(tx: Tx, indexes: readonly Buffer[]): Promise<TipOff | null> {
  return tx.findOneBy(tipOffTable, { claimIndex: In([...indexes]) });
}

/** Locked, so that two desks that pay one code follow each other. @throws Refusal TIP_CLAIM_UNKNOWN */
export async function loadClaimedForUpdate(tx: Tx, indexes: readonly Buffer[]): Promise<TipOff> {
  const tip = await tx.findOne(tipOffTable, { where: { claimIndex: In([...indexes]) }, lock: { mode: 'pessimistic_write' } });
  if (!tip) throw claimUnknown();
  return tip;
}

export async function updateTip(tx: Tx, { id, ...changes }: TipOff): Promise<void> {
  await tx.update(tipOffTable, { id }, changes);
}

export function findRewards(tx: Tx, tipIds: readonly string[]): Promise<TipReward[]> {
  return tx.findBy(tipRewardTable, { tipId: In(tipIds.filter(isId)) });
}

export async function insertReward(tx: Tx, reward: TipReward): Promise<void> {
  await tx.insert(tipRewardTable, reward);
}

const ruleFields = `outcome, version, reward_fen::int AS "rewardFen", summary_zh AS "summaryZh", summary_en AS "summaryEn"`;

/** The rule in force on that day. */
export async function loadTipRule(tx: Tx, outcome: TipOutcome, day: string): Promise<TipRule> {
  const [rule] = await tx.query<TipRule[]>(
    `/* loadTipRule */ SELECT ${ruleFields} FROM tip_reward_rules WHERE outcome = $1 AND valid_from <= $2 ORDER BY valid_from DESC LIMIT 1`, [outcome, day]);
  if (!rule) throw new Error(`no rule of ${day} says what ${outcome} earns`);
  return rule;
}

export function listTipRules(tx: Tx): Promise<TipRule[]> {
  return tx.query(`/* listTipRules */ SELECT ${ruleFields} FROM tip_reward_rules`);
}

export interface TipFilter {
  areaCode: string;
  state?: TipOff['state'] | null;
  outcome?: TipOutcome | null;
  verifierId?: string | null;
}

/** Newest first. */
export function pageTips(tx: Tx, filter: TipFilter, page: { first: number; after: string | null }): Promise<TipOff[]> {
  const query = filtered(tx, filter).orderBy('t.id', 'DESC').limit(page.first + 1);
  if (page.after) query.andWhere('t.id < :after', { after: page.after });
  return query.getMany();
}

export function countTips(tx: Tx, filter: TipFilter): Promise<number> {
  return filtered(tx, filter).getCount();
}

function filtered(tx: Tx, { areaCode, state, outcome, verifierId }: TipFilter): SelectQueryBuilder<TipOff> {
  const query = tx.createQueryBuilder(tipOffTable, 't').where('t.areaCode >= :from AND t.areaCode < :below', areaRange(areaCode));
  if (state) query.andWhere('t.state = :state', { state });
  if (outcome) query.andWhere('t.outcome = :outcome', { outcome });
  if (verifierId) query.andWhere('t.verifierId = :verifierId', { verifierId });
  return query;
}

export interface TipSums {
  areaCode: string;
  received: number;
  open: number;
  proved: number;
  falseAlarms: number;
  unverifiable: number;
  rewards: number;
  paidFen: number;
  grantedFen: number;
}

/** @param digits of the codes that the sums are told by */
export async function sumTips(tx: Tx, areaCode: string, digits: number): Promise<TipSums[]> {
  const { from, below } = areaRange(areaCode);
  const rows = await tx.query<(Omit<TipSums, 'paidFen' | 'grantedFen'> & { paidFen: string; grantedFen: string })[]>(
    `/* sumTips */
     SELECT left(t.area_code, $3) AS "areaCode", count(*)::int AS received, (count(*) FILTER (WHERE t.state <> 'CLOSED'))::int AS open,
            (count(*) FILTER (WHERE t.outcome = 'TRUE'))::int AS proved, (count(*) FILTER (WHERE t.outcome = 'FALSE_ALARM'))::int AS "falseAlarms",
            (count(*) FILTER (WHERE t.outcome = 'UNVERIFIABLE'))::int AS unverifiable, count(r.tip_id)::int AS rewards,
            coalesce(sum(r.reward_fen), 0) AS "paidFen", coalesce(sum(t.reward_fen), 0) AS "grantedFen"
       FROM tip_offs t LEFT JOIN tip_rewards r ON r.tip_id = t.id
      WHERE t.area_code >= $1 AND t.area_code < $2 GROUP BY 1 ORDER BY 1`,
    [from, below, digits],
  );
  return rows.map((row) => ({ ...row, paidFen: Number(row.paidFen), grantedFen: Number(row.grantedFen) }));
}
