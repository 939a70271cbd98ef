import pg from 'pg';
import { DataSource } from 'typeorm';
import type { EntitySchema } from 'typeorm';

export interface DatabaseOptions {
  url: string;
  entities: EntitySchema[];
  /** Connections at most; all of a service's requests, its relay's housekeeping and its consumers share them. */
  poolSize?: number;
  /** Shown in pg_stat_activity, so that a lock can be traced to its service. */
  applicationName: string;
  /** A statement that runs longer is cancelled by the server. Migrations lift it. */
  statementTimeoutMs?: number;
}

/**
 * Opens the service's own database. Tables come from migrations, never from entities.
 *
 * Dates arrive as the text YYYY-MM-DD (the driver would make local midnights of them), bigint as number (a count beyond
 * 2^53 is an error, not a rounded value), numeric as text.
 *
 * @throws Error when the database cannot be reached within 10 seconds
 */
export async function openDatabase(options: DatabaseOptions): Promise<DataSource> {
  const { statementTimeoutMs = 60_000 } = options;
  const database = new DataSource({
    type: 'postgres',
    url: options.url,
    entities: options.entities,
    applicationName: options.applicationName,
    poolSize: options.poolSize ?? 10,
    connectTimeoutMS: 10_000,
    synchronize: false,
    installExtensions: false,
    logging: false,
    extra: {
      types: { getTypeParser },
      statement_timeout: statementTimeoutMs,
      keepAlive: true,
      // A statement whose client is gone ends, and lets go of its locks, within two seconds.
      options: '-c client_connection_check_interval=2000',
    },
  });
  return database.initialize();
}

const parsers = new Map<number, (text: string) => unknown>([
  [pg.types.builtins.DATE, (text) => text],
  [pg.types.builtins.INT8, parseBigint],
]);

function getTypeParser(type: number, format?: 'text' | 'binary'): (text: string) => unknown {
  return parsers.get(type) ?? (pg.types.getTypeParser(type, format as 'text') as (text: string) => unknown);
}

function parseBigint(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`bigint ${text} does not fit a number`);
  return value;
}
