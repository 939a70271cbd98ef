import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { inventDemoLedger, writeDemoLedger } from './demo-ledger.ts';

// npm run demo-ledger -- --out FILE
const { values } = parseArgs({ options: { out: { type: 'string', default: '文化巷社区台账.xlsx' } } });
const ledger = inventDemoLedger();
writeFileSync(values.out, await writeDemoLedger(ledger));
process.stdout.write(`${values.out}: ${ledger.lines.length} residents in ${ledger.households} households of 文化巷社区, ${ledger.wrong.length} rows wrong.
Import it in the command centre as the user "community" (register › ledgers); its people are invented and nobody's.\n`);
