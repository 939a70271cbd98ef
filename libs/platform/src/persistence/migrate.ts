import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource, QueryRunner } from 'typeorm';
import { lockOf } from './locks.ts';

export interface Migration {
  /** Unique for ever, ordered by its number: '0001-areas'. */
  name: string;
  sql: string;
  /**
   * False for what PostgreSQL refuses inside a transaction (CREATE INDEX CONCURRENTLY). Its statements, each ended by a
   * semicolon at the end of a line, run one by one; a crash between them runs all of them again, so each must bear that.
   * Put `DROP INDEX CONCURRENTLY IF EXISTS x;` before the CREATE: an interrupted one leaves an invalid index behind.
   */
  transactional?: boolean;
}

const migrationLock = lockOf('migration');

/** A migration that waits for a table lock makes every later request wait behind it; so it gives up soon and tries again. */
const lockTimeoutMs = 400;
const lockTries = 100;

/**
 * Brings the schema up to date, forward only. Several processes may start at once: one migrates, the others wait.
 *
 * @returns the names that were applied now
 * @throws Error when an applied migration was edited or two share a name
 */
export async function migrate(database: DataSource, migrations: readonly Migration[]): Promise<string[]> {
  demandUniqueNames(migrations);
  const session = database.createQueryRunner();
  try {
    await session.query('SET statement_timeout = 0');
    await lock(session);
    return await applyPending(session, migrations);
  } finally {
    await unlock(session);
  }
}

async function applyPending(session: QueryRunner, migrations: readonly Migration[]): Promise<string[]> {
  const applied = await loadApplied(session);
  const fresh: string[] = [];
  for (const migration of migrations) {
    const known = applied.get(migration.name);
    if (known === undefined) {
      await apply(session, migration);
      fresh.push(migration.name);
    } else if (known !== checksum(migration)) {
      throw new Error(`migration ${migration.name} was edited after it was applied; write a new one instead`);
    }
  }
  return fresh;
}

// Polled: a session that waits inside pg_advisory_lock holds a snapshot, and CREATE INDEX CONCURRENTLY waits for snapshots.
async function lock(session: QueryRunner): Promise<void> {
  for (;;) {
    const [row] = await session.query('SELECT pg_try_advisory_lock($1) AS held', [migrationLock]);
    if (row.held) return;
    await pause(100);
  }
}

async function unlock(session: QueryRunner): Promise<void> {
  try {
    await session.query('SELECT pg_advisory_unlock($1)', [migrationLock]);
    await session.query('RESET statement_timeout');
  } finally {
    await session.release();
  }
}

async function loadApplied(session: QueryRunner): Promise<Map<string, string>> {
  await session.query(
    `CREATE TABLE IF NOT EXISTS schema_migrations (
       name text PRIMARY KEY, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`,
  );
  const rows: { name: string; checksum: string }[] = await session.query('SELECT name, checksum FROM schema_migrations');
  return new Map(rows.map((row) => [row.name, row.checksum]));
}

async function apply(session: QueryRunner, migration: Migration): Promise<void> {
  if (migration.transactional === false) {
    for (const statement of statementsOf(migration.sql)) await session.query(statement);
    await record(session, migration);
    return;
  }
  for (let attempt = 1; !(await applyInTransaction(session, migration, attempt)); attempt++) await pause(200);
}

/** @returns false when a table lock could not be had this time */
async function applyInTransaction(session: QueryRunner, migration: Migration, attempt: number): Promise<boolean> {
  await session.startTransaction();
  try {
    await session.query(`SET LOCAL lock_timeout = ${lockTimeoutMs}`);
    await session.query(migration.sql);
    await record(session, migration);
    await session.commitTransaction();
    return true;
  } catch (error) {
    await session.rollbackTransaction();
    if (!isLockTimeout(error) || attempt >= lockTries) throw error;
    return false;
  }
}

async function record(session: QueryRunner, migration: Migration): Promise<void> {
  await session.query('INSERT INTO schema_migrations (name, checksum) VALUES ($1, $2)', [migration.name, checksum(migration)]);
}

function isLockTimeout(error: unknown): boolean {
  return (error as { code?: string }).code === '55P03';
}

function statementsOf(sql: string): string[] {
  return sql.split(/;\s*(?:\n|$)/).map((statement) => statement.trim()).filter((statement) => statement !== '');
}

/** White space at the ends and line ends do not count: an editor may change them. */
function checksum(migration: Migration): string {
  return createHash('sha256').update(migration.sql.trim().replaceAll('\r\n', '\n')).digest('hex');
}

function demandUniqueNames(migrations: readonly Migration[]): void {
  const names = migrations.map((migration) => migration.name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw new Error(`two migrations are called ${twice}`);
}
