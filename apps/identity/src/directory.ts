import { createHmac, timingSafeEqual } from 'node:crypto';
import { demoAccounts, roles, scopesOf } from '@lianfang/contracts/access';
import type { Role } from '@lianfang/contracts/access';
import type { AccountStanding, Standing } from '@lianfang/platform/auth';
import type { IdentityState } from './state.ts';

/** Who can sign in here: the demo's own logins, and the accounts that administrators registered in the graph. */
export interface Login {
  user: string;
  /** Of a demo account its name; of a registered one its id: names stay in the graph. */
  name: string;
  nameEn: string;
  roles: string[];
  agency: string;
  areaCode: string;
  suspended: boolean;
}

export interface Directory {
  /** Everybody who may sign in now, in the order of the demo and then by id. */
  list(): Login[];
  find(user: string): Login | undefined;
  passwordOf(user: string): string;
  /** The login, when the password is its own; a suspended one too, so that it can be told. */
  withPassword(user: string, password: string): Login | undefined;
}

/** @param standing null until the event log has been read, and for ever where there is none */
export function createDirectory(state: IdentityState, standing: () => Pick<Standing, 'accounts'> | null): Directory {
  const all = (): Login[] => {
    const registered = new Map((standing()?.accounts() ?? []).map((account) => [account.accountId, account]));
    const demo = demoAccounts.map(({ user, role, agency, areaCode, zh, en }) => {
      const login = { user, name: zh, nameEn: en, roles: [role], agency, areaCode, suspended: false };
      const account = registered.get(user);
      registered.delete(user);
      return account?.agency === agency ? { ...login, roles: account.roles, areaCode: account.areaCode, suspended: account.suspended } : login;
    });
    return [...demo, ...[...registered.values()].map(loginOf).sort((a, b) => (a.user < b.user ? -1 : 1))];
  };
  const find = (user: string) => all().find((login) => login.user === user);
  const passwordOf = (user: string) => state.passwords[user] ?? derivedPassword(state.cookieKey, user);
  return {
    list: () => all().filter(({ suspended }) => !suspended),
    find,
    passwordOf,
    withPassword: (user, password) => {
      const login = find(user);
      return login && isEqual(password, passwordOf(user)) ? login : undefined;
    },
  };
}

function loginOf({ accountId, agency, roles: held, areaCode, suspended }: AccountStanding): Login {
  return { user: accountId, name: accountId, nameEn: accountId, roles: held, agency, areaCode, suspended };
}

/** What a token tells of its holder beside `sub`. */
export function claimsOf({ name, agency, roles: held, areaCode }: Login): Record<string, unknown> {
  return { name, agency, roles: held, area: areaCode, scope: scopesOf(held).join(' ') };
}

/** The names of the roles in both languages, for pages. */
export function roleTitles(held: readonly string[]): { zh: string; en: string } {
  const known = held.filter((role): role is Role => Object.hasOwn(roles, role)).map((role) => roles[role]);
  return { zh: known.map(({ zh }) => zh).join('、'), en: known.map(({ en }) => en).join(', ') };
}

/** Of an account that was registered later: nothing need be kept for it, and it is the same after a restart. */
function derivedPassword(secret: string, user: string): string {
  const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
  const bytes = createHmac('sha256', secret).update(`password of ${user}`).digest();
  return [...bytes.subarray(0, 8)].map((byte) => letters[byte % letters.length]).join('');
}

function isEqual(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
