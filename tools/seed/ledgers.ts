import { keyOf } from './keys.ts';
import type { StreetLedger } from './register.ts';
import type { Seeding } from './seeding.ts';
import { writeLedger } from './sheet.ts';

/** Imports run side by side: while one is read, another is written. More would only wait for each other. */
const sideBySide = 3;

interface ImportAnswer { importLedger: { peopleAdded: number; rowsRejected: number } }

/** A ledger per street, imported as any office imports its own. */
export async function importRegister(seeding: Seeding, ledgers: readonly StreetLedger[]): Promise<string> {
  // The largest first: it is not left over for the end.
  const waiting = ledgers.toSorted((a, b) => b.people - a.people);
  const worker = async () => {
    for (let ledger = waiting.shift(); ledger; ledger = waiting.shift()) await importStreet(seeding, ledger);
  };
  await Promise.all(Array.from({ length: sideBySide }, worker));
  const sum = (of: (ledger: StreetLedger) => number) => ledgers.reduce((total, ledger) => total + of(ledger), 0);
  return `${sum((one) => one.people)} people of ${ledgers.length} streets in ${sum((one) => one.households)} households, ${sum((one) => one.vacant)} of them vacant`;
}

async function importStreet({ door, say }: Seeding, { code, name, lines, people }: StreetLedger): Promise<void> {
  const register = `query SeedRegister($code: ID!) { area(code: $code) { register { people } } }`;
  const { area } = await door.call<{ area: { register: { people: number } } }>('register', register, { code });
  if (area.register.people >= people) return;
  const contentBase64 = (await writeLedger(lines)).toString('base64');
  const { importLedger } = await door.call<ImportAnswer>(
    'register',
    `mutation SeedLedger($input: ImportLedgerInput!) { importLedger(input: $input) { peopleAdded rowsRejected } }`,
    { input: { key: keyOf('ledger', code), fileName: `${name}台账.xlsx`, areaCode: code, contentBase64 } },
  );
  if (importLedger.rowsRejected > 0) throw new Error(`${importLedger.rowsRejected} rows of the invented ledger of ${name} were rejected`);
  say(`${name}: ${importLedger.peopleAdded} people`);
}
