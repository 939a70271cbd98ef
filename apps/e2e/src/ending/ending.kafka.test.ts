import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openDatabase } from '@lianfang/platform/persistence';
import { allTables, workNight } from '@lianfang/platform/retention';
import type { ServiceKeeping } from '@lianfang/platform/retention';
import { type House, startHouse } from '@lianfang/testing/house';
import { eventually } from '@lianfang/testing/wait';
import { canary, communities, letCanariesIn, wordsOf } from '../access/canary.ts';
import { letThingsHappen } from '../access/deeds.ts';
import { searchDatabases, searchFiles, searchTopics, services, toldOf } from './places.ts';

jest.setTimeout(900_000);

/** Bar B28 in its small form; the large one has a million. */
const people = Number(process.env.LIANFANG_B28_PEOPLE ?? 10_000);
const [here, held] = communities;
let house: House;

beforeAll(async () => {
  house = await startHouse({ broker: 'kafka', seeded: false, within: 400_000 });
  await letCanariesIn(house, people);
  await letThingsHappen(house);
});
afterAll(() => house?.stop());

const starter = (...words: string[]) => house.run('--disable-warning=ExperimentalWarning', join('tools', 'stack', 'main.ts'), `--lianfang-stack=${house.stateDir}`, ...words);

async function everyNight(now: Date): Promise<void> {
  for (const service of services) {
    const { keeping } = (await import(join(process.cwd(), 'apps', service, 'src', 'keeping.ts'))) as { keeping: ServiceKeeping };
    const database = await openDatabase({ url: house.databaseUrl(service), entities: [], poolSize: 2, applicationName: 'b28' });
    try {
      await workNight({ database, tables: allTables(keeping), now, signal: new AbortController().signal });
    } finally {
      await database.destroy();
    }
  }
}

async function signsIn(): Promise<Set<string>> {
  return new Set([...(await searchDatabases(house)).values()].flatMap((signs) => [...signs]));
}

/** Searches by ID number, fewer than a caller may in a minute, until told to stop. */
async function searchOn(isOver: () => boolean): Promise<{ found: number; missed: number; away: number }> {
  const tally = { found: 0, missed: 0, away: 0 };
  for (let at = 0; !isOver(); at += 2) {
    const { idNumber, areaCode } = canary(at % people);
    try {
      const { people: hits } = await house.call<{ people: { totalCount: number } }>('register', `query ($areaCode: ID!, $search: String!) { people(areaCode: $areaCode, search: $search) { totalCount } }`, { areaCode, search: idNumber });
      tally[hits.totalCount === 1 ? 'found' : 'missed'] += 1;
    } catch {
      // The one copy of the service is just being started with the new key.
      tally.away += 1;
    }
    await pause(2_200);
  }
  return tally;
}

test('the key of ID numbers changes on a running house, and whoever is searched is found', async () => {
  let isOver = false;
  const searching = searchOn(() => isOver);
  const said = await starter('rotate-keys');
  isOver = true;
  const tally = await searching;
  process.stderr.write(`rotate-keys, ${people} people: ${JSON.stringify(tally)}\n${said}\n`);
  expect(said).toMatch(new RegExp(`people: ${people + 2} rows in|people: ${people} rows in`));
  expect(said).toContain('Every row is sealed with the new key.\n');
  expect(said).toContain('The old key is gone.');
  expect(tally.missed).toBe(0);
  let rounds = 0;
  expect(await searchOn(() => rounds++ === 2)).toEqual({ found: 2, missed: 0, away: 0 });
});

const figures = `query ($code: ID!) { area(code: $code) { name register { people households } } }`;

test('retention past its time leaves of a community what has no period, and all of one that is held', async () => {
  const { placeHold } = await house.call<{ placeHold: { id: string } }>('police', `mutation ($input: PlaceHoldInput!) { placeHold(input: $input) { id } }`, {
    input: { key: randomUUID(), kind: 'AREA', areaCode: held, reason: '刑事案件证据，案号另函告知' },
  });
  await eventually(async () => {
    for (const service of services) {
      const database = await openDatabase({ url: house.databaseUrl(service), entities: [], poolSize: 1, applicationName: 'b28' });
      const rows = await database.query<unknown[]>('SELECT FROM legal_holds WHERE lifted_at IS NULL').finally(() => database.destroy());
      expect([service, rows.length]).toEqual([service, 1]);
    }
  }, { within: 60_000 });
  const before = await signsIn();
  const passing = ['note', 'outcome', 'plate', 'origin'] as const;
  for (const word of passing) for (const at of [0, 1]) expect(before).toContain(wordsOf(at)[word]);
  await everyNight(new Date(Date.now() + 400 * 86_400_000));
  const after = await signsIn();
  for (const word of passing) expect([word, after.has(wordsOf(0)[word]), after.has(wordsOf(1)[word])]).toEqual([word, false, true]);
  expect(after.size).toBeGreaterThan(people);
  await house.call('police', `mutation ($id: ID!) { liftHold(holdId: $id) { id } }`, { id: placeHold.id });
});

test('after the end of the epidemic no canary is anywhere, figures stand, the audit chain verifies, and pages work', async () => {
  const { area: before } = await house.call<{ area: { register: { people: number } } }>('health', figures, { code: '410811' });
  const began = performance.now();
  const said = await starter('end-of-epidemic', '--area', '410811', '--yes', '--rule', '国务院联防联控机制综组发〔2022〕144 号');
  process.stderr.write(`B28: ${people} people ended in ${((performance.now() - began) / 1_000).toFixed(1)} s\n${said}\n`);
  expect(said).toMatch(/Deletion record [0-9a-f-]{36}/);
  expect(said).toMatch(new RegExp(`people people +${people} rows`));

  expect(toldOf(await searchDatabases(house))).toEqual([]);
  const { found, messages } = await searchTopics(house);
  expect(messages).toBeGreaterThan(50);
  expect(toldOf(found)).toEqual([]);
  expect(toldOf(searchFiles(house.stateDir))).toEqual([]);

  const { area: after } = await house.call<{ area: { register: { people: number } } }>('health', figures, { code: '410811' });
  expect(after.register).toEqual(before.register);
  expect(after.register.people).toBe(people);
  for (const [user, query] of [
    ['police', `{ alerts(areaCode: "${here}") { edges { node { id kind person { id } } } } }`],
    ['register', `{ people(areaCode: "${here}", first: 5) { totalCount edges { node { id } } } }`],
    ['supply', `{ donations(areaCode: "${here}") { edges { node { receiptNumber donor cashFen } } } }`],
  ] as const) expect(await house.call(user, query)).toBeTruthy();
  expect(await house.run(join('tools', 'audit', 'main.ts'), 'verify')).not.toMatch(/bad/i);
});
