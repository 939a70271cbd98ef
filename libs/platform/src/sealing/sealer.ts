import { createCipheriv, createDecipheriv, createHmac, createSecretKey, hkdfSync, randomBytes } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

export interface Sealer {
  /** The same text sealed twice gives different bytes. */
  seal(text: string): Buffer;
  /** @throws Error when the bytes were changed or sealed with another key */
  open(sealed: Buffer): string;
  /** A keyed fingerprint of the text: equal texts are found without being readable. Normalise (trim, upper-case) before. */
  index(text: string): Buffer;
}

// Layout of a sealed text: 1 byte format, 12 bytes nonce, 16 bytes tag, ciphertext. The format byte lets keys and ciphers
// change later while old rows stay readable.
const format = 1;
const nonceLength = 12;
const tagLength = 16;
const headLength = 1 + nonceLength + tagLength;

/**
 * AES-256-GCM for the text and HMAC-SHA-256 for the index, each with its own key derived from `key`.
 * @throws RangeError when the key is not 32 bytes
 */
export function createSealer(key: Buffer): Sealer {
  if (key.length !== 32) throw new RangeError(`a sealing key has 32 bytes, this one has ${key.length}`);
  const sealingKey = derive(key, 'lianfang seal v1');
  const indexKey = derive(key, 'lianfang index v1');
  return {
    seal: (text) => seal(sealingKey, text),
    open: (sealed) => open(sealingKey, sealed),
    index: (text) => createHmac('sha256', indexKey).update(text, 'utf8').digest(),
  };
}

/** A key object is set up once; given as bytes, the key's set-up would cost four times the sealing of an ID number. */
function derive(key: Buffer, purpose: string): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), purpose, 32)));
}

function seal(key: KeyObject, text: string): Buffer {
  const nonce = randomBytes(nonceLength);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([Buffer.of(format), nonce, cipher.getAuthTag(), sealed]);
}

function open(key: KeyObject, sealed: Buffer): string {
  if (sealed.length < headLength || sealed[0] !== format) throw new Error('not a sealed text of a known format');
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(1, 1 + nonceLength), { authTagLength: tagLength });
  decipher.setAuthTag(sealed.subarray(1 + nonceLength, headLength));
  return Buffer.concat([decipher.update(sealed.subarray(headLength)), decipher.final()]).toString('utf8');
}
