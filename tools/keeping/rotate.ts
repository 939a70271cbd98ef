import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { sealingBlock, readConfig } from '@lianfang/platform/config';
import { countOld, createSealer, reseal } from '@lianfang/platform/sealing';
import type { SealedTable, Sealer } from '@lianfang/platform/sealing';
import { readCatalogue } from '../stack/catalogue.ts';
import { renewRunning } from '../stack/renew.ts';
import { readSecrets, writeSecrets } from '../stack/secrets.ts';
import type { StackSettings } from '../stack/settings.ts';
import { runningState } from '../stack/state.ts';
import { databaseUrls, withDatabase } from './databases.ts';
import { stopSignal } from './retention.ts';

/**
 * `npm run rotate-keys`: a new key for ID numbers and phones. The services take it first, with the old one beside it; then every
 * row is sealed anew under their feet; then the old key goes. Stopped and called again it goes on where it was.
 *
 * With SEALING_KEY and SEALING_KEY_OLD in the environment the services are yours to restart, and only the rows are done here.
 */
export async function rotateKeys(settings: StackSettings, say: (line: string) => void): Promise<number> {
  return process.env.SEALING_KEY ? rotateRows(settings, sealerOfEnvironment(), say) : rotateHouse(settings, say);
}

async function rotateHouse(settings: StackSettings, say: (line: string) => void): Promise<number> {
  if (!runningState(settings.stateDir)) throw new Error('Lianfang does not run. Start it in another terminal: npm start');
  const secrets = readSecrets(settings.stateDir);
  if (secrets.sealingKeyOld.length === 0) {
    say('A new key is made; the services take it, and still read the old one …');
    writeSecrets(settings.stateDir, { ...secrets, sealingKey: randomBytes(32).toString('base64'), sealingKeyOld: [secrets.sealingKey] });
    await renewRunning(settings);
  } else say('A change of the key is under way: it goes on.');
  const { sealingKey, sealingKeyOld } = readSecrets(settings.stateDir);
  const sealer = createSealer(Buffer.from(sealingKey, 'base64'), sealingKeyOld.map((key) => Buffer.from(key, 'base64')));
  const code = await rotateRows(settings, sealer, say);
  if (code !== 0) return code;
  writeSecrets(settings.stateDir, { ...readSecrets(settings.stateDir), sealingKeyOld: [] });
  await renewRunning(settings);
  say('The old key is gone.');
  return 0;
}

async function rotateRows(settings: StackSettings, sealer: Sealer, say: (line: string) => void): Promise<number> {
  const urlOf = databaseUrls(settings);
  const signal = stopSignal();
  let left = 0;
  for (const [service, tables] of await readSealed(settings.root)) {
    await withDatabase(urlOf(service), 'lianfang-rotate-keys', async (database) => {
      const began = performance.now();
      const done = await reseal({ database, tables, sealer, signal, onProgress: ({ table, done: rows, left: more }) => say(`${service} ${table}: ${rows} sealed anew, ${more} to go`) });
      const rows = [...done.values()].reduce((sum, count) => sum + count, 0);
      say(`${service}: ${rows} rows in ${((performance.now() - began) / 1_000).toFixed(1)} s`);
      left += await countOld(database, tables, sealer);
    });
  }
  say(left === 0 ? 'Every row is sealed with the new key.' : `${left} rows were written with an older key meanwhile: is a service still running with it? Call again.`);
  return left === 0 ? 0 : 1;
}

/** What lies sealed in each service that has anything sealed. */
async function readSealed(root: string): Promise<Map<string, readonly SealedTable[]>> {
  const found = new Map<string, readonly SealedTable[]>();
  for (const service of readCatalogue(root).subgraphs) {
    const file = join(root, 'apps', service, 'src', 'sealed.ts');
    if (existsSync(file)) found.set(service, ((await import(file)) as { sealedTables: readonly SealedTable[] }).sealedTables);
  }
  return found;
}

function sealerOfEnvironment(): Sealer {
  const { SEALING_KEY, SEALING_KEY_OLD } = readConfig(sealingBlock);
  if (SEALING_KEY_OLD.length === 0) throw new Error('SEALING_KEY_OLD is missing: name the keys before SEALING_KEY, several by comma');
  return createSealer(SEALING_KEY, SEALING_KEY_OLD);
}
