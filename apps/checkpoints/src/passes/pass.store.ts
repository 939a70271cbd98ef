import { rowsByKin } from '@lianfang/platform/kin';
import { rowsBy } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import { In, IsNull } from 'typeorm';
import { isId } from '../ids.rules.ts';
import { passUnknown } from './pass.rules.ts';
import type { Pass } from './pass.rules.ts';
import { passTable } from './pass.table.ts';

const passesById = rowsBy(passTable, 'id', { name: 'findPasses' });

export function findPasses(tx: Tx, ids: readonly string[]): Promise<Pass[]> {
  return passesById(tx, ids.filter(isId));
}

/** Locks it. @throws Refusal PASS_NOT_FOUND */
export async function loadPassForUpdate(tx: Tx, id: string): Promise<Pass> {
  const pass = isId(id) ? await tx.findOne(passTable, { where: { id }, lock: { mode: 'pessimistic_write' } }) : null;
  if (!pass) throw passUnknown();
  return pass;
}

/** The passes that these persons hold now, revoked ones left out: at most one each. */
export function findPresentPasses(tx: Tx, personIds: readonly string[]): Promise<Pass[]> {
  return presentPasses(tx, personIds.filter(isId));
}

const presentPasses = rowsByKin(passTable, { name: 'findPresentPasses', where: 't.revoked_at IS NULL' });

export function listPassesOfHouseholds(tx: Tx, householdIds: readonly string[]): Promise<Pass[]> {
  return tx.find(passTable, { where: { householdId: In(householdIds.filter(isId)) }, order: { issuedAt: 'DESC', id: 'DESC' } });
}

export function listPassesOfPersons(tx: Tx, personIds: readonly string[]): Promise<Pass[]> {
  return passesByKin(tx, personIds.filter(isId));
}

const passesByKin = rowsByKin(passTable, { name: 'listPassesOfPersons', orderBy: `t."issuedAt" DESC, t.id DESC` });

/** Two desks may issue to one person at once; then the holder keeps the pass that came first. @returns the holder's pass */
export async function insertPass(tx: Tx, pass: Pass): Promise<Pass> {
  await tx
    .createQueryBuilder()
    .insert()
    .into(passTable)
    .values(pass)
    .orIgnore('(person_id) WHERE revoked_at IS NULL DO NOTHING')
    .updateEntity(false)
    .execute();
  const [present] = await findPresentPasses(tx, [pass.personId]);
  if (!present) throw new Error(`person ${pass.personId} holds no pass after it was issued`);
  return present;
}

export async function revokePass(tx: Tx, id: string, at: Date): Promise<void> {
  await tx.update(passTable, { id, revokedAt: IsNull() }, { revokedAt: at });
}
