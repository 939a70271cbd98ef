import { demoAccounts, roles, scopesOf } from '@lianfang/contracts/access';
import type { Role } from '@lianfang/contracts/access';

/** The claims of a caller's token. */
export interface TestActor {
  sub: string;
  name: string;
  agency: string;
  roles: string[];
  scope: string;
  area: string;
}

/**
 * A caller by demo account (`guard`) or role (`checkpoint-guard`), with that role's scopes; the second argument changes what
 * differs: `actorOf('guard', { areaCode: '410811001' })`.
 */
export function actorOf(
  who: string,
  change: { areaCode?: string; agency?: string; id?: string; scopes?: readonly string[] } = {},
): TestActor {
  const account = demoAccounts.find(({ user, role }) => user === who || role === who);
  const role: string | undefined = account?.role ?? (who in roles ? who : undefined);
  if (!role) throw new RangeError(`no demo account and no role is called ${who}: ${Object.keys(roles).join(', ')}`);
  return {
    sub: change.id ?? account?.user ?? who,
    name: account?.zh ?? roles[role as Role].zh,
    agency: change.agency ?? account?.agency ?? '',
    roles: [role],
    scope: (change.scopes ?? scopesOf([role])).join(' '),
    area: change.areaCode ?? account?.areaCode ?? '410811',
  };
}
