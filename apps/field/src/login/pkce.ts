/** Proof key for code exchange (RFC 7636), method S256, on WebCrypto. */
export interface ProofKey {
  verifier: string;
  challenge: string;
}

/** 32 random bytes: a verifier of 43 characters, the length that RFC 7636 recommends. */
export function randomText(): string {
  return base64Url(crypto.getRandomValues(new Uint8Array(32)));
}

/** @throws InsecureOriginError where the browser hides WebCrypto: plain http on anything but 127.0.0.1 and localhost */
export async function makeProofKey(): Promise<ProofKey> {
  if (!globalThis.isSecureContext) throw new InsecureOriginError();
  const verifier = randomText();
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
  return { verifier, challenge: base64Url(new Uint8Array(digest)) };
}

export class InsecureOriginError extends Error {
  constructor() {
    super('WebCrypto is missing: open this page over https, or as http://localhost');
    this.name = 'InsecureOriginError';
  }
}

function base64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}
