import { createHash } from 'node:crypto';
import type { Queryable } from './log.store.ts';

/** 63 bits of a name: the key of an advisory lock. The database holds no other locks than the log's. */
export function lockKey(name: string): bigint {
  return createHash('sha256').update(name).digest().readBigInt64BE(0);
}

export interface Locks {
  /** Backend pids that hold the member lock, ascending. */
  members: number[];
  /** This session's own backend pid. */
  self: number;
  taken: Set<bigint>;
}

export async function listLocks(session: Queryable, memberKey: bigint): Promise<Locks> {
  const { rows } = await session.query<{ pid: number; key: string; self: number }>(
    `/* listLocks */ SELECT pid, ((classid::bigint << 32) | objid::bigint)::text AS key, pg_backend_pid() AS self
     FROM pg_locks
     WHERE locktype = 'advisory' AND granted AND objsubid = 1
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
  );
  const members = rows.filter((row) => BigInt(row.key) === memberKey).map((row) => row.pid);
  return {
    members: members.sort((a, b) => a - b),
    self: rows[0]?.self ?? 0,
    taken: new Set(rows.map((row) => BigInt(row.key))),
  };
}

/** How many of `total` partitions a member may hold: shares differ by one at most, and all members agree on who has more. */
export function shareOf(self: number, members: readonly number[], total: number): number {
  const rank = members.indexOf(self);
  if (rank < 0) return 0;
  return Math.floor(total / members.length) + (rank < total % members.length ? 1 : 0);
}
