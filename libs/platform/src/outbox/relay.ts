import { setTimeout as pause } from 'node:timers/promises';
import type { ClientBase } from 'pg';
import type { DataSource } from 'typeorm';
import type { Broker, BrokerProducer } from '../broker/index.ts';
import { crashPoint } from '../faults/index.ts';
import type { Log } from '../observability/index.ts';
import type { EventSigner } from '../signing/index.ts';
import { Bell } from './bell.ts';
import { takeLease } from './lease.ts';
import type { Lease } from './lease.ts';
import { countPublished, reportBacklog } from './outbox.metrics.ts';
import { countBacklog, deletePublished, hasUnpublished, listUnpublished, markPublished } from './outbox.store.ts';
import type { Backlog } from './outbox.store.ts';
import { inSends } from './sends.ts';
import type { Send } from './sends.ts';
import { hearCommits } from './wake.ts';

export interface RelayOptions {
  database: DataSource;
  databaseUrl: string;
  broker: Broker;
  /** The service whose outbox this is. */
  source: string;
  /** Signs what is sent, so that readers of the log know whose it is. */
  signer: EventSigner;
  log: Log;
  /** Rows that were sent are kept this long for inspection; one hour unless told. */
  keepMs?: number;
  /** Commits wake the relay; the poll is for a wake-up that got lost. One second unless told. */
  pollMs?: number;
}

export interface RelayStatus extends Backlog {
  /** `sending` holds the service's lock, `standby` waits for another process's, `away` has no database connection. */
  role: 'sending' | 'standby' | 'away';
  /** Why the last attempt to send failed; null once one succeeds. */
  trouble: string | null;
}

export interface Relay {
  /** Resolves when every event committed before the call has been sent. */
  idle(): Promise<void>;
  status(): RelayStatus;
  /** Lets the batch in flight finish. */
  stop(): Promise<void>;
}

const batchSize = 500;
/** How often a relay that stands by tries for the lock. */
const standbyMs = 1_000;
const housekeepingMs = 5_000;
const cleanupLimit = 5_000;

/**
 * Starts sending the outbox. One relay per service works, whichever process holds the lock; the others stand by.
 *
 * Order. Rows are read by id, sent and marked in that order by one process, so two events leave in the order of their ids
 * unless the lower id commits after the higher was sent. That cannot happen to two events of one aggregate: `emit` comes
 * after the aggregate's row was locked, so the second transaction draws its id only after the first has committed. Between
 * aggregates no order is promised. Since unsent rows are selected, and no cursor is kept, a late lower id is sent all the same.
 *
 * Repetition. A crash between send and mark sends a batch again, from its beginning and in order. Inboxes drop the copies.
 */
export async function startRelay(options: RelayOptions): Promise<Relay> {
  const relay = new OutboxRelay(options);
  relay.start();
  return relay;
}

class OutboxRelay implements Relay {
  readonly #options: RelayOptions;
  readonly #bell = new Bell();
  readonly #stopping = new AbortController();
  #done: Promise<void> = Promise.resolve();
  #producer: BrokerProducer | null = null;
  #role: RelayStatus['role'] = 'away';
  #trouble: string | null = null;
  #backlog: Backlog = { unpublished: 0, oldestAge: 0 };
  #housekeepingAt = 0;

  constructor(options: RelayOptions) {
    this.#options = options;
  }

  start(): void {
    this.#done = this.#run();
  }

  async idle(): Promise<void> {
    while (!this.#stopping.signal.aborted && (await hasUnpublished(this.#options.database))) {
      this.#bell.ring();
      await pause(20);
    }
  }

  status(): RelayStatus {
    return { role: this.#role, trouble: this.#trouble, ...this.#backlog };
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#bell.ring();
    await this.#done;
    await this.#producer?.close();
  }

  async #run(): Promise<void> {
    for (let failures = 0; !this.#stopping.signal.aborted; ) {
      try {
        const served = await this.#serveOnce();
        failures = 0;
        if (!served) await this.#rest(standbyMs);
      } catch (error) {
        failures += 1;
        this.#meet(error, 'outbox relay lost its database session');
        await this.#rest(backoff(failures));
      }
    }
  }

  /** Takes the lock and sends until the session is lost or the relay stops. @returns false when another process holds it */
  async #serveOnce(): Promise<boolean> {
    const { databaseUrl, source } = this.#options;
    const lease = await takeLease({
      databaseUrl,
      applicationName: `${source}-relay`,
      onWake: () => this.#bell.ring(),
      onLost: (error) => this.#meet(error, 'outbox relay lost its database session'),
    });
    this.#role = lease ? 'sending' : 'standby';
    if (!lease) return false;
    crashPoint('relay.after-lock-before-read');
    const stopHearing = hearCommits(this.#options.database, this.#bell);
    try {
      await this.#serve(lease);
      return true;
    } finally {
      this.#role = 'away';
      stopHearing();
      await lease.end();
    }
  }

  async #serve({ session }: Lease): Promise<void> {
    for (let failures = 0; !this.#stopping.signal.aborted; ) {
      await this.#keepHouse(session);
      const rows = await listUnpublished(session, batchSize);
      if (rows.length > 0) crashPoint('relay.after-read-before-send');
      const outcome = await this.#sendAll(session, inSends(rows));
      failures = outcome === 'sent' ? 0 : failures + 1;
      if (failures > 0) await this.#rest(backoff(failures));
      else if (rows.length < batchSize) await this.#bell.wait(this.#options.pollMs ?? 1_000);
    }
  }

  async #sendAll(session: ClientBase, sends: Send[]): Promise<'sent' | 'refused'> {
    for (const send of sends) {
      try {
        await this.#send(send);
      } catch (error) {
        this.#meet(error, 'broker did not take a batch; it will be sent again');
        return 'refused';
      }
      crashPoint('relay.after-send-before-mark');
      await markPublished(session, send.rows.map((row) => row.id));
      crashPoint('relay.after-mark');
      countPublished(send.topic, send.rows.length);
      this.#trouble = null;
    }
    return 'sent';
  }

  async #send(send: Send): Promise<void> {
    this.#producer ??= await this.#options.broker.producer();
    const { topic, rows } = send;
    await this.#producer.send(topic, rows.map(({ key, value }) => ({ key, value, headers: this.#options.signer.headersOf({ topic, key, value }) })));
  }

  async #keepHouse(session: ClientBase): Promise<void> {
    if (Date.now() < this.#housekeepingAt) return;
    this.#housekeepingAt = Date.now() + housekeepingMs;
    this.#backlog = await countBacklog(session);
    reportBacklog(this.#backlog);
    await deletePublished(session, this.#options.keepMs ?? 3_600_000, cleanupLimit);
  }

  #meet(error: unknown, message: string): void {
    this.#trouble = error instanceof Error ? error.message : String(error);
    this.#options.log.warn({ err: error, service: this.#options.source }, message);
    this.#bell.ring();
  }

  /** A pause that only stopping cuts short: new events must not turn waiting for the broker into hammering it. */
  async #rest(ms: number): Promise<void> {
    await pause(ms, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
  }
}

/** 0.2 s, doubled up to 5 s, plus or minus a quarter so that services do not come back in step. */
function backoff(failures: number): number {
  return Math.min(5_000, 200 * 2 ** (failures - 1)) * (0.75 + Math.random() / 2);
}
