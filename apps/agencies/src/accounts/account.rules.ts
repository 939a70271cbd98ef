import { agencies, isAgency } from '@lianfang/contracts/access';
import type { Role } from '@lianfang/contracts/access';
import { isWithinArea } from '@lianfang/contracts/areas';
import {
  accountChangedMeanwhile,
  accountIdInvalid,
  accountIsYourOwn,
  accountNameInvalid,
  accountNotFound,
  householdNotOfRole,
  roleNotOfAgency,
} from './account.refusals.ts';

export interface Account {
  /** User id at the issuer. */
  id: string;
  agency: string;
  areaCode: string;
  roles: string[];
  nameSealed: Buffer;
  householdId: string | null;
  suspendedAt: Date | null;
  suspendedBy: string | null;
  registeredAt: Date;
  registeredBy: string;
  version: number;
}

export interface Revocation {
  id: string;
  accountId: string;
  tokenId: string | null;
  before: Date;
  revokedAt: Date;
  revokedBy: string;
}

/** Who manages: agency and area, as every account below must have them. */
export interface Administrator {
  id: string;
  agency: string;
  areaCode: string;
}

const validId = /^[a-z0-9][a-z0-9._@-]{1,63}$/;
const longestName = 50;

/** @throws Refusal ACCOUNT_ID_INVALID, ACCOUNT_NAME_INVALID, ROLE_NOT_OF_AGENCY, HOUSEHOLD_NOT_OF_ROLE */
export function registerAccount(
  input: { accountId: string; name: string; roles: readonly string[]; areaCode: string; householdId?: string | null },
  by: { administrator: Administrator; nameSealed: Buffer; registeredAt: Date },
): Account {
  if (!validId.test(input.accountId)) throw accountIdInvalid();
  demandName(input.name);
  const roles = demandRoles(by.administrator.agency, input.roles);
  demandBinding(roles, input.householdId);
  return {
    id: input.accountId,
    agency: by.administrator.agency,
    areaCode: input.areaCode,
    roles,
    nameSealed: by.nameSealed,
    householdId: input.householdId ?? null,
    suspendedAt: null,
    suspendedBy: null,
    registeredAt: by.registeredAt,
    registeredBy: by.administrator.id,
    version: 1,
  };
}

export interface AccountChange {
  nameSealed?: Buffer;
  roles?: readonly string[] | null;
  areaCode?: string | null;
  householdId?: string | null;
}

/** @throws Refusal ACCOUNT_CHANGED_MEANWHILE, ROLE_NOT_OF_AGENCY, HOUSEHOLD_NOT_OF_ROLE */
export function changeAccount(account: Account, change: AccountChange, basedOn: number): Account {
  if (account.version !== basedOn) throw accountChangedMeanwhile(account.version);
  const roles = change.roles ? demandRoles(account.agency, change.roles) : account.roles;
  const householdId = roles.includes('resident') ? (change.householdId ?? account.householdId) : (change.householdId ?? null);
  demandBinding(roles, householdId);
  return {
    ...account,
    roles,
    householdId,
    areaCode: change.areaCode ?? account.areaCode,
    nameSealed: change.nameSealed ?? account.nameSealed,
    version: account.version + 1,
  };
}

export function suspendAccount(account: Account, by: { id: string; at: Date }): Account {
  return account.suspendedAt ? account : { ...account, suspendedAt: by.at, suspendedBy: by.id, version: account.version + 1 };
}

export function resumeAccount(account: Account): Account {
  return account.suspendedAt ? { ...account, suspendedAt: null, suspendedBy: null, version: account.version + 1 } : account;
}

/** A foreign account and a missing one give the same answer. @throws Refusal ACCOUNT_NOT_FOUND */
export function demandManaged(account: Account | null, administrator: Administrator): Account {
  if (!account || account.agency !== administrator.agency || !isWithinArea(account.areaCode, administrator.areaCode)) throw accountNotFound();
  return account;
}

/** Nobody gives rights to oneself, and nobody gives them away to oneself under another's eyes. @throws Refusal ACCOUNT_IS_YOUR_OWN */
export function demandAnother(accountId: string, administrator: Administrator): void {
  if (accountId === administrator.id) throw accountIsYourOwn();
}

export function administers(account: Pick<Account, 'roles' | 'suspendedAt'>): boolean {
  return account.suspendedAt === null && account.roles.includes('agency-admin');
}

/** @throws Refusal ACCOUNT_NAME_INVALID */
export function demandName(name: string): void {
  const length = name.trim().length;
  if (length < 1 || length > longestName) throw accountNameInvalid();
}

/** @throws Refusal ROLE_NOT_OF_AGENCY for a role that the agency cannot give, and for none at all */
function demandRoles(agency: string, roles: readonly string[]): string[] {
  const given: readonly Role[] = isAgency(agency) ? agencies[agency].roles : [];
  const wanted = [...new Set(roles)];
  if (wanted.length === 0 || !wanted.every((role) => (given as readonly string[]).includes(role))) throw roleNotOfAgency(given);
  return wanted.sort();
}

/** Only a resident is bound to a household. */
function demandBinding(roles: readonly string[], householdId: string | null | undefined): void {
  if (householdId && !roles.includes('resident')) throw householdNotOfRole();
}
