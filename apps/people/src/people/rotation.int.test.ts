import { randomBytes } from 'node:crypto';
import { createLog } from '@lianfang/platform/observability';
import { platformMigrations, transact } from '@lianfang/platform/persistence';
import { countOld, createSealer, demandKeys, reseal } from '@lianfang/platform/sealing';
import type { Sealer } from '@lianfang/platform/sealing';
import { freshDatabase } from '@lianfang/testing/postgres';
import type { FreshDatabase } from '@lianfang/testing/postgres';
import { migrations } from '../../migrations/index.ts';
import { entities } from '../graph.ts';
import { sealedTables } from '../sealed.ts';
import { community, idNumber } from '../testing/district.ts';
import { sealNumbers } from './person.rules.ts';
import type { Person } from './person.rules.ts';
import { insertPeople, listPeople, updatePerson } from './person.store.ts';
import { pinyinOf } from './pinyin.ts';

const people = 10_000;
const [oldKey, newKey] = [randomBytes(32), randomBytes(32)];
const before = createSealer(oldKey);
const during = createSealer(newKey, [oldKey]);
const after = createSealer(newKey);
const log = createLog({ name: 'rotation', level: 'silent' });
const numberOf = (nth: number) => idNumber(nth % 1_000, `19${String(50 + Math.floor(nth / 1_000)).padStart(2, '0')}0101`);
const phoneOf = (nth: number) => `139${String(nth).padStart(8, '0')}`;
const idOf = (nth: number) => `019a0000-0000-7000-8000-${String(nth).padStart(12, '0')}`;

let fresh: FreshDatabase;

beforeAll(async () => {
  fresh = await freshDatabase({ name: 'rotation', migrations: [...platformMigrations, ...migrations], entities });
  await fresh.database.query(`INSERT INTO areas (code, name) VALUES ($1, '文化巷社区')`, [community]);
  const rows = Array.from({ length: people }, (_, nth) => personOf(nth, before));
  await transact(fresh.database, (tx) => insertPeople(tx, rows));
});
afterAll(() => fresh.drop());

function personOf(nth: number, sealer: Sealer): Person {
  return {
    id: idOf(nth), householdId: null, areaCode: community, name: '赵小明', ...pinyinOf('赵小明'), sex: null, birthDate: null, documentKind: 'RESIDENT_ID',
    ...sealNumbers({ idNumber: numberOf(nth), phone: phoneOf(nth) }, sealer), relation: null, version: 1,
  };
}

/** By ID number and by phone, as the graph searches. */
async function found(nth: number, sealer: Sealer): Promise<boolean> {
  const page = { first: 2, after: null };
  const byNumber = await listPeople(fresh.database.manager, { areaCode: community, search: numberOf(nth), sealer }, page);
  const byPhone = await listPeople(fresh.database.manager, { areaCode: community, search: phoneOf(nth), sealer }, page);
  return [byNumber, byPhone].every((rows) => rows.length === 1 && rows[0]!.id === idOf(nth) && sealer.open(rows[0]!.idNumberSealed) === numberOf(nth));
}

it('ten thousand people are sealed anew while they are searched and written, none is missed at any moment, and a stop costs nothing', async () => {
  const tables = sealedTables;
  const { database } = fresh;
  expect(await countOld(database, tables, during)).toBe(people);
  let searches = 0;
  let missed = 0;
  let over = false;
  const searching = [0, 1].map(async () => {
    for (; !over; searches += 1) if (!(await found(Math.floor(Math.random() * people), during))) missed += 1;
  });
  // Somebody corrects a person meanwhile: what is written last counts.
  const writing = (async () => {
    for (let nth = 0; nth < 100; nth++) await transact(database, (tx) => updatePerson(tx, { ...personOf(nth * 97, during), version: 2 }));
  })();

  const stop = new AbortController();
  const interrupted = reseal({ database, tables, sealer: during, signal: stop.signal, onProgress: ({ done }) => void (done > 3_000 && stop.abort()) });
  await expect(interrupted).rejects.toThrow(/abort/i);
  const left = await countOld(database, tables, during);
  expect(left).toBeGreaterThan(1_000);
  expect(left).toBeLessThan(7_500);
  await reseal({ database, tables, sealer: during, signal: new AbortController().signal });
  await writing;
  over = true;
  await Promise.all(searching);
  log.info({ searches });

  expect({ missed, searched: searches > 50 }).toEqual({ missed: 0, searched: true });
  expect(await countOld(database, tables, during)).toBe(0);
  for (const nth of [0, 97, 5_000, people - 1]) expect(await found(nth, after)).toBe(true);
  const [row] = await database.query<{ corrected: number }[]>('SELECT count(*)::int AS corrected FROM people WHERE version = 2');
  expect(row!.corrected).toBe(100);
}, 120_000);

it('a wrong key is told at the start, with what to do', async () => {
  await expect(demandKeys(fresh.database, sealedTables, createSealer(randomBytes(32)))).rejects.toThrow(
    /SEALING_KEY does not open what people\.id_number_sealed holds: sealed with key [0-9a-f]{8}, which is not here .* SEALING_KEY_OLD/,
  );
});
