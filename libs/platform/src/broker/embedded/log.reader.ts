import type { Log } from '../../observability/index.ts';
import type { BrokerMessage } from '../broker.ts';
import type { Progress } from '../progress.ts';
import { backoffMs, pauseUnlessStopped } from '../waiting.ts';
import { listMessages, type LogTopic, type Queryable } from './log.store.ts';
import type { Wakeup } from './log.wakeup.ts';

const LOOK_ANYWAY_MS = 10_000;
const STORE_EVERY_MS = 250;

export interface ReaderOptions {
  db: Queryable;
  wakeup: Wakeup;
  topic: LogTopic;
  partition: number;
  from: string;
  progress: Progress;
  log: Log;
  onMessage(message: BrokerMessage): void | Promise<void>;
  /** Keeps the position: after the last message in hand, and at least four times a second. */
  store?(next: string): Promise<void>;
}

export interface Reader {
  next(): string;
  /** Returns when the message in hand is done and its position stored. */
  stop(): Promise<void>;
}

/** Reads one partition in order, one message at a time, for ever. */
export function startReader(o: ReaderOptions): Reader {
  const stopping = new AbortController();
  const state: ReaderState = { next: o.from, stored: o.from, storedAt: Date.now() };
  const ended = readUntil(stopping.signal, o, state);
  return {
    next: () => state.next,
    async stop() {
      stopping.abort();
      await ended;
    },
  };
}

interface ReaderState {
  next: string;
  stored: string;
  storedAt: number;
}

async function readUntil(stopped: AbortSignal, o: ReaderOptions, state: ReaderState): Promise<void> {
  const bell = createBell(stopped);
  const end = o.wakeup.onAppend(o.topic.id, o.partition, bell.ring);
  let failures = 0;
  while (!stopped.aborted) {
    try {
      bell.reset();
      const messages = await listMessages(o.db, o.topic, o.partition, state.next);
      o.progress.heard();
      await handOn(messages, stopped, o, state);
      failures = 0;
      if (messages.length === 0) await bell.rung(LOOK_ANYWAY_MS);
    } catch (error) {
      failures += 1;
      const waitMs = backoffMs(failures);
      const where = { partition: nameOf(o), offset: state.next, failures, waitMs };
      o.log.warn({ err: error, ...where }, 'a message failed and will come again');
      await pauseUnlessStopped(waitMs, stopped);
    }
  }
  end();
}

async function handOn(messages: BrokerMessage[], stopped: AbortSignal, o: ReaderOptions, state: ReaderState) {
  const last = messages.at(-1);
  if (last) o.progress.seen(nameOf(o), following(last.offset), state.next);
  try {
    for (const message of messages) {
      if (stopped.aborted) return;
      await o.onMessage(message);
      state.next = following(message.offset);
      o.progress.done(nameOf(o), state.next);
      if (Date.now() - state.storedAt > STORE_EVERY_MS) await store(o, state);
    }
  } finally {
    await store(o, state);
  }
}

async function store(o: ReaderOptions, state: ReaderState): Promise<void> {
  if (state.stored === state.next) return;
  const next = state.next;
  await o.store?.(next);
  state.stored = next;
  state.storedAt = Date.now();
}

function nameOf({ topic, partition }: ReaderOptions): string {
  return `${topic.name}/${partition}`;
}

function following(offset: string): string {
  return (BigInt(offset) + 1n).toString();
}

/** Remembers a ring that came while nobody was waiting, so an append between a look and a wait is not slept over. */
function createBell(stopped: AbortSignal) {
  let ringing = false;
  let wake = () => {};
  stopped.addEventListener('abort', () => wake(), { once: true });
  return {
    ring() {
      ringing = true;
      wake();
    },
    reset() {
      ringing = false;
    },
    async rung(limitMs: number) {
      if (ringing || stopped.aborted) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, limitMs);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    },
  };
}
