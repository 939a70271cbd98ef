import pg from 'pg';
import type { Log } from '../../observability/index.ts';
import { pauseUnlessStopped } from '../waiting.ts';

const RECONNECT_MS = 1_000;

/** One connection that listens for everybody in this process. */
export interface Wakeup {
  /** Calls back at every append to the partition, and whenever one may have been missed; returns how to end that. */
  onAppend(topicId: number, partition: number, wake: () => void): () => void;
  /** Calls back when members of a group came or went. */
  onGroup(group: string, wake: () => void): () => void;
  close(): Promise<void>;
}

export function startWakeup(url: string, applicationName: string, log: Log): Wakeup {
  const sleepers = new Map<string, Set<() => void>>();
  const closing = new AbortController();
  const listening = listenUntil(closing.signal, { url, applicationName, log, sleepers });

  const add = (name: string, wake: () => void) => {
    const same = sleepers.get(name) ?? new Set();
    sleepers.set(name, same.add(wake));
    return () => void same.delete(wake);
  };

  return {
    onAppend: (topicId, partition, wake) => add(`${topicId}:${partition}`, wake),
    onGroup: (group, wake) => add(`group ${group}`, wake),
    async close() {
      closing.abort();
      await listening;
    },
  };
}

interface Listening {
  url: string;
  applicationName: string;
  log: Log;
  sleepers: Map<string, Set<() => void>>;
}

async function listenUntil(closed: AbortSignal, o: Listening): Promise<void> {
  while (!closed.aborted) {
    try {
      await listenOnce(closed, o);
    } catch (error) {
      o.log.warn({ err: error }, 'the event log cannot be listened to; trying again');
    }
    await pauseUnlessStopped(RECONNECT_MS, closed);
  }
}

async function listenOnce(closed: AbortSignal, { url, applicationName, sleepers }: Listening): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: applicationName, keepAlive: true });
  const ended = new Promise<void>((resolve, reject) => {
    client.on('error', reject).on('end', resolve);
    closed.addEventListener('abort', () => resolve(), { once: true });
  });
  ended.catch(() => {}); // rejects perhaps before anyone awaits it below
  client.on('notification', ({ channel, payload = '' }) => wakeNamed(sleepers, channel, payload));
  try {
    await client.connect();
    await client.query('LISTEN event_log; LISTEN event_log_group');
    for (const same of sleepers.values()) for (const wake of same) wake();
    await ended;
  } finally {
    await client.end().catch(() => undefined); // already broken: its error was the one thrown
  }
}

function wakeNamed(sleepers: Listening['sleepers'], channel: string, payload: string): void {
  if (channel === 'event_log_group') return wakeAll(sleepers.get(`group ${payload}`));
  const [topicId, partitions = ''] = payload.split(':');
  for (const partition of partitions.split(',')) wakeAll(sleepers.get(`${topicId}:${partition}`));
}

function wakeAll(same: Set<() => void> | undefined): void {
  for (const wake of same ?? []) wake();
}
