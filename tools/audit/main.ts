import { readCatalogue } from '../stack/catalogue.ts';
import { addressOf } from '../stack/postgres.ts';
import { readSecrets } from '../stack/secrets.ts';
import { readSettings } from '../stack/settings.ts';
import { runningState } from '../stack/state.ts';
import { toldVerdict, verifyAll } from './verify.ts';
import type { Chains } from './verify.ts';

const say = (line: string) => void process.stdout.write(`${line}\n`);

/** Of the house that runs here; elsewhere AUDIT_KEY and the databases are told by the environment, as to the services. */
function chains(): Chains {
  const root = process.cwd();
  const settings = readSettings(root);
  const state = runningState(settings.stateDir);
  const isTold = process.env.AUDIT_KEY !== undefined && (settings.postgres.url !== null || settings.postgres.urlOf.size > 0);
  if (!state && !isTold) throw new Error('Lianfang does not run here. Start it (npm start), or give AUDIT_KEY and DATABASE_URL of its PostgreSQL');
  const { postgresPassword, auditKey } = state ? readSecrets(settings.stateDir) : { postgresPassword: '', auditKey: '' };
  const { subgraphs } = readCatalogue(root);
  const databases = new Map(subgraphs.map((service) => [service, addressOf(settings, state?.ports.postgres ?? 0, postgresPassword, service)]));
  return { databases, key: Buffer.from(process.env.AUDIT_KEY ?? auditKey, 'base64') };
}

const [command, ...flags] = process.argv.slice(2);
if (command !== 'verify') {
  say('npm run audit -- verify [--json]');
  process.exit(2);
}
const verdicts = await verifyAll(chains());
if (flags.includes('--json')) say(JSON.stringify(verdicts, null, 2));
else for (const verdict of verdicts) say(toldVerdict(verdict));
process.exit(verdicts.some(({ bad }) => bad) ? 1 : 0);
