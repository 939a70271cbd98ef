import { randomUUID } from 'node:crypto';
import { asAdmin, testServer } from '@lianfang/testing/postgres';
import { migrateUnderLoad } from './under-load.ts';

/* B15 in a small form; `npm run bench -- migrations` takes a million people and tells how long requests waited. */

const name = `test_b15_${randomUUID().replaceAll('-', '')}`;
beforeAll(() => asAdmin((client) => client.query(`CREATE DATABASE ${name}`)));
afterAll(() => asAdmin((client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`)));

test('the migrations of people, killed at random under load, succeed when they are run again: no request fails, no row and no index is lost', async () => {
  const url = testServer();
  url.pathname = `/${name}`;
  const { migrated, failed, rows, invalid } = await migrateUnderLoad({ url: url.href, people: 600, kills: 3, killWithinMs: 1_500, callers: 3, floorMs: 0, oneByOne: false });
  expect(failed).toEqual([]);
  expect(invalid).toEqual([]);
  expect(rows[1]).toBe(rows[0]);
  expect(migrated).toHaveLength(1);
}, 120_000);
