import type { DataSource } from 'typeorm';
import { crashPoint } from '../faults/index.ts';
import { messageOf } from '../observability/index.ts';
import { inTransaction, isTransient } from '../persistence/index.ts';
import type { Tx } from '../persistence/index.ts';
import { findNextLetter, listWaitingKeys, lockKey, recordFailure, settleLetter } from './dead-letter.store.ts';
import type { DeadLetter, Waiting } from './dead-letter.store.ts';
import { claimDeadEvent } from './inbox.store.ts';
import { parseEnvelope } from '../signing/index.ts';
import { applyHandlers } from './subscription.ts';
import type { ConsumerContext, Routes } from './subscription.ts';

export interface Replayed {
  /** Letters that took effect now, or were found to have taken effect before. */
  settled: number;
  /** Keys whose next letter failed again; it and those behind it still wait. */
  stuck: number;
}

export interface ReplayPlan {
  database: DataSource;
  routes: Routes;
  ctx: ConsumerContext;
}

/**
 * Applies the dead letters, each key in its order and each letter in one transaction, so it may be interrupted and called
 * again, also from two processes at once. Other keys and new events go on meanwhile.
 *
 * @throws Error when the database is away
 */
export async function replayDeadLetters(plan: ReplayPlan): Promise<Replayed> {
  const replayed: Replayed = { settled: 0, stuck: 0 };
  for (const key of await listWaitingKeys(plan.database)) {
    const { settled, stuck } = await replayKey(plan, key);
    replayed.settled += settled;
    replayed.stuck += stuck ? 1 : 0;
  }
  return replayed;
}

async function replayKey(plan: ReplayPlan, key: Waiting): Promise<{ settled: number; stuck: boolean }> {
  for (let settled = 0; ; settled++) {
    const step = await replayNext(plan, key);
    if (step !== 'settled') return { settled, stuck: step === 'stuck' };
  }
}

async function replayNext(plan: ReplayPlan, key: Waiting): Promise<'settled' | 'empty' | 'stuck'> {
  let letter: DeadLetter | null = null;
  try {
    return await inTransaction(plan.database, async (tx) => {
      await lockKey(tx, key);
      letter = await findNextLetter(tx, key);
      if (!letter) return 'empty';
      await applyLetter(plan, tx, letter);
      await settleLetter(tx, letter.id);
      return 'settled';
    });
  } catch (error) {
    if (!letter || isTransient(error)) throw error;
    await noteFailure(plan, letter, error);
    return 'stuck';
  }
}

async function applyLetter(plan: ReplayPlan, tx: Tx, letter: DeadLetter): Promise<void> {
  // Its signature held when it was set aside; since then it lay in this service's own database.
  const envelope = parseEnvelope(letter.value);
  if (!plan.routes.has(envelope.type) || !(await claimDeadEvent(tx, envelope.id))) return;
  crashPoint('consumer.after-inbox-before-effect');
  await applyHandlers(tx, envelope, plan.routes, plan.ctx);
  crashPoint('consumer.after-effect-before-commit');
}

async function noteFailure(plan: ReplayPlan, letter: DeadLetter, error: unknown): Promise<void> {
  plan.ctx.log.error({ err: error, topic: letter.topic, letter: letter.id }, 'dead letter failed again');
  await recordFailure(plan.database, letter.id, error instanceof Error ? messageOf(error) : 'no error');
}
