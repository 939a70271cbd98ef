import { createHmac, timingSafeEqual } from 'node:crypto';

/** Hash before the first row. */
export const chainStart = Buffer.alloc(32);

export interface Link {
  /** Hash of the row before. */
  before: Buffer;
  seq: number;
  /** Of the row in its table. */
  id: string;
  seal: Buffer;
}

/** Both kinds of mark, by the one key that the database does not know. */
export interface AuditKey {
  /** Made where the entry is written: a row that did not come from us has none, and is never chained. */
  seal(entry: string): Buffer;
  /** Binds a row to its place and to all rows before it. */
  hash(link: Link): Buffer;
}

export function createAuditKey(key: Buffer): AuditKey {
  return {
    seal: (entry) => createHmac('sha256', key).update('entry\n').update(entry).digest(),
    hash: ({ before, seq, id, seal }) => createHmac('sha256', key).update(`row ${seq} ${id}\n`).update(before).update(seal).digest(),
  };
}

export function isSame(a: Buffer | null, b: Buffer): boolean {
  return a !== null && a.length === b.length && timingSafeEqual(a, b);
}
