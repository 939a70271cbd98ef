import { timingSafeEqual } from 'node:crypto';
import { demoAccounts, scopesOf } from '@lianfang/contracts/access';
import type { DemoAccount } from '@lianfang/contracts/access';

export function findAccount(user: string): DemoAccount | undefined {
  return demoAccounts.find((account) => account.user === user);
}

/** The account, when the password is its own. */
export function accountWith(user: string, password: string, passwords: Record<string, string>): DemoAccount | undefined {
  const expected = Buffer.from(passwords[user] ?? '');
  const given = Buffer.from(password);
  const fits = expected.length > 0 && given.length === expected.length && timingSafeEqual(given, expected);
  return fits ? findAccount(user) : undefined;
}

/** What a token tells of its holder beside `sub`. */
export function claimsOf(account: DemoAccount): Record<string, unknown> {
  return {
    name: account.zh,
    agency: account.agency,
    roles: [account.role],
    area: account.areaCode,
    scope: scopesOf([account.role]).join(' '),
  };
}
