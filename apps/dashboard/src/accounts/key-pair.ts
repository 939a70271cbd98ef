import { saveFile } from '../shell/save-file.ts';

/** A P-256 pair made by this browser. The private half is saved to a file and goes nowhere else. @returns the public half */
export async function makeKeyPair(label: string): Promise<string> {
  const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
  const [secret, open] = await Promise.all([crypto.subtle.exportKey('jwk', pair.privateKey), crypto.subtle.exportKey('jwk', pair.publicKey)]);
  const { kty, crv, x, y, d } = secret;
  saveFile({ fileName: `${label || 'lianfang'}-private.jwk.json`, contentType: 'application/json', contentBase64: btoa(JSON.stringify({ kty, crv, x, y, d })) });
  return JSON.stringify({ kty: open.kty, crv: open.crv, x: open.x, y: open.y }, null, 2);
}

export interface PublicKey {
  kty: string;
  crv: string;
  x: string;
  y?: string;
}

/** The public members of a JWK, or null when the text is none. A private member is left out: it must not travel. */
export function readPublicKey(text: string): PublicKey | null {
  try {
    const { kty, crv, x, y } = JSON.parse(text) as Partial<PublicKey>;
    if (typeof kty !== 'string' || typeof crv !== 'string' || typeof x !== 'string') return null;
    return { kty, crv, x, ...(typeof y === 'string' ? { y } : {}) };
  } catch {
    return null;
  }
}
