import { areaRange } from '@lianfang/contracts/areas';
import type { Tx } from '@lianfang/platform/persistence';
import { In, IsNull, Not } from 'typeorm';
import type { Account, Administrator, Revocation } from './account.rules.ts';
import { accountTable, revocationTable } from './account.table.ts';

export function findAccounts(tx: Tx, ids: readonly string[]): Promise<Account[]> {
  return tx.findBy(accountTable, { id: In([...ids]) });
}

/** Locked until the transaction ends. */
export function findAccountForUpdate(tx: Tx, id: string): Promise<Account | null> {
  return tx.findOne(accountTable, { where: { id }, lock: { mode: 'pessimistic_write' } });
}

/**
 * Changes of one agency's accounts go one after the other: two administrators who suspend each other at once must not both
 * succeed. Held until the transaction ends.
 */
export async function lockAgency(tx: Tx, agency: string): Promise<void> {
  await tx.query(`/* lockAgency */ SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [`accounts of ${agency}`]);
}

/** Administrators that could manage accounts of the area, without the one named. */
export async function countAdministrators(tx: Tx, o: { agency: string; areaCode: string; without: string }): Promise<number> {
  const [{ count }] = await tx.query<[{ count: number }]>(
    `/* countAdministrators */
     SELECT count(*)::int AS count FROM accounts
     WHERE agency = $1 AND starts_with($2, area_code) AND id <> $3 AND suspended_at IS NULL AND 'agency-admin' = ANY (roles)`,
    [o.agency, o.areaCode, o.without],
  );
  return count;
}

interface Filter {
  administrator: Administrator;
  areaCode: string;
  suspended?: boolean | null;
}

export function listAccounts(tx: Tx, filter: Filter, page: { limit: number; after: string | null }): Promise<Account[]> {
  const query = filtered(tx, filter).orderBy('row.id').limit(page.limit);
  if (page.after) query.andWhere('row.id > :after', { after: page.after });
  return query.getMany();
}

export function countAccounts(tx: Tx, filter: Filter): Promise<number> {
  return filtered(tx, filter).getCount();
}

function filtered(tx: Tx, { administrator, areaCode, suspended }: Filter) {
  const query = tx
    .createQueryBuilder(accountTable, 'row')
    .where('row.agency = :agency', { agency: administrator.agency })
    .andWhere('row.areaCode >= :from AND row.areaCode < :below', areaRange(areaCode));
  if (suspended != null) query.andWhere({ suspendedAt: suspended ? Not(IsNull()) : IsNull() });
  return query;
}

/** @returns false when the id is registered already */
export async function insertAccount(tx: Tx, account: Account): Promise<boolean> {
  const done = await tx.createQueryBuilder().insert().into(accountTable).values(account).orIgnore().returning('id').execute();
  return (done.raw as unknown[]).length === 1;
}

export async function updateAccount(tx: Tx, account: Account): Promise<void> {
  const { id, ...rest } = account;
  await tx.update(accountTable, { id }, rest);
}

export async function insertRevocation(tx: Tx, revocation: Revocation): Promise<void> {
  await tx.insert(revocationTable, revocation);
}
