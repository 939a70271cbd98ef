import type { Answer } from '../graph/answer.rules.ts';
import { isRefusal } from '../graph/answer.rules.ts';
import type { DeviceDatabase } from '../device/database.ts';
import { acceptAnswer, acceptRefusal, backoffMs, keepReady, nextDelivery, nextDue, postpone, startSending } from './outbox.rules.ts';
import type { Entry } from './outbox.rules.ts';
import { hastenEntries, listReady, pruneSent, recoverEntries, settleEntries, updateEntries } from './outbox.store.ts';

/** The answer to one entry of a delivery. */
export type EntryAnswer = Answer<Record<string, unknown>>;

/** Sends the current step of one entry, or of a run of passages, and answers for each in the same order. */
export type Deliver = (entries: readonly Entry[]) => Promise<EntryAnswer[]>;

export type SenderState = 'idle' | 'sending' | 'waiting' | 'unreachable' | 'login';

export interface SenderParts {
  database: DeviceDatabase;
  deliver: Deliver;
  /** Runs the work while no other tab of this app does. */
  exclusively: (work: () => Promise<SenderState>) => Promise<SenderState>;
  /** Who is logged in; null when nobody is. */
  owner: () => string | null;
  now: () => number;
  random: () => number;
  onState: (state: SenderState) => void;
}

export interface Sender {
  /** Sends what is due, then resolves. `hasten` makes everything due first. */
  drain(o?: { hasten?: boolean }): Promise<void>;
  stop(): void;
}

/** The timer never sleeps longer than this: a phone that was asleep wakes into a changed world. */
const longestSleepMs = 60_000;
const pruneEveryMs = 3_600_000;

export function createSender(parts: SenderParts): Sender {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let stopped = false;
  /** Drains in a row that met no answer, for the pace of the next ones. */
  let silences = 0;
  let pruned = 0;

  async function drain({ hasten = false } = {}): Promise<void> {
    if (stopped) return;
    const state = await parts.exclusively(async () => {
      if (hasten) await hastenEntries(parts.database);
      await recoverEntries(parts.database);
      if (parts.now() - pruned > pruneEveryMs) {
        pruned = parts.now();
        await pruneSent(parts.database, pruned);
      }
      return sendAllDue(parts);
    });
    silences = state === 'unreachable' ? silences + 1 : 0;
    parts.onState(state);
    await schedule(state);
  }

  async function schedule(state: SenderState): Promise<void> {
    const owner = parts.owner();
    const due = owner ? nextDue(await listReady(parts.database), owner) : null;
    if (due === null || stopped) return;
    const pace = state === 'unreachable' ? backoffMs(silences, parts.random()) : state === 'login' ? longestSleepMs : 250;
    const wait = Math.min(Math.max(due - parts.now(), pace), longestSleepMs);
    if (timer) clearTimeout(timer);
    timer = setTimeout(() => void drain(), wait);
  }

  return {
    drain,
    stop() {
      stopped = true;
      if (timer) clearTimeout(timer);
    },
  };
}

async function sendAllDue(parts: SenderParts): Promise<SenderState> {
  for (;;) {
    const owner = parts.owner();
    const ready = await listReady(parts.database);
    if (!owner) return ready.length > 0 ? 'login' : 'idle';
    const batch = nextDelivery(ready, owner, parts.now());
    if (batch.length === 0) return nextDue(ready, owner) === null ? 'idle' : 'waiting';
    parts.onState('sending');
    const stop = await sendBatch(parts, batch.map(startSending));
    if (stop) return stop;
  }
}

/** Returns why sending must stop for now, or null to go on with what is due next. */
async function sendBatch(parts: SenderParts, batch: Entry[]): Promise<SenderState | null> {
  await updateEntries(parts.database, batch);
  const answers = await deliverSafely(parts, batch);
  const ids = batch.map((entry) => entry.id);
  await settleEntries(parts.database, ids, (entry, at) => settle(parts, entry, answers[at] ?? { kind: 'failed', detail: 'no answer' }));
  if (answers.some(({ kind }) => kind === 'login')) return 'login';
  return answers.some(({ kind }) => kind === 'unreachable') ? 'unreachable' : null;
}

/** A defect in the app must not strand an entry as `sending`: it is postponed with the defect's own words. */
async function deliverSafely(parts: SenderParts, batch: Entry[]): Promise<EntryAnswer[]> {
  try {
    return await parts.deliver(batch);
  } catch (error) {
    return batch.map(() => ({ kind: 'failed', detail: error instanceof Error ? error.message : String(error) }));
  }
}

function settle(parts: SenderParts, entry: Entry, answer: EntryAnswer): Entry {
  switch (answer.kind) {
    case 'yes':
      return acceptAnswer(entry, answer.data, new Date(parts.now()).toISOString());
    case 'refused':
      return isRefusal(answer.code) ? acceptRefusal(entry, answer) : postpone(entry, answer.message, parts.now(), parts.random());
    case 'failed':
      return postpone(entry, answer.detail, parts.now(), parts.random());
    case 'login':
      return keepReady(entry, null);
    case 'unreachable':
      return keepReady(entry, answer.detail);
  }
}
