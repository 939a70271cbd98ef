import { areaRange } from '@lianfang/contracts/areas';
import { rowsByKin } from '@lianfang/platform/kin';
import { isId } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import { In } from 'typeorm';
import type { SelectQueryBuilder } from 'typeorm';
import { supportUnknown } from './support.rules.ts';
import type { SupportRequest, SupportState } from './support.rules.ts';
import { supportTable } from './support.table.ts';

export async function insertSupport(tx: Tx, request: SupportRequest): Promise<void> {
  await tx.insert(supportTable, request);
}

/** @throws Refusal SUPPORT_NOT_FOUND */
export async function loadSupportForUpdate(tx: Tx, id: string): Promise<SupportRequest> {
  const request = isId(id) ? await tx.findOne(supportTable, { where: { id }, lock: { mode: 'pessimistic_write' } }) : null;
  if (!request) throw supportUnknown();
  return request;
}

export function findSupportOfOrder(tx: Tx, orderId: string): Promise<SupportRequest | null> {
  return tx.findOne(supportTable, { where: { orderId }, lock: { mode: 'pessimistic_write' } });
}

export async function updateSupport(tx: Tx, request: SupportRequest): Promise<void> {
  const { id, ...changes } = request;
  await tx.update(supportTable, { id }, changes);
}

export function findSupport(tx: Tx, ids: readonly string[]): Promise<SupportRequest[]> {
  return tx.findBy(supportTable, { id: In(ids.filter(isId)) });
}

export function listSupportOf(tx: Tx, by: 'personId' | 'householdId', ids: readonly string[]): Promise<SupportRequest[]> {
  if (by === 'personId') return supportByKin(tx, ids.filter(isId));
  return tx.find(supportTable, { where: { householdId: In(ids.filter(isId)) }, order: { openedAt: 'DESC', id: 'DESC' } });
}

const supportByKin = rowsByKin(supportTable, { name: 'listSupportOf', orderBy: `t."openedAt" DESC, t.id DESC` });

export interface SupportFilter {
  areaCode: string;
  state?: SupportState | null;
}

/** A page, the most urgent first, and one row more than asked. */
export function listSupport(tx: Tx, filter: SupportFilter, page: { first: number; after: string | null }): Promise<SupportRequest[]> {
  const query = filtered(tx, filter).orderBy('s.dueAt').addOrderBy('s.id').limit(page.first + 1);
  if (page.after) query.andWhere('(s.dueAt, s.id) > (SELECT a.due_at, a.id FROM support_requests a WHERE a.id = :after)', { after: page.after });
  return query.getMany();
}

export function countSupport(tx: Tx, filter: SupportFilter): Promise<number> {
  return filtered(tx, filter).getCount();
}

function filtered(tx: Tx, { areaCode, state }: SupportFilter): SelectQueryBuilder<SupportRequest> {
  const query = tx.createQueryBuilder(supportTable, 's').where('s.areaCode >= :from AND s.areaCode < :below', areaRange(areaCode));
  return state ? query.andWhere('s.state = :state', { state }) : query;
}
