import { AccountChanged, TokensRevoked } from '@lianfang/contracts/events';
import { emit } from '@lianfang/platform/outbox';
import type { Tx } from '@lianfang/platform/persistence';
import type { Account, Revocation } from './account.rules.ts';
import { insertRevocation } from './account.store.ts';

/** Tells every process what the account may do from now on. The name stays here. */
export async function tellAccount(tx: Tx, account: Account, at: Date): Promise<void> {
  const { id: accountId, agency, roles, areaCode, householdId, version } = account;
  const payload = { accountId, agency, roles, areaCode, suspended: account.suspendedAt !== null, householdId, version };
  await emit(tx, AccountChanged, { subject: accountId, areaCode, agency, payload, at });
}

/** `until`: of one token, when it would have ended by itself. */
export async function revoke(tx: Tx, revocation: Revocation, of: { agency: string; areaCode: string; until: Date | null }): Promise<void> {
  await insertRevocation(tx, revocation);
  const { accountId, tokenId, before } = revocation;
  const payload = { accountId, agency: of.agency, tokenId, before: before.toISOString(), until: of.until?.toISOString() ?? null };
  await emit(tx, TokensRevoked, { subject: accountId, areaCode: of.areaCode, agency: of.agency, payload, at: revocation.revokedAt });
}
