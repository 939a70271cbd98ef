import type { Pool, QueryConfig, QueryResultRow } from 'pg';
import { QueryFailedError } from 'typeorm';
import type { DataSource } from 'typeorm';
import type { Tx } from './transact.ts';

/**
 * A read past TypeORM, on a connection of its pool: the rows as the driver gives them. With a name the server keeps the plan; so only what is found by
 * a key has one: a range of areas is planned anew, by how wide it is. @throws QueryFailedError as TypeORM does
 */
export async function askPool<R extends object>(database: DataSource, question: QueryConfig): Promise<R[]> {
  const { text, values } = question;
  database.logger.logQuery(text, values);
  try {
    return (await poolOf(database).query<R & QueryResultRow>(question)).rows;
  } catch (error) {
    database.logger.logQueryError(error as Error, text, values);
    throw new QueryFailedError(text, values, error as Error);
  }
}

/** `tx.query` for a SELECT: outside of a transaction it is spared what TypeORM does around a statement. */
export function readRows<R extends object>(tx: Tx, text: string, values: unknown[]): Promise<R[]> {
  return tx.queryRunner ? tx.query<R[]>(text, values) : askPool(tx.connection, { text, values });
}

function poolOf(database: DataSource): Pool {
  return (database.driver as unknown as { master: Pool }).master;
}
