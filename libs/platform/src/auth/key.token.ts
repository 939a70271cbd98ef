import { decodeJwt, importJWK, jwtVerify } from 'jose';
import type { JWTPayload } from 'jose';
import { noArea } from './actor.ts';
import type { Claimed, KeyStanding } from './standing.rules.ts';

const prefix = 'urn:lianfang:key:';
/** A machine client signs its own tokens, so none need live longer. */
const longestSeconds = 600;

/** The key that a token says it is signed with; undefined when it is a user's token, or none at all. */
export function keyIdOf(token: string): string | undefined {
  try {
    const { iss } = decodeJwt(token);
    return iss?.startsWith(prefix) ? iss.slice(prefix.length) : undefined;
  } catch {
    // No JWT: the reader of users' tokens says so.
    return undefined;
  }
}

/** `iss` of the tokens of a key. */
export function keyIssuer(keyId: string): string {
  return prefix + keyId;
}

/**
 * What a token claims that a machine client signed with its registered key: EdDSA or ES256, our audience, ten minutes at most.
 * @throws JOSEError when it does not hold; RangeError when it lives too long
 */
export async function readKeyToken(token: string, key: KeyStanding, audience: string): Promise<{ claimed: Claimed; payload: JWTPayload }> {
  const { payload } = await jwtVerify(token, await importJWK(key.jwk, key.jwk.kty === 'OKP' ? 'EdDSA' : 'ES256'), {
    issuer: keyIssuer(key.keyId),
    audience,
    algorithms: [key.jwk.kty === 'OKP' ? 'EdDSA' : 'ES256'],
    requiredClaims: ['exp', 'iat'],
    clockTolerance: 5,
  });
  if (payload.exp! - payload.iat! > longestSeconds) throw new RangeError('the token of a machine client lives ten minutes at most');
  const actor = {
    id: `key:${key.keyId}`, name: `key:${key.keyId}`, agency: key.agency, roles: ['outside-agency'], scopes: new Set(key.scopes), areaCode: noArea,
    openings: [], seesOwnArea: true, tokenId: payload.jti ?? '', token, kind: 'service' as const,
  };
  return { claimed: { actor, issuedAt: payload.iat! * 1000, keyId: key.keyId }, payload };
}
