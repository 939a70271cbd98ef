import { createCipheriv, createDecipheriv, createHash, createHmac, createSecretKey, hkdfSync, randomBytes } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

export interface Sealer {
  /** The same text sealed twice gives different bytes. */
  seal(text: string): Buffer;
  /** @throws SealBroken when the bytes were changed, or sealed with a key that is not here */
  open(sealed: Buffer): string;
  /** A keyed fingerprint of the text: equal texts are found without being readable. Normalise (trim, upper-case) before. */
  index(text: string): Buffer;
  /** The fingerprints to look for: by the key in use first, and by every older one, until all rows are sealed anew. */
  indexes(text: string): Buffer[];
  /** What every text sealed with the key in use begins with. */
  readonly mark: Buffer;
}

/** The bytes do not open; the message says whether it is the key. */
export class SealBroken extends Error {
  override name = 'SealBroken';
}

// Layout: 1 byte format, 4 bytes id of the key, 12 bytes nonce, 16 bytes tag, ciphertext. Format 1, of the time before keys
// changed, has no key id: there every key is tried, and the tag tells which one fits.
const format = 2;
const idLength = 4;
const nonceLength = 12;
const tagLength = 16;

interface Key {
  id: Buffer;
  sealing: KeyObject;
  indexing: KeyObject;
}

/**
 * AES-256-GCM for the text and HMAC-SHA-256 for the index, each with its own key derived from `key`.
 * @param old keys that still open what was sealed with them
 * @throws RangeError when a key is not 32 bytes
 */
export function createSealer(key: Buffer, old: readonly Buffer[] = []): Sealer {
  const keys = [key, ...old].map(keyOf);
  const [current] = keys as [Key, ...Key[]];
  return {
    seal: (text) => seal(current, text),
    open: (sealed) => open(keys, sealed),
    index: (text) => index(current, text),
    indexes: (text) => keys.map((one) => index(one, text)),
    mark: Buffer.concat([Buffer.of(format), current.id]),
  };
}

function keyOf(bytes: Buffer): Key {
  if (bytes.length !== 32) throw new RangeError(`a sealing key has 32 bytes, this one has ${bytes.length}`);
  const named = createHash('sha256').update('lianfang key id v1').update(bytes).digest();
  return { id: named.subarray(0, idLength), sealing: derive(bytes, 'lianfang seal v1'), indexing: derive(bytes, 'lianfang index v1') };
}

/** A key object is set up once; given as bytes, the key's set-up would cost four times the sealing of an ID number. */
function derive(key: Buffer, purpose: string): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), purpose, 32)));
}

function index({ indexing }: Key, text: string): Buffer {
  return createHmac('sha256', indexing).update(text, 'utf8').digest();
}

function seal({ id, sealing }: Key, text: string): Buffer {
  const nonce = randomBytes(nonceLength);
  const head = Buffer.concat([Buffer.of(format), id]);
  const cipher = createCipheriv('aes-256-gcm', sealing, nonce);
  cipher.setAAD(head);
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([head, nonce, cipher.getAuthTag(), sealed]);
}

function open(keys: readonly Key[], sealed: Buffer): string {
  if (sealed[0] === format && sealed.length >= 1 + idLength + nonceLength + tagLength) return openNamed(keys, sealed);
  if (sealed[0] === 1 && sealed.length >= 1 + nonceLength + tagLength) return openUnnamed(keys, sealed);
  throw new SealBroken('not a sealed text of a known format');
}

function openNamed(keys: readonly Key[], sealed: Buffer): string {
  const id = sealed.subarray(1, 1 + idLength);
  const key = keys.find((one) => one.id.equals(id));
  if (!key) throw new SealBroken(`sealed with key ${id.toString('hex')}, which is not here (${namesOf(keys)} is): give it in SEALING_KEY or SEALING_KEY_OLD`);
  return decipher(key, sealed, 1 + idLength, sealed.subarray(0, 1 + idLength)) ?? broken();
}

function openUnnamed(keys: readonly Key[], sealed: Buffer): string {
  for (const key of keys) {
    const text = decipher(key, sealed, 1, null);
    if (text !== null) return text;
  }
  throw new SealBroken(`it was changed, or sealed with another key than ${namesOf(keys)}: give that key in SEALING_KEY or SEALING_KEY_OLD`);
}

function broken(): never {
  throw new SealBroken('the sealed bytes were changed');
}

/** Null when the tag does not fit: another key, or other bytes. */
function decipher({ sealing }: Key, sealed: Buffer, at: number, head: Buffer | null): string | null {
  const textAt = at + nonceLength + tagLength;
  const opening = createDecipheriv('aes-256-gcm', sealing, sealed.subarray(at, at + nonceLength), { authTagLength: tagLength });
  if (head) opening.setAAD(head);
  opening.setAuthTag(sealed.subarray(at + nonceLength, textAt));
  const text = opening.update(sealed.subarray(textAt));
  try {
    return Buffer.concat([text, opening.final()]).toString('utf8');
  } catch {
    // `final` throws exactly when the tag does not fit.
    return null;
  }
}

function namesOf(keys: readonly Key[]): string {
  return keys.map(({ id }) => id.toString('hex')).join(', ');
}
