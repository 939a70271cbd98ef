import { platformMigrations, transact } from '@lianfang/platform/persistence';
import { freshDatabase } from '@lianfang/testing/postgres';
import type { FreshDatabase } from '@lianfang/testing/postgres';
import { readDivision } from './division.ts';
import { loadAreaTree, loadPeopleMigrations } from './people.ts';

let fresh: FreshDatabase;
beforeAll(async () => {
  fresh = await freshDatabase({ name: 'areas', migrations: [...platformMigrations, ...(await loadPeopleMigrations())], entities: [] });
});
afterAll(() => fresh.drop());

// The whole country is what `npm run areas -- load` and the benchmark load; a city shows the same.
it('the real tree of a city is sound, loads once, and keeps the names that an office gave', async () => {
  const { database } = fresh;
  const { checkTree, countKnown, loadTree } = await loadAreaTree();
  await database.query(`INSERT INTO areas (code, name) VALUES ('410811', '山阳示范区')`);
  const rows = readDivision(process.cwd(), '4108');
  expect(rows.length).toBeGreaterThan(2_000);
  expect(checkTree(rows)).toEqual([]);
  expect(await countKnown(database.manager, rows)).toBe(1);
  expect(await transact(database, (tx) => loadTree(tx, rows))).toEqual({ rows: rows.length, added: rows.length - 1, known: 1, hung: 1 });
  expect(await transact(database, (tx) => loadTree(tx, rows))).toEqual({ rows: rows.length, added: 0, known: rows.length, hung: 0 });
  expect(await database.query(`SELECT name, parent_code FROM areas WHERE code = '410811'`)).toEqual([{ name: '山阳示范区', parent_code: '4108' }]);
}, 60_000);
