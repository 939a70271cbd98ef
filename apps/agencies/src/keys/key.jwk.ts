import { createHash, createPublicKey } from 'node:crypto';
import { keyNotSound } from './key.refusals.ts';
import type { PublicJwk } from './key.rules.ts';

const curves: Record<string, string> = { OKP: 'Ed25519', EC: 'P-256' };

/**
 * The key as it is kept, and its RFC 7638 thumbprint. Node reads it too: a point that is not on the curve is no key.
 * @throws Refusal KEY_NOT_SOUND
 */
export function readPublicKey(input: { kty: string; crv: string; x: string; y?: string | null }): { jwk: PublicJwk; fingerprint: string } {
  const { kty, crv, x, y } = input;
  if (curves[kty] !== crv || (kty === 'EC') !== (typeof y === 'string')) throw keyNotSound();
  const jwk = { kty: kty as PublicJwk['kty'], crv, x, ...(y ? { y } : {}) };
  try {
    const { kty: _kty, ...canonical } = createPublicKey({ key: jwk, format: 'jwk' }).export({ format: 'jwk' });
    const members = kty === 'EC' ? { crv: canonical.crv, kty, x: canonical.x, y: canonical.y } : { crv: canonical.crv, kty, x: canonical.x };
    return { jwk: members as PublicJwk, fingerprint: createHash('sha256').update(JSON.stringify(members)).digest('base64url') };
  } catch {
    // Node says why in words for programmers; the refusal says what to send instead.
    throw keyNotSound();
  }
}
