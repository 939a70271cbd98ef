import { setTimeout as pause } from 'node:timers/promises';
import type { EventEnvelope } from '@lianfang/contracts/events';
import type { DataSource } from 'typeorm';
import type { BrokerMessage } from '../broker/index.ts';
import { crashPoint } from '../faults/index.ts';
import { inSpan, messageOf, metrics } from '../observability/index.ts';
import { inTransaction, isTransient } from '../persistence/index.ts';
import type { Tx } from '../persistence/index.ts';
import { Forged, Unreadable, openEnvelope } from '../signing/index.ts';
import type { EventTrust } from '../signing/index.ts';
import { insertDeadLetter, insertForgery, isWaiting, lockKey } from './dead-letter.store.ts';
import { claimEvent } from './inbox.store.ts';
import { applyHandlers } from './subscription.ts';
import type { ConsumerContext, Routes } from './subscription.ts';
import { withinTime } from './time-limit.ts';

export interface DeliveryPlan {
  database: DataSource;
  routes: Routes;
  /** Whose events are believed. */
  trust: EventTrust;
  ctx: ConsumerContext;
  handlerTimeoutMs: number;
  /** Aborted when this consumer is stopped or replaced: its messages then belong to somebody else. */
  signal: AbortSignal;
  /** Tries of each message, kept here so that a restarted consumer goes on counting. */
  tries: Map<string, number>;
  /** Told when the database is away (with the reason) and when it is back (null). */
  onTrouble(reason: string | null): void;
}

type Outcome = 'done' | 'repeated' | 'parked' | 'dead' | 'forged';

/** A message is given up after so many tries, the pauses before each: 5 tries within about 4 seconds. */
const pausesMs = [0, 100, 400, 1_000, 2_500];

const transientPauseMs = 500;

/**
 * Brings one message to its end: applied, seen before, parked behind a dead letter of its key, dead, or refused as forged. When this resolves
 * the position may move. A database that is away is waited for and never counted against the message.
 *
 * @throws Error when stopped before that; the message will be delivered again
 */
export async function deliver(plan: DeliveryPlan, message: BrokerMessage): Promise<void> {
  for (;;) {
    plan.signal.throwIfAborted();
    try {
      await attempt(plan, message);
      plan.onTrouble(null);
      plan.tries.delete(placeOf(message));
      crashPoint('consumer.after-commit-before-position');
      return;
    } catch (error) {
      plan.signal.throwIfAborted();
      if (!isPassing(error)) throw error;
      plan.onTrouble(textOf(error));
      plan.ctx.log.warn({ err: error, ...labelsOf(message) }, 'event waits for the database');
      await pause(transientPauseMs, undefined, { signal: plan.signal });
    }
  }
}

/** Tries until the message is settled. Only passing trouble comes out as an error. */
async function attempt(plan: DeliveryPlan, message: BrokerMessage): Promise<void> {
  const place = placeOf(message);
  for (;;) {
    const tried = plan.tries.get(place) ?? 0;
    if (tried > 0) await pause(pausesMs[Math.min(tried, pausesMs.length - 1)], undefined, { signal: plan.signal });
    try {
      await applyOnce(plan, message);
      return;
    } catch (error) {
      if (isPassing(error)) throw error;
      if (error instanceof Forged) return refuse(plan, message, error);
      plan.tries.set(place, tried + 1);
      plan.ctx.log.warn({ err: error, ...labelsOf(message), attempt: tried + 1 }, 'event could not be applied');
      if (error instanceof Unreadable || tried + 1 >= pausesMs.length) return bury(plan, message, error);
    }
  }
}

async function applyOnce(plan: DeliveryPlan, message: BrokerMessage): Promise<void> {
  const envelope = openEnvelope(message, plan.trust);
  if (!plan.routes.has(envelope.type)) return;
  const outcome = await inSpan(`consume ${envelope.type}`, { from: envelope.traceparent, kind: 'consumer' }, () =>
    inTransaction(plan.database, (tx) => withinTime(tx, plan.handlerTimeoutMs, apply(plan, tx, message, envelope))),
  );
  countOutcome(envelope.type, outcome);
}

async function apply(plan: DeliveryPlan, tx: Tx, message: BrokerMessage, envelope: EventEnvelope): Promise<Outcome> {
  const claim = await claimEvent(tx, envelope.id, message);
  if (claim === 'closed') throw new RebuildRunning();
  if (claim === 'repeated') return 'repeated';
  if (claim === 'waiting') return park(tx, message);
  crashPoint('consumer.after-inbox-before-effect');
  await applyHandlers(tx, envelope, plan.routes, plan.ctx);
  crashPoint('consumer.after-effect-before-commit');
  return 'done';
}

/** Later events of a key wait behind its dead letter, in order. */
async function park(tx: Tx, message: BrokerMessage): Promise<Outcome> {
  await lockKey(tx, message);
  // A replay may have settled the last letter of the key while we waited for the lock; then this event's turn has come.
  if (!(await isWaiting(tx, message))) throw new TurnHasCome();
  await insertDeadLetter(tx, message, { reason: 'PARKED', error: null, attempts: 0 });
  return 'parked';
}

async function bury(plan: DeliveryPlan, message: BrokerMessage, error: unknown): Promise<void> {
  const attempts = plan.tries.get(placeOf(message)) ?? 0;
  await inTransaction(plan.database, (tx) => insertDeadLetter(tx, message, { reason: 'POISON', error: textOf(error), attempts }));
  plan.ctx.log.error({ err: error, ...labelsOf(message), attempts }, 'event moved to the dead letters; later events of its key wait');
  countOutcome('any', 'dead');
}

/** Later events of the key do not wait: who can write to the log must not be able to stop a key by it. */
async function refuse(plan: DeliveryPlan, message: BrokerMessage, why: Forged): Promise<void> {
  await inTransaction(plan.database, (tx) => insertForgery(tx, message, why.message));
  plan.ctx.log.error({ err: why, ...labelsOf(message) }, 'forged event refused; it was moved to the dead letters, and somebody else than the owner writes to this topic');
  countOutcome('any', 'forged');
}

/** A rebuild holds the read model; the event follows when it is done. */
class RebuildRunning extends Error {
  override name = 'RebuildRunning';
}

class TurnHasCome extends Error {
  override name = 'TurnHasCome';
}

function isPassing(error: unknown): boolean {
  return error instanceof RebuildRunning || error instanceof TurnHasCome || isTransient(error);
}

function countOutcome(event: string, outcome: Outcome): void {
  metrics.eventsHandled.inc({ event, outcome });
}

function placeOf(message: BrokerMessage): string {
  return `${message.topic}/${message.partition}/${message.offset}`;
}

function labelsOf(message: BrokerMessage): object {
  return { topic: message.topic, partition: message.partition, position: message.offset };
}

function textOf(error: unknown): string {
  return error instanceof Error ? messageOf(error) : 'no error';
}
