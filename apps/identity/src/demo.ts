import { demoAccounts, roles } from '@lianfang/contracts/access';
import { SignJWT, importJWK } from 'jose';
import { accountWith, claimsOf } from './accounts.ts';
import { audience } from './provider.ts';
import type { IdentityState } from './state.ts';

const tokenHours = 12;

/** Every login with its password: the demo has no secrets, and production has no demo. */
export function listLogins(state: IdentityState) {
  return demoAccounts.map(({ user, role, agency, areaCode, zh, en }) => ({
    role,
    agency,
    areaCode,
    user,
    password: state.passwords[user]!,
    name: zh,
    nameEn: en,
    roleName: roles[role].zh,
    roleNameEn: roles[role].en,
  }));
}

/** A token without the walk through a browser, for scripts and tests; null when user and password do not fit. */
export async function issueDemoToken(
  o: { issuer: string; state: IdentityState; now: Date },
  user: string,
  password: string,
): Promise<{ token: string; expiresAt: string } | null> {
  const account = accountWith(user, password, o.state.passwords);
  if (!account) return null;
  const expiresAt = new Date(o.now.getTime() + tokenHours * 3_600_000);
  const token = await new SignJWT({ ...claimsOf(account), client_id: 'demo' })
    .setProtectedHeader({ alg: 'RS256', kid: o.state.signingKey.kid, typ: 'at+jwt' })
    .setIssuer(o.issuer)
    .setAudience(audience)
    .setSubject(user)
    .setIssuedAt(o.now)
    .setExpirationTime(expiresAt)
    .sign(await importJWK(o.state.signingKey, 'RS256'));
  return { token, expiresAt: expiresAt.toISOString() };
}
