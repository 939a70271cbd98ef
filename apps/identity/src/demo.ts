import { newId } from '@lianfang/platform/clock';
import { SignJWT, importJWK } from 'jose';
import { claimsOf, roleTitles } from './directory.ts';
import type { Directory, Login } from './directory.ts';
import { audience } from './provider.ts';
import type { IdentityState } from './state.ts';

const tokenHours = 12;

/** Every login with its password: the demo has no secrets, and production has no demo. */
export function listLogins(directory: Directory) {
  return directory.list().map(({ user, roles, agency, areaCode, name, nameEn }) => ({
    role: roles[0] ?? '',
    agency,
    areaCode,
    user,
    password: directory.passwordOf(user),
    name,
    nameEn,
    roleName: roleTitles(roles).zh,
    roleNameEn: roleTitles(roles).en,
  }));
}

/** A token without the walk through a browser, for scripts and tests. */
export async function issueDemoToken(o: { issuer: string; state: IdentityState; now: Date }, login: Login): Promise<{ token: string; expiresAt: string }> {
  const expiresAt = new Date(o.now.getTime() + tokenHours * 3_600_000);
  const token = await new SignJWT({ ...claimsOf(login), client_id: 'demo' })
    .setProtectedHeader({ alg: 'RS256', kid: o.state.signingKey.kid, typ: 'at+jwt' })
    .setIssuer(o.issuer)
    .setAudience(audience)
    .setSubject(login.user)
    .setJti(newId())
    .setIssuedAt(o.now)
    .setExpirationTime(expiresAt)
    .sign(await importJWK(o.state.signingKey, 'RS256'));
  return { token, expiresAt: expiresAt.toISOString() };
}
