import { areaRange } from '@lianfang/contracts/areas';
import { isId } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import { In } from 'typeorm';
import type { MachineKey } from './key.rules.ts';
import { keyTable } from './key.table.ts';

export function findKeys(tx: Tx, ids: readonly string[]): Promise<MachineKey[]> {
  return tx.findBy(keyTable, { id: In(ids.filter(isId)) });
}

/** Locked until the transaction ends. */
export async function findKeyForUpdate(tx: Tx, id: string): Promise<MachineKey | null> {
  return isId(id) ? tx.findOne(keyTable, { where: { id }, lock: { mode: 'pessimistic_write' } }) : null;
}

/** A page in the order of ids, which is that of time. */
export function listKeys(tx: Tx, filter: { agency: string; areaCode: string }, page: { limit: number; after: string | null }): Promise<MachineKey[]> {
  const query = filtered(tx, filter).orderBy('row.id').limit(page.limit);
  if (page.after) query.andWhere('row.id > :after', { after: page.after });
  return query.getMany();
}

export function countKeys(tx: Tx, filter: { agency: string; areaCode: string }): Promise<number> {
  return filtered(tx, filter).getCount();
}

function filtered(tx: Tx, { agency, areaCode }: { agency: string; areaCode: string }) {
  return tx.createQueryBuilder(keyTable, 'row').where('row.agency = :agency', { agency }).andWhere('row.areaCode >= :from AND row.areaCode < :below', areaRange(areaCode));
}

/** @returns false when this very public key is registered already */
export async function insertKey(tx: Tx, key: MachineKey): Promise<boolean> {
  const done = await tx.createQueryBuilder().insert().into(keyTable).values(key).orIgnore().returning('id').execute();
  return (done.raw as unknown[]).length === 1;
}

export async function updateKey(tx: Tx, key: MachineKey): Promise<void> {
  const { id, ...rest } = key;
  await tx.update(keyTable, { id }, rest);
}
