import { createHash, createPublicKey, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/** What a signature is about. The topic and the key belong to it, or a signed event could be sent again to another place. */
export interface SignedParts {
  topic: string;
  key: string;
  value: string;
}

export interface EventSigner {
  /** The headers that go with the message. About 30 µs. */
  headersOf(message: SignedParts): Record<string, string>;
}

/** Names the key, so that a reader who knows several tries one: `<id of the key>.<signature in base64url>`. */
export const signatureHeader = 'lianfang-signature';

/** Signs with the Ed25519 key of one service. */
export function createSigner(key: KeyObject): EventSigner {
  const id = keyIdOf(createPublicKey(key));
  return {
    headersOf: (message) => ({ [signatureHeader]: `${id}.${sign(null, signedBytes(message), key).toString('base64url')}` }),
  };
}

/** Length before text: no two messages have the same bytes. */
export function signedBytes({ topic, key, value }: SignedParts): Buffer {
  return Buffer.from(`lianfang event v1\n${topic.length} ${key.length}\n${topic}${key}${value}`);
}

/** The first 8 bytes of the key's SHA-256: a name, not a proof. */
export function keyIdOf(publicKey: KeyObject): string {
  return createHash('sha256').update(publicKey.export({ format: 'der', type: 'spki' })).digest('hex').slice(0, 16);
}
