import type { EventEnvelope } from '@lianfang/contracts/events';
import type { DataSource } from 'typeorm';
import type { Broker, BrokerMessage } from '../broker/index.ts';
import type { Clock } from '../clock/index.ts';
import type { Log } from '../observability/index.ts';
import { suppressEmits } from '../outbox/index.ts';
import type { Tx } from '../persistence/index.ts';
import { Forged, openEnvelope } from '../signing/index.ts';
import type { EventTrust } from '../signing/index.ts';
import { listFirstLetters } from './dead-letter.store.ts';
import { closeForRebuild } from './inbox.store.ts';
import { applyHandlers, routesOf, topicsOf } from './subscription.ts';
import type { Routes, Subscription } from './subscription.ts';
import { readUpTo } from './topic-reader.ts';

export interface RebuildOptions {
  database: DataSource;
  broker: Broker;
  trust: EventTrust;
  /** Every subscription of the service: each replayed event counts as applied by all of it. */
  subscriptions: readonly Subscription[];
  /** Empties the read model. */
  clear(tx: Tx): Promise<void>;
  /** Writes what the handlers gathered in memory instead of writing it event by event; called after the last event. */
  finish?(tx: Tx): Promise<void>;
  clock: Clock;
  log: Log;
}

/**
 * Drops the read model and derives it again from the first event on, with emits suppressed. All in one transaction: readers
 * see the old content until the new one is whole, and a failure leaves the old. Consumers of the service may keep running;
 * they wait, and afterwards go on behind what was replayed. Keys that wait behind a dead letter are left where they stopped.
 *
 * Only for services whose handlers write nothing but what `clear` empties.
 *
 * @returns how many events were applied
 */
export async function rebuild(options: RebuildOptions): Promise<number> {
  const topics = topicsOf(options.subscriptions);
  return options.database.transaction(async (tx) => {
    await closeForRebuild(tx);
    const replay = await Replay.prepare(options, tx);
    await options.clear(tx);
    const { latest } = await options.broker.positions(topics);
    await readUpTo(options.broker, topics, latest, (message) => replay.take(message));
    await options.finish?.(tx);
    await replay.recordInInbox();
    return replay.applied;
  });
}

class Replay {
  readonly #options: RebuildOptions;
  readonly #tx: Tx;
  readonly #routes: Routes;
  readonly #stops: ReadonlyMap<string, bigint>;
  applied = 0;

  private constructor(options: RebuildOptions, tx: Tx, stops: ReadonlyMap<string, bigint>) {
    this.#options = options;
    this.#tx = tx;
    this.#routes = routesOf(options.subscriptions);
    this.#stops = stops;
  }

  static async prepare(options: RebuildOptions, tx: Tx): Promise<Replay> {
    suppressEmits(tx);
    await tx.query('SET LOCAL statement_timeout = 0');
    await tx.query('CREATE TEMPORARY TABLE replayed (event_id uuid PRIMARY KEY) ON COMMIT DROP');
    const letters = await listFirstLetters(tx);
    return new Replay(options, tx, new Map(letters.map((letter) => [keyOf(letter), BigInt(letter.position)])));
  }

  async take(message: BrokerMessage): Promise<void> {
    const stop = this.#stops.get(keyOf(message));
    if (stop !== undefined && BigInt(message.offset) >= stop) return;
    const envelope = this.#read(message);
    if (!envelope || !this.#routes.has(envelope.type) || !(await this.#isFirst(envelope))) return;
    const { clock, log } = this.#options;
    await applyHandlers(this.#tx, envelope, this.#routes, { clock, log, rebuilding: true });
    this.applied += 1;
  }

  /** A forged message had no effect when it came, and has none now. */
  #read(message: BrokerMessage): EventEnvelope | null {
    try {
      return openEnvelope(message, this.#options.trust);
    } catch (error) {
      if (!(error instanceof Forged)) throw error;
      const { topic, partition, offset } = message;
      this.#options.log.error({ err: error, topic, partition, position: offset }, 'forged event: the rebuild passes over it');
      return null;
    }
  }

  /** The log may hold an event twice: the relay repeats a batch after a crash. */
  async #isFirst(envelope: EventEnvelope): Promise<boolean> {
    const first = await this.#tx.query<unknown[]>(
      '/* isFirst */ INSERT INTO replayed (event_id) VALUES ($1) ON CONFLICT DO NOTHING RETURNING event_id',
      [envelope.id],
    );
    return first.length === 1;
  }

  async recordInInbox(): Promise<void> {
    await this.#tx.query(
      '/* recordInInbox */ INSERT INTO inbox (event_id) SELECT event_id FROM replayed ON CONFLICT (event_id) DO NOTHING',
    );
  }
}

function keyOf({ topic, key }: { topic: string; key: string }): string {
  return `${topic}\n${key}`;
}

