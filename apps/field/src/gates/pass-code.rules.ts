/** What a pass code says: `LF1.<base64url of JSON>.<base64url of an Ed25519 signature over "LF1.<json part>">`. */
export interface PassFacts {
  passId: string;
  householdId: string;
  personId: string;
  /** Seconds since 1970. */
  expiresAt: number;
}

export type PassCheck =
  | { kind: 'sound'; facts: PassFacts }
  | { kind: 'expired'; facts: PassFacts }
  /** No pass code at all, or one whose signature is wrong. */
  | { kind: 'unknown' }
  /** Well formed, but this phone cannot check signatures or was never told the key. */
  | { kind: 'unverified'; facts: PassFacts };

const form = /^LF1\.([\w-]+)\.([\w-]+)$/;

/** Text that could be a pass code, as a scanner or a keyboard gives it. */
export function looksLikePassCode(text: string): boolean {
  return form.test(text.trim());
}

/** Reads a code without judging its signature; null when it is none. */
export function readPassCode(text: string): PassFacts | null {
  const json = form.exec(text.trim())?.[1];
  if (!json) return null;
  try {
    const payload: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(fromBase64Url(json)));
    return factsOf(payload);
  } catch {
    return null; // scanned from something else that happens to have three parts
  }
}

function factsOf(payload: unknown): PassFacts | null {
  if (typeof payload !== 'object' || payload === null) return null;
  const { p, h, u, x } = payload as Record<string, unknown>;
  if (typeof p !== 'string' || typeof h !== 'string' || typeof u !== 'string' || typeof x !== 'number') return null;
  return { passId: p, householdId: h, personId: u, expiresAt: x };
}

/** `null` for the key: this phone has none, or its browser lacks Ed25519. */
export async function checkPassCode(text: string, key: CryptoKey | null, now: number): Promise<PassCheck> {
  const facts = readPassCode(text);
  const [, , signature = ''] = text.trim().split('.');
  if (!facts) return { kind: 'unknown' };
  if (!key) return facts.expiresAt * 1000 <= now ? { kind: 'expired', facts } : { kind: 'unverified', facts };
  const signed = new TextEncoder().encode(text.trim().slice(0, text.trim().lastIndexOf('.')));
  const sound = await crypto.subtle.verify('Ed25519', key, fromBase64Url(signature), signed);
  if (!sound) return { kind: 'unknown' };
  return facts.expiresAt * 1000 <= now ? { kind: 'expired', facts } : { kind: 'sound', facts };
}

/** The graph's `passKey`: SPKI in base64. Null when the browser lacks Ed25519. */
export async function importPassKey(passKey: string): Promise<CryptoKey | null> {
  try {
    return await crypto.subtle.importKey('spki', fromBase64Url(passKey), 'Ed25519', false, ['verify']);
  } catch (error) {
    if (error instanceof Error && error.name === 'NotSupportedError') return null;
    throw error;
  }
}

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0));
}
