/** Proof key for code exchange (RFC 7636), method S256, on WebCrypto. */
export interface ProofKey {
  verifier: string;
  challenge: string;
}

export function base64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** 32 random bytes: a verifier of 43 characters, the length that RFC 7636 recommends. */
export function randomText(source: Crypto = crypto): string {
  return base64Url(source.getRandomValues(new Uint8Array(32)));
}

export async function challengeOf(verifier: string, source: Crypto = crypto): Promise<string> {
  const digest = await source.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
  return base64Url(new Uint8Array(digest));
}

/**
 * @throws InsecureOriginError where the browser hides WebCrypto: plain http on anything but 127.0.0.1 and localhost
 */
export async function makeProofKey(source: Crypto = crypto): Promise<ProofKey> {
  if (!source.subtle) throw new InsecureOriginError();
  const verifier = randomText(source);
  return { verifier, challenge: await challengeOf(verifier, source) };
}

export class InsecureOriginError extends Error {
  constructor() {
    super('WebCrypto is missing: open this page over https, or as http://localhost');
    this.name = 'InsecureOriginError';
  }
}
