import pg from 'pg';
import { crashPoint } from '../../faults/index.ts';
import type { Log } from '../../observability/index.ts';
import type { BrokerConsumer, ConsumeOptions } from '../broker.ts';
import { createProgress, type Progress } from '../progress.ts';
import { JOIN_LIMIT_MS, STOP_LIMIT_MS, backoffMs, pauseUnlessStopped, settledWithin } from '../waiting.ts';
import { startReader, type Reader } from './log.reader.ts';
import { listLocks, lockKey, shareOf } from './log.shares.ts';
import { findPosition, listRanges, updatePosition, type LogTopic, type Queryable } from './log.store.ts';
import type { Wakeup } from './log.wakeup.ts';

const LOOK_ROUND_MS = 1_000;

export interface LogAddress {
  url: string;
  clientId: string;
  pool: Queryable;
  wakeup: Wakeup;
  log: Log;
}

interface Part {
  name: string;
  topic: LogTopic;
  partition: number;
  lock: bigint;
}

/**
 * A member holds a shared advisory lock that counts the members, and one exclusive lock for each partition it reads, all in
 * one session that also stores the positions. When the session dies PostgreSQL frees the locks at once, and a member without
 * its session can no longer move a position that belongs to another by then.
 */
export async function consumeLog(
  address: LogAddress,
  topics: LogTopic[],
  options: ConsumeOptions,
): Promise<BrokerConsumer> {
  const progress = createProgress();
  const stopping = new AbortController();
  let joined = () => {};
  const firstJoin = new Promise<void>((resolve) => (joined = resolve));
  const kept = keepMembership({ ...address, options, topics, progress, stopped: stopping.signal, joined });
  await settledWithin(JOIN_LIMIT_MS, firstJoin);
  return {
    status: progress.status,
    async stop() {
      stopping.abort();
      await kept;
      progress.assign([]);
    },
  };
}

interface Member extends LogAddress {
  options: ConsumeOptions;
  topics: LogTopic[];
  progress: Progress;
  stopped: AbortSignal;
  joined(): void;
}

async function keepMembership(o: Member): Promise<void> {
  for (let failures = 1; !o.stopped.aborted; failures++) {
    const since = Date.now();
    try {
      await liveOnce(o);
    } catch (error) {
      o.log.warn({ err: error, group: o.options.group }, 'the consumer lost its session and joins again');
    }
    if (Date.now() - since > 60_000) failures = 1;
    await pauseUnlessStopped(backoffMs(failures), o.stopped);
  }
}

/** One session from joining to its end. Throws when the session broke, returns when the member was told to stop. */
async function liveOnce(o: Member): Promise<void> {
  const session = new pg.Client({ connectionString: o.url, application_name: o.clientId, keepAlive: true });
  const over = new AbortController();
  let broken: Error | null = null;
  session.on('error', (error) => {
    broken ??= error;
    over.abort();
  });
  const end = () => over.abort();
  o.stopped.addEventListener('abort', end, { once: true });
  const readers = new Map<string, Reader>();
  try {
    await session.connect();
    await session.query('SET synchronous_commit = off'); // a lost position repeats messages, it loses none
    if (!o.stopped.aborted) await shareUntil(over.signal, o, session, readers);
  } finally {
    o.stopped.removeEventListener('abort', end);
    o.progress.assign([]);
    await leave(o, session, readers);
  }
  if (broken) throw broken;
}

/** Looks round at every coming and going, and every second: a member that died tells nobody. */
async function shareUntil(over: AbortSignal, o: Member, session: pg.Client, readers: Map<string, Reader>) {
  const memberName = membersOf(o);
  await session.query('SELECT pg_advisory_lock_shared($1)', [lockKey(memberName).toString()]);
  let hurry = new AbortController();
  const unlisten = o.wakeup.onGroup(memberName, () => hurry.abort());
  await announce(session, memberName);
  try {
    while (!over.aborted) {
      hurry = new AbortController();
      await takeShare(o, session, readers);
      o.joined();
      await pauseUnlessStopped(LOOK_ROUND_MS, AbortSignal.any([over, hurry.signal]));
    }
  } finally {
    unlisten();
  }
}

async function takeShare(o: Member, session: pg.Client, readers: Map<string, Reader>): Promise<void> {
  const ranges = await listRanges(session, o.topics);
  const parts = ranges.map(({ topic, partition }) => partOf(o.options.group, topic, partition));
  const locks = await listLocks(session, lockKey(membersOf(o)));
  const share = shareOf(locks.self, locks.members, parts.length);
  const before = readers.size;

  const surplus = parts.filter((part) => readers.has(part.name)).slice(share);
  await Promise.all(surplus.map((part) => giveBack(part, session, readers)));
  if (surplus.length > 0) await announce(session, membersOf(o));
  const free = parts.filter((part) => !readers.has(part.name) && !locks.taken.has(part.lock));
  for (const part of free.slice(0, Math.max(0, share - readers.size))) await claim(part, o, session, readers);

  if (readers.size !== before || surplus.length > 0) o.progress.assign([...readers.keys()]);
  o.progress.heard();
  for (const { topic, partition, next } of ranges) {
    const name = `${topic.name}/${partition}`;
    o.progress.seen(name, next, readers.get(name)?.next());
  }
}

async function claim(part: Part, o: Member, session: pg.Client, readers: Map<string, Reader>): Promise<void> {
  const { rows } = await session.query('SELECT pg_try_advisory_lock($1) AS mine', [part.lock.toString()]);
  if (!rows[0].mine) return;
  const { group, onMessage } = o.options;
  const from = await findPosition(session, group, part.topic, part.partition);
  const store = async (next: string) => {
    crashPoint('broker.before-position-commit');
    await updatePosition(session, group, part.topic, part.partition, next);
    crashPoint('broker.after-position-commit');
  };
  const { topic, partition } = part;
  const { pool: db, wakeup, progress, log } = o;
  readers.set(part.name, startReader({ db, wakeup, topic, partition, from, progress, log, onMessage, store }));
}

async function giveBack(part: Part, session: pg.Client, readers: Map<string, Reader>): Promise<void> {
  await readers.get(part.name)?.stop();
  readers.delete(part.name);
  await session.query('SELECT pg_advisory_unlock($1)', [part.lock.toString()]);
}

/** Ends the session, and with it every lock, even when a message in hand never ends. */
async function leave(o: Member, session: pg.Client, readers: Map<string, Reader>): Promise<void> {
  const stopped = Promise.all([...readers.values()].map((reader) => reader.stop()));
  if (!(await settledWithin(STOP_LIMIT_MS, stopped))) {
    o.log.warn({ group: o.options.group }, 'a message did not end in time; it will come again to the next owner');
  }
  const goodbye = announce(session, membersOf(o)).then(() => session.end());
  await settledWithin(1_000, goodbye); // a broken session has no locks to give back
}

function announce(session: pg.Client, memberName: string): Promise<unknown> {
  return session.query('SELECT pg_notify($1, $2)', ['event_log_group', memberName]);
}

/** Members that read different topics of one group, as in a rolling upgrade, do not share with each other. */
function membersOf({ options: { group, topics } }: Member): string {
  return `members of ${group}: ${[...topics].sort().join(' ')}`.slice(0, 4_000);
}

function partOf(group: string, topic: LogTopic, partition: number): Part {
  const name = `${topic.name}/${partition}`;
  return { name, topic, partition, lock: lockKey(`${group} reads ${name}`) };
}
