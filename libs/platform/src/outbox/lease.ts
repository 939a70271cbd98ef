import pg from 'pg';
import { wakeChannel } from './wake.ts';
import { lockOf } from '../persistence/index.ts';

const relayLock = lockOf('relay');

/** A dedicated connection that holds the relay's lock; PostgreSQL lets go of the lock in the moment the connection ends. */
export interface Lease {
  readonly session: pg.Client;
  end(): Promise<void>;
}

export interface LeasePlan {
  databaseUrl: string;
  applicationName: string;
  onWake(): void;
  onLost(error: Error): void;
}

/**
 * Takes the lock that makes this process the one relay of the service, or returns null when another process holds it.
 * All reading and marking goes through the lease's own session: a relay that lost its lock cannot go on by mistake.
 */
export async function takeLease(plan: LeasePlan): Promise<Lease | null> {
  const session = new pg.Client({
    connectionString: plan.databaseUrl,
    application_name: plan.applicationName,
    connectionTimeoutMillis: 10_000,
    // A connection that is cut without a word would otherwise hold the relay up until the kernel gives up, minutes later.
    query_timeout: 30_000,
    keepAlive: true,
  });
  session.on('error', plan.onLost);
  try {
    await session.connect();
    if (await tryLock(session)) {
      session.on('notification', plan.onWake);
      await session.query(`LISTEN ${wakeChannel}`);
      return { session, end: () => session.end() };
    }
  } catch (error) {
    await session.end();
    throw error;
  }
  await session.end();
  return null;
}

async function tryLock(session: pg.Client): Promise<boolean> {
  const { rows } = await session.query<{ held: boolean }>('SELECT pg_try_advisory_lock($1) AS held', [relayLock]);
  return rows[0]!.held;
}
