import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import type { Broker, BrokerConsumer, BrokerMessage } from '../broker/index.ts';
import type { Clock } from '../clock/index.ts';
import { metrics } from '../observability/index.ts';
import type { Log } from '../observability/index.ts';
import type { EventTrust } from '../signing/index.ts';
import { countWaiting } from './dead-letter.store.ts';
import { deliver } from './delivery.ts';
import type { DeliveryPlan } from './delivery.ts';
import { replayDeadLetters } from './replay.ts';
import type { Replayed } from './replay.ts';
import { routesOf, topicsOf } from './subscription.ts';
import type { ConsumerContext, Routes, Subscription } from './subscription.ts';

export interface ConsumersOptions {
  /** Names the consumer group: all processes of a service share its work. */
  service: string;
  database: DataSource;
  broker: Broker;
  /** Whose events are believed. */
  trust: EventTrust;
  subscriptions: Subscription[];
  clock: Clock;
  log: Log;
  /** An effect that takes longer is given up, counted as a failed try; 15 s unless told. */
  handlerTimeoutMs?: number;
  /** Without progress for so long the broker consumer is replaced; 30 s unless told. */
  stallMs?: number;
}

export interface ConsumersStatus {
  /** False while events wait and nothing moves, and after a replacement until something moves again. */
  healthy: boolean;
  /** Why not, in words for an operator. */
  reason: string | null;
  lag: number;
  assigned: number;
  restarts: number;
  /** Events set aside and not yet replayed, as of the last look, at most 5 s ago. */
  deadLetters: number;
}

export interface Consumers {
  status(): ConsumersStatus;
  /** Applies what lies in the dead letters; to be called when the cause has been mended. Safe to call at any time. */
  replayDeadLetters(): Promise<Replayed>;
  /** Finishes the messages in hand. Returns within about 10 seconds even when one never ends. */
  stop(): Promise<void>;
}

const lookMs = 1_000;
const countMs = 5_000;

/** Starts listening for a service: each event takes effect once, in one transaction, in the order of its key. */
export async function startConsumers(options: ConsumersOptions): Promise<Consumers> {
  const consumers = new ServiceConsumers(options);
  await consumers.start();
  return consumers;
}

class ServiceConsumers implements Consumers {
  readonly #options: ConsumersOptions;
  readonly #stallMs: number;
  readonly #topics: string[];
  readonly #routes: Routes;
  readonly #ctx: ConsumerContext;
  readonly #tries = new Map<string, number>();
  /** Since when each message is being worked on. */
  readonly #inHand = new Map<BrokerMessage, number>();
  readonly #stopping = new AbortController();
  #reading = new AbortController();
  #consumer: BrokerConsumer | null = null;
  #watching: Promise<void> = Promise.resolve();
  #settled = 0;
  #settledAt = Date.now();
  #restarts = 0;
  /** What had been settled when the consumer was last replaced; null once something moved since. */
  #settledAtRestart: number | null = null;
  #restartedAt = 0;
  #trouble: string | null = null;
  #deadLetters = 0;
  #countedAt = 0;

  constructor(options: ConsumersOptions) {
    this.#options = options;
    this.#stallMs = options.stallMs ?? 30_000;
    this.#topics = topicsOf(options.subscriptions);
    this.#routes = routesOf(options.subscriptions);
    this.#ctx = { clock: options.clock, log: options.log, rebuilding: false };
  }

  async start(): Promise<void> {
    if (this.#topics.length === 0) return;
    await this.#open();
    this.#watching = this.#watch();
  }

  status(): ConsumersStatus {
    const reason = this.#reasonForConcern();
    const { lag, assigned } = this.#consumer?.status() ?? { lag: 0, assigned: 0 };
    return { healthy: reason === null, reason, lag, assigned, restarts: this.#restarts, deadLetters: this.#deadLetters };
  }

  async replayDeadLetters(): Promise<Replayed> {
    const { database } = this.#options;
    const replayed = await replayDeadLetters({ database, routes: this.#routes, ctx: this.#ctx });
    await this.#countDeadLetters();
    return replayed;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#watching;
    await this.#close();
  }

  async #open(): Promise<void> {
    const { broker, service, log } = this.#options;
    const reading = new AbortController();
    this.#reading = reading;
    this.#consumer = await broker.consume({
      group: service,
      topics: this.#topics,
      onMessage: (message) => this.#deliver(message, reading.signal),
      onCrash: (error) => log.error({ err: error, service }, 'broker consumer crashed and starts anew'),
    });
  }

  async #deliver(message: BrokerMessage, signal: AbortSignal): Promise<void> {
    this.#inHand.set(message, Date.now());
    try {
      await deliver(this.#planUntil(signal), message);
      this.#settled += 1;
      this.#settledAt = Date.now();
    } finally {
      this.#inHand.delete(message);
    }
  }

  #planUntil(signal: AbortSignal): DeliveryPlan {
    return {
      database: this.#options.database,
      routes: this.#routes,
      trust: this.#options.trust,
      ctx: this.#ctx,
      handlerTimeoutMs: this.#options.handlerTimeoutMs ?? 15_000,
      signal,
      tries: this.#tries,
      onTrouble: (reason) => {
        this.#trouble = reason;
      },
    };
  }

  async #close(): Promise<void> {
    this.#reading.abort();
    const consumer = this.#consumer;
    this.#consumer = null;
    await consumer?.stop();
  }

  /** Looks from outside: a consumer that hangs cannot be trusted to say so. */
  async #watch(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        await this.#look();
      } catch (error) {
        this.#options.log.warn({ err: error, service: this.#options.service }, 'consumer watchdog could not finish its round');
      }
      await pause(lookMs, undefined, { signal }).catch(() => undefined);
    }
  }

  async #look(): Promise<void> {
    const { service, log } = this.#options;
    this.#noteMovement();
    metrics.consumerLag.set({ group: service }, this.#consumer?.status().lag ?? 0);
    // A database that is away stalls every consumer alike; replacing this one would only add a rebalance.
    if (!this.#consumer || (this.#isStalled() && this.#trouble === null)) {
      log.error({ service, ...this.#consumer?.status() }, 'consumer made no progress and is replaced');
      await this.#replace();
    }
    if (Date.now() - this.#countedAt >= countMs) await this.#countDeadLetters();
  }

  async #replace(): Promise<void> {
    this.#restarts += 1;
    this.#settledAtRestart = this.#settled;
    this.#restartedAt = Date.now();
    metrics.consumerRestarts.inc({ group: this.#options.service });
    await this.#close();
    await this.#open();
  }

  #noteMovement(): void {
    if (this.#settledAtRestart === null) return;
    const moved = this.#settled > this.#settledAtRestart;
    const isIdle = this.#consumer?.status().lag === 0 && Date.now() - this.#restartedAt > this.#stallMs;
    if (moved || isIdle) this.#settledAtRestart = null;
  }

  /**
   * Nothing moves at all. A partition that does not move while others do is waiting for its turn, or has a message in hand
   * that its time limit will end; only after ten times as long is it held against the consumer.
   */
  #isStalled(): boolean {
    if (!this.#consumer) return false;
    const idleMs = Date.now() - this.#consumer.status().lastProgressAt;
    return idleMs > this.#stallMs && (Date.now() - this.#settledAt > this.#stallMs || idleMs > 10 * this.#stallMs);
  }

  #isHeldUp(): boolean {
    return [...this.#inHand.values()].some((since) => Date.now() - since > this.#stallMs);
  }

  #reasonForConcern(): string | null {
    if (this.#topics.length === 0) return null;
    this.#noteMovement();
    if (!this.#consumer) return 'the consumer is being replaced';
    if (this.#isStalled() || this.#isHeldUp()) return this.#trouble ?? 'no progress';
    return this.#settledAtRestart === null ? null : 'replaced, and no progress since';
  }

  async #countDeadLetters(): Promise<void> {
    this.#countedAt = Date.now();
    this.#deadLetters = await countWaiting(this.#options.database);
    metrics.deadLetters.set(this.#deadLetters);
  }
}
