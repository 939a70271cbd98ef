import { areaRange } from '@lianfang/contracts/areas';
import { isId } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import { In, IsNull, Not } from 'typeorm';
import type { Hold } from './hold.rules.ts';
import { holdTable } from './hold.table.ts';

export function findHolds(tx: Tx, ids: readonly string[]): Promise<Hold[]> {
  return tx.findBy(holdTable, { id: In(ids.filter(isId)) });
}

/** Locked until the transaction ends. */
export async function findHoldForUpdate(tx: Tx, id: string): Promise<Hold | null> {
  return isId(id) ? tx.findOne(holdTable, { where: { id }, lock: { mode: 'pessimistic_write' } }) : null;
}

interface Filter {
  areaCode: string;
  active?: boolean | null;
}

/** Newest first: ids grow with time. */
export function listHolds(tx: Tx, filter: Filter, page: { limit: number; after: string | null }): Promise<Hold[]> {
  const query = filtered(tx, filter).orderBy('row.id', 'DESC').limit(page.limit);
  if (page.after) query.andWhere('row.id < :after', { after: page.after });
  return query.getMany();
}

export function countHolds(tx: Tx, filter: Filter): Promise<number> {
  return filtered(tx, filter).getCount();
}

function filtered(tx: Tx, { areaCode, active }: Filter) {
  const query = tx.createQueryBuilder(holdTable, 'row').where('row.areaCode >= :from AND row.areaCode < :below', areaRange(areaCode));
  if (active != null) query.andWhere({ liftedAt: active ? IsNull() : Not(IsNull()) });
  return query;
}

export async function insertHold(tx: Tx, hold: Hold): Promise<void> {
  await tx.insert(holdTable, hold);
}

export async function updateHold(tx: Tx, { id, liftedAt, liftedBy }: Hold): Promise<void> {
  await tx.update(holdTable, { id }, { liftedAt, liftedBy });
}
