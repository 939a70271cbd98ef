import { isAreaCode } from '@lianfang/contracts/areas';
import { createRemoteJWKSet, errors, jwtVerify } from 'jose';
import type { JWTPayload } from 'jose';
import { z } from 'zod';
import { Refusal } from '../refusals/index.ts';
import { noArea } from './actor.ts';
import type { Actor } from './actor.ts';
import { keyIdOf, readKeyToken } from './key.token.ts';
import type { Standing } from './standing.ts';
import { keyVoid } from './standing.rules.ts';
import type { Claimed } from './standing.rules.ts';

export interface TokenReaderOptions {
  issuer: string;
  /** Default: the issuer's `/jwks`. */
  jwksUrl?: string;
  audience: string;
  /** What the agencies say of the caller; without it a token is all that is asked, and machine keys are unknown. */
  standing?: Pick<Standing, 'judge' | 'key'>;
}

/** @throws Refusal UNAUTHENTICATED on a bad token; null without one */
export type TokenReader = (authorization?: string) => Promise<Actor | null>;

/** Checking a signature costs about 50 µs; a token that was good is not checked again for this long. */
const trustedForMs = 30_000;
const trustedTokens = 5_000;

const claims = z.object({
  sub: z.string().min(1),
  name: z.string().default(''),
  agency: z.string().default(''),
  roles: z.array(z.string()).default([]),
  scope: z.string().default(''),
  area: z.string().refine(isAreaCode).optional(),
  client_id: z.string().optional(),
  jti: z.string().default(''),
});

/**
 * Reads bearer tokens of one issuer: RS256 or ES256 only, issuer, audience and times checked. The issuer's keys are fetched once and
 * again when an unknown key appears, at most every 30 seconds. Tokens that machine clients sign themselves are read with the key
 * they registered. Every call is judged by the standing anew, also with a token that was good before.
 */
export function createTokenReader(o: TokenReaderOptions): TokenReader {
  const keys = createRemoteJWKSet(new URL(o.jwksUrl ?? `${o.issuer.replace(/\/$/, '')}/jwks`), { timeoutDuration: 5_000 });
  const trusted = new Map<string, { claimed: Claimed; until: number }>();
  const judged = (claimed: Claimed) => o.standing?.judge(claimed) ?? claimed.actor;
  return async (authorization) => {
    if (!authorization) return null;
    const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
    if (!token) throw unauthenticated();
    const known = trusted.get(token);
    if (known && known.until > Date.now()) return judged(known.claimed);
    trusted.delete(token);
    const { claimed, payload } = await read(token, keys, o);
    if (trusted.size >= trustedTokens) trusted.clear();
    trusted.set(token, { claimed, until: Math.min(Date.now() + trustedForMs, (payload.exp ?? 0) * 1000) });
    return judged(claimed);
  };
}

async function read(token: string, keys: ReturnType<typeof createRemoteJWKSet>, o: TokenReaderOptions): Promise<{ claimed: Claimed; payload: JWTPayload }> {
  const keyId = keyIdOf(token);
  if (keyId !== undefined) return readMachine(token, keyId, o);
  const payload = await verified(token, keys, o);
  return { claimed: { actor: actorOf(payload, token), issuedAt: (payload.iat ?? 0) * 1000 }, payload };
}

async function readMachine(token: string, keyId: string, o: TokenReaderOptions): Promise<{ claimed: Claimed; payload: JWTPayload }> {
  const key = o.standing?.key(keyId);
  if (!key) throw keyVoid();
  try {
    return await readKeyToken(token, key, o.audience);
  } catch (error) {
    // A key that was registered is public and sound: whatever does not hold is the token's.
    if (error instanceof errors.JOSEError || error instanceof RangeError) throw unauthenticated();
    throw error;
  }
}

async function verified(token: string, keys: ReturnType<typeof createRemoteJWKSet>, o: TokenReaderOptions): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(token, keys, {
      issuer: o.issuer,
      audience: o.audience,
      algorithms: ['RS256', 'ES256'],
      requiredClaims: ['sub', 'exp'],
      clockTolerance: 5,
    });
    return payload;
  } catch (error) {
    if (isOfToken(error)) throw unauthenticated();
    // The issuer could not be asked. That is our failure, not the caller's.
    throw new Error('the keys of the token issuer could not be read', { cause: error });
  }
}

function isOfToken(error: unknown): boolean {
  return error instanceof errors.JOSEError && !(error instanceof errors.JWKSTimeout) && error.code !== 'ERR_JOSE_GENERIC';
}

function actorOf(payload: JWTPayload, token: string): Actor {
  const told = claims.safeParse(payload);
  if (!told.success) throw unauthenticated();
  const { sub, name, agency, roles, scope, area, client_id, jti } = told.data;
  return {
    id: sub,
    name,
    agency,
    roles,
    scopes: new Set(scope.split(' ').filter(Boolean)),
    areaCode: area ?? noArea,
    openings: [],
    seesOwnArea: true,
    tokenId: jti,
    token,
    kind: client_id === sub ? 'service' : 'user',
  };
}

function unauthenticated(): Refusal {
  return new Refusal('UNAUTHENTICATED', {
    zh: '登录已失效，请重新登录。',
    en: 'Your sign-in is no longer valid. Please sign in again.',
  });
}
