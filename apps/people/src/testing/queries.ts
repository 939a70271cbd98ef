import type { DataSource } from 'typeorm';

/** Runs `work` and counts the statements that match, so that a test can hold a batch to one. */
export async function countQueries<T>(database: DataSource, statement: RegExp, work: () => Promise<T>): Promise<{ answer: T; queries: number }> {
  let queries = 0;
  const before = database.logger;
  const silent = () => {};
  database.logger = {
    logQuery: (query) => {
      if (statement.test(query)) queries += 1;
    },
    logQueryError: silent, logQuerySlow: silent, logSchemaBuild: silent, logMigration: silent, log: silent,
  };
  try {
    return { answer: await work(), queries };
  } finally {
    database.logger = before;
  }
}
