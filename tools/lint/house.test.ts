import { execFileSync } from 'node:child_process';

interface Found { rule: string; message: string }

// Real files of the house: the rules go by place and suffix, the text is the fixture's.
const rules = 'apps/people/src/households/household.rules.ts';
const store = 'apps/people/src/households/household.store.ts';
const resolvers = 'apps/people/src/households/household.resolvers.ts';
const page = 'apps/dashboard/src/main.tsx';
const contract = 'libs/contracts/src/areas/index.ts';
const room = 'libs/platform/src/clock/index.ts';

const forbidden: [what: string, file: string, text: string, rule: string][] = [
  ['a rule that looks at the clock', rules, 'export const now = new Date();', 'no-restricted-syntax'],
  ['a rule that asks Date.now', rules, 'export const now = Date.now();', 'no-restricted-syntax'],
  ['a rule that throws dice', rules, 'export const dice = Math.random();', 'no-restricted-syntax'],
  ['a rule that makes an id', rules, 'export const id = crypto.randomUUID();', 'no-restricted-syntax'],
  ['a rule that knows the process', rules, 'export const pid = process.pid;', 'no-restricted-globals'],
  ['a rule that reads a file', rules, "import { readFileSync } from 'node:fs';\nexport const text = readFileSync('x');", 'no-restricted-imports'],
  ['a rule that knows the store', rules, "import { loadHousehold } from './household.store.ts';\nexport const load = loadHousehold;", 'no-restricted-imports'],
  ['a rule that takes the system clock', rules, "import { systemClock } from '@lianfang/platform/clock';\nexport const clock = systemClock;", 'no-restricted-imports'],
  ['a rule that knows the database', rules, "import type { EntityManager } from 'typeorm';\nexport type Tx = EntityManager;", 'no-restricted-imports'],
  ['a store that emits', store, "import { emit } from '@lianfang/platform/outbox';\nexport const send = emit;", 'no-restricted-imports'],
  ['a resolver with a query of its own', resolvers, "import { Client } from 'pg';\nexport const client = new Client();", 'no-restricted-imports'],
  ['kafkajs outside the broker room', store, "import { Kafka } from 'kafkajs';\nexport const kafka = Kafka;", 'no-restricted-imports'],
  ['the environment outside config.ts', resolvers, 'export const port = process.env.PORT;', 'no-restricted-syntax'],
  ['a default export', resolvers, 'export default 1;', 'no-restricted-syntax'],
  ['a barrel', room, "export * from './days.ts';", 'no-restricted-syntax'],
  ['any', room, 'export const anything: any = 1;', '@typescript-eslint/no-explicit-any'],
  ['a promise that nobody waits for', room, 'async function later(): Promise<void> {}\nexport function go(): void { later(); }', '@typescript-eslint/no-floating-promises'],
  ['a page that knows the platform', page, "import { newId } from '@lianfang/platform/clock';\nexport const id = newId();", '@nx/enforce-module-boundaries'],
  ['a page that knows the database', page, "import { Client } from 'pg';\nexport const client = Client;", '@nx/enforce-module-boundaries'],
  ['a contract that knows the platform', contract, "import { newId } from '@lianfang/platform/clock';\nexport const id = newId();", '@nx/enforce-module-boundaries'],
  ['a contract that knows more than zod', contract, "import pino from 'pino';\nexport const log = pino;", '@nx/enforce-module-boundaries'],
  ['a subgraph that knows another one', resolvers, "import { sdl } from '../../../supplies/src/generated/sdl.ts';\nexport const theirs = sdl;", '@nx/enforce-module-boundaries'],
];

const allowed: [what: string, file: string, text: string][] = [
  ['a rule that knows contracts and refusals', rules, "import { Refusal } from '@lianfang/platform/refusals';\nexport const refused = (at: Date) => new Refusal(at.toISOString(), { zh: '不', en: 'no' });"],
  ['a contract on zod', contract, "import { z } from 'zod';\nexport const text = z.string();"],
  ['a resolver that emits', resolvers, "import { emit } from '@lianfang/platform/outbox';\nexport const send = emit;"],
];

let found: Found[][];

beforeAll(() => {
  const texts = [...forbidden, ...allowed].map(([, file, text]) => ({ file, text: `${text}\n` }));
  const node = 'node_modules/.bin/node';
  const env = { ...process.env, NX_DAEMON: 'false' };
  // The borders are read off the graph of projects, which Nx keeps after the first asking.
  execFileSync(node, ['node_modules/nx/dist/bin/nx.js', 'show', 'projects'], { env, stdio: 'pipe' });
  const answer = execFileSync(node, ['tools/lint/probe.mjs'], { input: JSON.stringify(texts), encoding: 'utf8', env, maxBuffer: 1 << 24 });
  found = JSON.parse(answer) as Found[][];
}, 120_000);

test.each(forbidden)('%s is refused', (what, _file, _text, rule) => {
  const at = forbidden.findIndex(([other]) => other === what);
  expect(found[at]!.map((message) => message.rule)).toContain(rule);
});

test.each(allowed)('%s is fine', (what) => {
  const at = forbidden.length + allowed.findIndex(([other]) => other === what);
  expect(found[at]).toEqual([]);
});
