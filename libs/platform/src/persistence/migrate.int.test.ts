import { asAdmin, testServer } from '@lianfang/testing/postgres';
import { eventually } from '@lianfang/testing/wait';
import type { DataSource } from 'typeorm';
import { newId } from '../clock/index.ts';
import { migrate, openDatabase } from './index.ts';
import type { Migration } from './index.ts';

const name = `test_migrate_${newId().replaceAll('-', '')}`;
const open: DataSource[] = [];

async function connect(): Promise<DataSource> {
  const url = testServer();
  url.pathname = `/${name}`;
  const database = await openDatabase({ url: url.href, entities: [], applicationName: 'migrate-test', poolSize: 3 });
  open.push(database);
  return database;
}

let database: DataSource;

beforeAll(() => asAdmin((client) => client.query(`CREATE DATABASE ${name}`)));
beforeEach(async () => {
  database = await connect();
  await database.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.destroy()));
});
afterAll(() => asAdmin((client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`)));

const areas: Migration = { name: '0001-areas', sql: 'CREATE TABLE areas (code text PRIMARY KEY);' };
const names: Migration = { name: '0002-names', sql: 'ALTER TABLE areas ADD name text;' };
const index: Migration = {
  name: '0003-index',
  transactional: false,
  sql: `DROP INDEX CONCURRENTLY IF EXISTS areas_name;
    CREATE INDEX CONCURRENTLY areas_name ON areas (name);`,
};

it('applies what is new, in order, and each only once', async () => {
  expect(await migrate(database, [areas])).toEqual(['0001-areas']);
  expect(await migrate(database, [areas, names, index])).toEqual(['0002-names', '0003-index']);
  expect(await migrate(database, [areas, names, index])).toEqual([]);
});

it('lets eight processes start at once: one migrates, the others wait', async () => {
  const processes = await Promise.all(Array.from({ length: 8 }, connect));
  const applied = await Promise.all(processes.map((one) => migrate(one, [areas, names, index])));
  expect(applied.flat().sort()).toEqual(['0001-areas', '0002-names', '0003-index']);
});

it('refuses an applied migration that was edited, but not new line ends', async () => {
  await migrate(database, [areas]);
  await expect(migrate(database, [{ ...areas, sql: 'CREATE TABLE areas (code int);' }])).rejects.toThrow(/0001-areas was edited/);
  expect(await migrate(database, [{ ...areas, sql: `\r\n${areas.sql}\r\n` }])).toEqual([]);
});

it('refuses two migrations of one name', async () => {
  await expect(migrate(database, [areas, areas])).rejects.toThrow(/two migrations are called 0001-areas/);
});

it('leaves nothing of a migration that fails half-way, and goes on from there', async () => {
  const broken = { name: '0002-broken', sql: 'ALTER TABLE areas ADD half text; SELECT nonsense;' };
  await expect(migrate(database, [areas, broken])).rejects.toThrow(/nonsense/);
  expect(await migrate(database, [areas, names])).toEqual(['0002-names']);
  expect(await database.query("SELECT 1 FROM information_schema.columns WHERE column_name = 'half'")).toEqual([]);
});

it('does not make requests wait behind a migration that waits for a table', async () => {
  await migrate(database, [areas]);
  const reader = database.createQueryRunner();
  await reader.startTransaction();
  await reader.query('SELECT * FROM areas');
  const migrating = migrate(await connect(), [areas, names]);
  await eventually(async () => {
    const waiting = await database.query("SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()");
    expect(waiting).toHaveLength(1);
  });
  const askedAt = Date.now();
  await database.query('SELECT * FROM areas');
  expect(Date.now() - askedAt).toBeLessThan(1_000);
  await reader.commitTransaction();
  await reader.release();
  expect(await migrating).toEqual(['0002-names']);
});
