import { openDatabase } from '@lianfang/platform/persistence';
import type { DataSource } from 'typeorm';
import { addressOf } from '../stack/postgres.ts';
import { readSecrets } from '../stack/secrets.ts';
import type { StackSettings } from '../stack/settings.ts';
import { runningState } from '../stack/state.ts';

/** Where the services' databases are: those of the environment, else those of the house that runs here. */
export function databaseUrls(settings: StackSettings): (service: string) => string {
  const named = settings.postgres.url !== null || settings.postgres.urlOf.size > 0;
  const state = runningState(settings.stateDir);
  if (!named && !state) throw new Error('Lianfang does not run here. Start it (npm start), or name the databases: DATABASE_URL_PEOPLE=postgres://…, and its sisters');
  const { postgresPassword } = readSecrets(settings.stateDir);
  return (service) => addressOf(settings, state?.ports.postgres ?? 0, postgresPassword, service);
}

export async function withDatabase<T>(url: string, applicationName: string, work: (database: DataSource) => Promise<T>): Promise<T> {
  const database = await openDatabase({ url, entities: [], poolSize: 3, applicationName });
  try {
    return await work(database);
  } finally {
    await database.destroy();
  }
}
