import { accessBench } from './access.ts';
import { auditBench } from './audit.ts';
import { coverageBench } from './coverage.ts';
import { districtBench } from './district.ts';
import { gatewayBench } from './gateway.ts';
import { importBench } from './import.ts';
import { idleBench } from './idle.ts';
import { liveBench } from './live.ts';
import { signingBench } from './signing.ts';
import { migrationsBench } from './migrations.ts';
import { soakBench } from './soak.ts';
import { systemBench } from './system.ts';
import { peopleBench } from './people.ts';

// npm run bench -- [name …]: each prints what it measured beside its bar and its floor. Numbers of one run on one machine;
// compare ratios, not milliseconds.
const benches: Record<string, () => Promise<string[]>> = { access: accessBench, audit: auditBench, coverage: coverageBench, district: districtBench, gateway: gatewayBench, import: importBench, idle: idleBench, live: liveBench, migrations: migrationsBench, signing: signingBench, people: peopleBench, system: systemBench, soak: soakBench };

const asked = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const unknown = asked.filter((name) => !(name in benches));
if (unknown.length > 0) throw new Error(`there is no bench ${unknown.join(', ')}; there are ${Object.keys(benches).join(', ')}`);

for (const name of asked.length > 0 ? asked : Object.keys(benches).filter((one) => one !== 'soak' && one !== 'district')) {
  process.stdout.write(`${name} …\n`);
  for (const line of await benches[name]!()) process.stdout.write(`  ${line}\n`);
}
