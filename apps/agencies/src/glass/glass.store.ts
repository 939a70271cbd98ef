import { areaRange } from '@lianfang/contracts/areas';
import { isId } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import { In } from 'typeorm';
import type { GlassOpening } from './glass.rules.ts';
import { glassTable } from './glass.table.ts';

export function findOpenings(tx: Tx, ids: readonly string[]): Promise<GlassOpening[]> {
  return tx.findBy(glassTable, { id: In(ids.filter(isId)) });
}

/** Locked until the transaction ends. */
export async function findOpeningForUpdate(tx: Tx, id: string): Promise<GlassOpening | null> {
  return isId(id) ? tx.findOne(glassTable, { where: { id }, lock: { mode: 'pessimistic_write' } }) : null;
}

/** Openings of one account go one after the other, so that their number is the number. Held until the transaction ends. */
export async function lockLooker(tx: Tx, accountId: string): Promise<void> {
  await tx.query(`/* lockLooker */ SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [`glass of ${accountId}`]);
}

export async function countOpen(tx: Tx, accountId: string, now: Date): Promise<number> {
  const [{ count }] = await tx.query<[{ count: number }]>(
    `/* countOpen */ SELECT count(*)::int AS count FROM glass_openings WHERE account_id = $1 AND closed_at IS NULL AND until > $2`,
    [accountId, now],
  );
  return count;
}

export interface OpeningFilter {
  accountId?: string;
  areaCode?: string;
  /** Those that lie open at this moment, or, with `open: false`, those that do not. */
  lying?: { open: boolean; at: Date };
}

/** Newest first: ids grow with time. */
export function listOpenings(tx: Tx, filter: OpeningFilter, page: { limit: number; after: string | null }): Promise<GlassOpening[]> {
  const query = filtered(tx, filter).orderBy('row.id', 'DESC').limit(page.limit);
  if (page.after) query.andWhere('row.id < :after', { after: page.after });
  return query.getMany();
}

export function countOpenings(tx: Tx, filter: OpeningFilter): Promise<number> {
  return filtered(tx, filter).getCount();
}

function filtered(tx: Tx, { accountId, areaCode, lying }: OpeningFilter) {
  const query = tx.createQueryBuilder(glassTable, 'row').where('true');
  if (accountId !== undefined) query.andWhere('row.accountId = :accountId', { accountId });
  if (areaCode !== undefined) query.andWhere('row.areaCode >= :from AND row.areaCode < :below', areaRange(areaCode));
  if (lying) query.andWhere(`(row.closedAt IS NULL AND row.until > :at) = :open`, lying);
  return query;
}

export async function insertOpening(tx: Tx, opening: GlassOpening): Promise<void> {
  await tx.insert(glassTable, opening);
}

export async function updateOpening(tx: Tx, { id, closedAt, closedBy }: GlassOpening): Promise<void> {
  await tx.update(glassTable, { id }, { closedAt, closedBy });
}
