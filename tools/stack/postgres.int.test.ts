import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { openDatabases } from './postgres.ts';
import { readSettings } from './settings.ts';

const server = () => process.env.LIANFANG_TEST_PG_URL!;
const service = `probe-${randomBytes(4).toString('hex')}`;
const open = (env: NodeJS.ProcessEnv) => openDatabases(readSettings('/nowhere', env), 0, '', () => {});

test('DATABASE_URL: one database per service is made in that server, once, and dropped again', async () => {
  const databases = await open({ DATABASE_URL: server() });
  expect(databases.kind).toBe('external');
  await databases.create([service]);
  await databases.create([service]);
  const client = new Client({ connectionString: databases.urlOf(service) });
  await client.connect();
  const { rows } = await client.query<{ name: string; collation: string }>(
    'SELECT datname AS name, datcollate AS collation FROM pg_database WHERE datname = current_database()');
  await client.end();
  expect(rows).toEqual([{ name: `lianfang_${service.replace('-', '_')}`, collation: 'C.UTF-8' }]);

  await databases.drop([service]);
  await expect(new Client({ connectionString: databases.urlOf(service) }).connect()).rejects.toThrow('does not exist');
});

test('DATABASE_URL_PEOPLE names the database of one service', async () => {
  const own = server().replace(/\/[^/]*$/, '/postgres?own=1');
  const databases = await open({ DATABASE_URL: server(), DATABASE_URL_PEOPLE: own });
  expect(databases.urlOf('people')).toBe(own);
  expect(new URL(databases.urlOf('supplies')).pathname).toBe('/lianfang_supplies');
});

test('a service without a URL is named when the others have theirs', async () => {
  const databases = await open({ DATABASE_URL_PEOPLE: server() });
  expect(() => databases.urlOf('supplies')).toThrow('DATABASE_URL_SUPPLIES is missing');
});

test('databases that are named one by one are never dropped', async () => {
  const databases = await open({ DATABASE_URL_PEOPLE: server() });
  await expect(databases.drop(['people'])).rejects.toThrow('are yours');
});

test('a server that does not answer is named by its variable', async () => {
  await expect(open({ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' })).rejects.toThrow(/PostgreSQL of DATABASE_URL cannot be used/);
});
