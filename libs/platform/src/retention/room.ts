import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import type { Clock } from '../clock/index.ts';
import { metrics } from '../observability/index.ts';
import type { Log } from '../observability/index.ts';
import { workEndings } from './ending.ts';
import { countHolds } from './hold.store.ts';
import { platformKeeping } from './keeping.ts';
import type { ServiceKeeping, TableKeeping } from './keeping.ts';
import { aloneAtKeeping } from './lock.ts';
import { isNightDue, workNight } from './nightly.ts';

export interface KeepingOptions {
  service: string;
  database: DataSource;
  keeping: ServiceKeeping;
  clock: Clock;
  log: Log;
  /** Between two looks at the clock; a minute unless told. */
  lookMs?: number;
}

export interface KeepingRoom {
  /** Looks at once: an order to erase has come in. */
  wake(): void;
  /** Resolves when a look has found nothing more to do. */
  idle(): Promise<void>;
  /** Gives up after the batch in hand; what is left is found again at the next start. */
  stop(): Promise<void>;
}

/** Everything of the service that ends one day, in the order in which it may go. */
export function allTables(keeping: ServiceKeeping): TableKeeping[] {
  return [...keeping.tables, ...platformKeeping.tables];
}

/**
 * Keeps the periods: each night at three in Shanghai, or as soon as the process is there afterwards, and at once when the
 * epidemic ended somewhere. One process per service works, whichever holds the lock.
 */
export function startKeeping(options: KeepingOptions): KeepingRoom {
  const { service, database, clock, log } = options;
  const tables = allTables(options.keeping);
  const stopping = new AbortController();
  const { signal } = stopping;
  let bell = Promise.withResolvers<void>();

  const work = async (): Promise<void> => {
    await workEndings({ service, database, tables, clock, log, signal });
    const now = clock.now();
    if (!(await isNightDue(database, now))) return;
    const erased = await workNight({ database, tables, now, signal });
    metrics.retentionAt.set(now.getTime() / 1_000);
    metrics.legalHolds.set(await countHolds(database));
    log.info({ erased: erased.filter((one) => one.rows > 0 || one.held > 0) }, 'retention ran');
  };

  const look = async (): Promise<void> => {
    try {
      await aloneAtKeeping(database, work);
    } catch (error) {
      if (!signal.aborted) log.error({ err: error, service }, 'retention could not be finished and is tried again');
    }
  };

  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      const rung = bell.promise;
      await look();
      await Promise.race([rung, pause(options.lookMs ?? 60_000, undefined, { signal, ref: false }).catch(() => undefined)]);
    }
  };

  const wake = (): void => {
    bell.resolve();
    bell = Promise.withResolvers<void>();
  };
  const done = run();
  return {
    wake,
    async idle() {
      while (!signal.aborted && !(await aloneAtKeeping(database, work))) await pause(50);
    },
    async stop() {
      stopping.abort();
      wake();
      await done;
    },
  };
}
