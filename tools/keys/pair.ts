import { SignJWT, exportJWK, generateKeyPair, importJWK } from 'jose';
import { keyIssuer } from '@lianfang/platform/auth';

/** Both halves, as RFC 7517 words them. */
export interface PrivateJwk {
  kty: string;
  crv: string;
  x: string;
  y?: string;
  d: string;
}

const longestMinutes = 10;

export async function makePair(alg: 'EdDSA' | 'ES256'): Promise<PrivateJwk> {
  const { privateKey } = await generateKeyPair(alg, { extractable: true });
  const { kty, crv, x, y, d } = await exportJWK(privateKey);
  return { kty: kty!, crv: crv!, x: x!, ...(y ? { y } : {}), d: d! };
}

/** A token as a machine client signs its own. @throws RangeError for one that the house would not take */
export async function signToken(key: PrivateJwk, { keyId, minutes }: { keyId: string; minutes: number }): Promise<string> {
  if (!(minutes > 0 && minutes <= longestMinutes)) throw new RangeError(`a machine client's token lives ${longestMinutes} minutes at most`);
  const alg = key.kty === 'OKP' ? 'EdDSA' : 'ES256';
  return new SignJWT({})
    .setProtectedHeader({ alg, kid: keyId })
    .setIssuer(keyIssuer(keyId))
    .setAudience('lianfang')
    .setJti(crypto.randomUUID())
    .setIssuedAt()
    .setExpirationTime(`${Math.round(minutes * 60)}s`)
    .sign(await importJWK(key, alg));
}
