import type { Tx } from '../persistence/index.ts';
import { chainStart, createAuditKey, isSame } from './seal.ts';
import type { AuditKey } from './seal.ts';

/** What the agencies keep of one entry, outside the log. */
export interface Anchor {
  seq: number;
  hash: Buffer;
  entry: string;
}

export interface VerifyOptions {
  /** The service's own database. */
  database: Pick<Tx, 'query'>;
  key: Buffer;
  /** The anchors of the service from one number on, in order; without them a cut-off end that was covered up is not seen. */
  anchors?: (from: number, most: number) => Promise<readonly Anchor[]>;
}

export interface BadPlace {
  /** Number in the chain; null of a row that never was in it. */
  seq: number | null;
  /** Id of the row in its table, where there is one. */
  row: string | null;
  why: string;
}

export interface ChainVerdict {
  rows: number;
  /** Rows that the agencies keep too. */
  anchored: number;
  /** Rows written but not yet chained. */
  pending: number;
  /** The first place that is not as it was written; null when all is. */
  bad: BadPlace | null;
}

interface Row {
  id: string;
  entry: string;
  seal: Buffer;
  seq: number;
  hash: Buffer | null;
}

const pageSize = 2_000;

/** Walks the chain from its first row on, and names the first place where somebody was at it. */
export async function verifyChain(o: VerifyOptions): Promise<ChainVerdict> {
  const walk = new Walk(createAuditKey(o.key));
  let anchored = 0;
  for (;;) {
    const rows = await listChained(o.database, walk.after);
    const anchors = (await o.anchors?.(walk.rows + 1, pageSize)) ?? [];
    // The last page is asked for twice where the rows ended before it did.
    if (anchors.length > 0) anchored = walk.rows + anchors.length;
    if (rows.length === 0) {
      walk.end(await findHead(o.database), anchors[0]);
      break;
    }
    const kept = new Map(anchors.map((anchor) => [anchor.seq, anchor]));
    for (const row of rows) walk.step(row, kept.get(walk.rows + 1));
    if (walk.bad) break;
  }
  const { pending, forged } = await lookAtPending(o.database, walk.key);
  return { rows: walk.rows, anchored, pending, bad: walk.bad ?? forged };
}

class Walk {
  readonly key: AuditKey;
  rows = 0;
  /** Where the next page begins: two rows may share a number when somebody took the index away. */
  after = { seq: 0, id: '0' };
  bad: BadPlace | null = null;
  #hash: Buffer = chainStart;

  constructor(key: AuditKey) {
    this.key = key;
  }

  step(row: Row, anchor: Anchor | undefined): void {
    if (this.bad) return;
    const seq = this.rows + 1;
    this.after = { seq: row.seq, id: row.id };
    this.bad = this.#wrongWith(row, seq, anchor);
    if (this.bad) return;
    this.rows = seq;
    this.#hash = row.hash!;
  }

  /** The rows have come to an end: so must the head and the anchors. */
  end(head: { seq: number; hash: Buffer } | null, next: Anchor | undefined): void {
    const seq = this.rows + 1;
    if (!head) this.bad = { seq, row: null, why: 'the head of the chain is gone' };
    else if (next || head.seq > this.rows) this.bad = { seq, row: null, why: 'rows were cut off the end' };
    else if (head.seq < this.rows || !isSame(head.hash, this.#hash)) this.bad = { seq: this.rows, row: null, why: 'the head of the chain was changed' };
  }

  #wrongWith(row: Row, seq: number, anchor: Anchor | undefined): BadPlace | null {
    const bad = (why: string) => ({ seq, row: row.id, why });
    if (row.seq > seq) return { seq, row: null, why: 'a row is missing' };
    if (row.seq < seq) return bad('a row was put between');
    if (!isSame(row.seal, this.key.seal(row.entry))) return bad('the entry was changed');
    if (!isSame(row.hash, this.key.hash({ before: this.#hash, seq, id: row.id, seal: row.seal }))) return bad('the row is not the one that was chained here');
    if (anchor && (!isSame(anchor.hash, row.hash!) || anchor.entry !== row.entry)) return bad('the agencies keep another entry');
    return null;
  }
}

function listChained(database: Pick<Tx, 'query'>, after: { seq: number; id: string }): Promise<Row[]> {
  return database.query<Row[]>(
    `/* listChained */
     SELECT id::text, entry::text, seal, seq, hash FROM audit_log
      WHERE seq IS NOT NULL AND (seq, id) > ($1, $2::bigint) ORDER BY seq, audit_log.id LIMIT ${pageSize}`,
    [after.seq, after.id],
  );
}

async function findHead(database: Pick<Tx, 'query'>): Promise<{ seq: number; hash: Buffer } | null> {
  const [head] = await database.query<{ seq: number; hash: Buffer }[]>('/* findHead */ SELECT seq, hash FROM audit_head');
  return head ?? null;
}

async function lookAtPending(database: Pick<Tx, 'query'>, key: AuditKey): Promise<{ pending: number; forged: BadPlace | null }> {
  const rows = await database.query<Row[]>('/* lookAtPending */ SELECT id::text, entry::text, seal FROM audit_log WHERE seq IS NULL ORDER BY audit_log.id');
  const forged = rows.find(({ entry, seal }) => !isSame(seal, key.seal(entry)));
  return { pending: rows.length, forged: forged ? { seq: null, row: forged.id, why: 'a row was written past the service' } : null };
}
