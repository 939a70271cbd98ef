import { systemClock } from '@lianfang/platform/clock';
import { allTables, aloneAtKeeping, countNight, workNight } from '@lianfang/platform/retention';
import type { Erased } from '@lianfang/platform/retention';
import { readCatalogue } from '../stack/catalogue.ts';
import type { StackSettings } from '../stack/settings.ts';
import { databaseUrls, withDatabase } from './databases.ts';
import { readKeepings } from './services.ts';

/** `npm run retention [-- --dry-run]`: what each service does at three in the morning, now; or how much it would be. */
export async function retention(settings: StackSettings, flags: readonly string[], say: (line: string) => void): Promise<number> {
  const dryRun = flags.includes('--dry-run');
  const urlOf = databaseUrls(settings);
  const stop = stopSignal();
  const keepings = await readKeepings(settings.root, readCatalogue(settings.root).subgraphs);
  let total = 0;
  for (const [service, keeping] of keepings) {
    const tables = allTables(keeping);
    await withDatabase(urlOf(service), 'lianfang-retention', async (database) => {
      const now = systemClock.now();
      let erased: Erased[] = [];
      if (dryRun) erased = await countNight({ database, tables, now });
      else if (!(await aloneAtKeeping(database, async () => void (erased = await workNight({ database, tables, now, signal: stop }))))) {
        say(`${service}: another process is at it just now`);
      }
      for (const { table, rows, held } of erased.filter((one) => one.rows > 0 || one.held > 0)) {
        say(`${service} ${table}: ${rows} rows ${dryRun ? 'are due' : 'erased'}${held > 0 ? `, ${held} kept by a legal hold` : ''}`);
        total += rows;
      }
    });
  }
  say(dryRun ? `${total} rows are due. Nothing was erased.` : `${total} rows erased.`);
  return 0;
}

/** Ctrl-C ends the run after the batch in hand. */
export function stopSignal(): AbortSignal {
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => stop.abort(new Error('stopped; call again to go on')));
  return stop.signal;
}
