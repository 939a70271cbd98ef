import { setTimeout as pause } from 'node:timers/promises';
import { auditedBy } from '@lianfang/contracts/events';
import type { AuditRecord, ChainedEntry } from '@lianfang/contracts/events';
import { metrics } from '../observability/index.ts';
import type { Log } from '../observability/index.ts';
import { emitMany } from '../outbox/index.ts';
import { inTransaction } from '../persistence/index.ts';
import type { Tx } from '../persistence/index.ts';
import { chainRows, listPending, loadHead, tryLockChain } from './chain.store.ts';
import type { Head, PendingRow } from './chain.store.ts';
import type { AuditRoom } from './room.ts';
import { isSame } from './seal.ts';
import type { AuditEntry } from './trail.ts';

export interface Chainer {
  /** Resolves when nothing waits to be chained. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

const batchSize = 500;
/** Between two batches of a busy service; entries gather meanwhile, and a mutation a second does not make three commits a second. */
const gatherMs = 250;
/** A wake-up that a crash swallowed costs so long. */
const slowMs = 5_000;
/** Half of what an envelope may hold, in characters of entries. */
const largestEvent = 240_000;

/**
 * Gives the rows of the log their place in the chain and tells them to the agencies, both in one transaction. One process of a
 * service at a time.
 */
export function startChainer(o: { room: AuditRoom; log: Log }): Chainer {
  const stopping = new AbortController();
  const forged = new Set<string>();
  const done = run();
  return {
    async idle() {
      while (!stopping.signal.aborted && (await hasPending(o.room, forged))) {
        o.room.bell.ring();
        await pause(20);
      }
    },
    async stop() {
      stopping.abort();
      o.room.bell.ring();
      await done;
    },
  };

  async function run(): Promise<void> {
    const { signal } = stopping;
    while (!signal.aborted) {
      let chained = 0;
      try {
        chained = await chainOnce(o.room, forged, o.log);
      } catch (error) {
        o.log.warn({ err: error }, 'entries of the audit log wait to be chained');
      }
      if (chained === batchSize) continue;
      if (chained > 0) await pause(gatherMs, undefined, { signal }).catch(() => undefined);
      await o.room.bell.wait(slowMs);
    }
  }
}

/** @returns how many rows were chained; 0 also when another process is at it */
async function chainOnce(room: AuditRoom, forged: Set<string>, log: Log): Promise<number> {
  return inTransaction(room.database, async (tx) => {
    if (!(await tryLockChain(tx))) return 0;
    const pending = await listPending(tx, batchSize, [...forged]);
    metrics.auditPending.set(pending.length);
    const own = pending.filter((row) => isOurs(room, row));
    for (const row of pending) if (!own.includes(row)) alarm(row, forged, log);
    if (own.length === 0) return 0;
    const links = linksOf(room, await loadHead(tx), own);
    await chainRows(tx, links);
    await tell(tx, room, links);
    return pending.length;
  });
}

interface LinkedRow extends PendingRow {
  seq: number;
  hash: Buffer;
}

function linksOf(room: AuditRoom, head: Head, rows: readonly PendingRow[]): LinkedRow[] {
  let { seq, hash } = head;
  return rows.map((row) => {
    seq += 1;
    hash = room.key.hash({ before: hash, seq, id: row.id, seal: row.seal });
    return { ...row, seq, hash };
  });
}

/** A row that was written past us, or bent before it was chained: to chain it would make it true. */
function isOurs(room: AuditRoom, { entry, seal }: PendingRow): boolean {
  return isSame(seal, room.key.seal(entry));
}

function alarm({ id }: PendingRow, forged: Set<string>, log: Log): void {
  forged.add(id);
  metrics.auditForged.inc();
  log.error({ row: id }, 'a row of the audit log was not written by this service; it is left out of the chain');
}

async function tell(tx: Tx, room: AuditRoom, rows: readonly LinkedRow[]): Promise<void> {
  const at = new Date();
  const facts = cut(rows).map((entries) => ({ subject: room.service, areaCode: entries.at(-1)!.entry.actorArea, payload: { entries }, at }));
  await emitMany<AuditRecord>(tx, auditedBy(room.service), facts);
}

function cut(rows: readonly LinkedRow[]): ChainedEntry[][] {
  const parts: ChainedEntry[][] = [];
  let space = 0;
  for (const { seq, hash, entry } of rows) {
    if (parts.length === 0 || entry.length > space) {
      parts.push([]);
      space = largestEvent;
    }
    space -= entry.length;
    parts.at(-1)!.push({ seq, hash: hash.toString('base64'), entry: JSON.parse(entry) as AuditEntry });
  }
  return parts;
}

async function hasPending(room: AuditRoom, forged: ReadonlySet<string>): Promise<boolean> {
  const [row] = await room.database.query<{ waiting: boolean }[]>(
    '/* hasPending */ SELECT EXISTS (SELECT FROM audit_log WHERE seq IS NULL AND id <> ALL ($1::bigint[])) AS waiting',
    [[...forged]],
  );
  return row!.waiting;
}
