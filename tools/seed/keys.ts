import { createHash } from 'node:crypto';

/** A UUID that follows from a name (RFC 9562 §5.8): a step that is taken twice carries the same key and happens once. */
export function keyOf(...name: (string | number)[]): string {
  const hash = createHash('sha256').update(name.join('\0')).digest();
  hash[6] = (hash[6]! & 0x0f) | 0x80;
  hash[8] = (hash[8]! & 0x3f) | 0x80;
  const hex = hash.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}
