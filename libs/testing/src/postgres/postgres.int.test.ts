import { Client } from 'pg';
import { asAdmin, freshDatabase, type TemplatePlan } from './index.ts';

const plan: TemplatePlan = {
  name: 'testing',
  migrations: [{ name: '0001-doors', sql: 'CREATE TABLE doors (number int PRIMARY KEY); INSERT INTO doors VALUES (1)' }],
  entities: [],
};

test('every file has a migrated database of its own', async () => {
  const [one, two] = await Promise.all([freshDatabase(plan), freshDatabase(plan)]);
  await one.database.query('INSERT INTO doors VALUES (2)');
  expect(await one.database.query('SELECT count(*)::int AS doors FROM doors')).toEqual([{ doors: 2 }]);
  expect(await two.database.query('SELECT count(*)::int AS doors FROM doors')).toEqual([{ doors: 1 }]);
  await Promise.all([one.drop(), two.drop()]);
});

test('a changed migration makes another template', async () => {
  const changed = { ...plan, migrations: [{ name: '0001-doors', sql: 'CREATE TABLE doors (number int, colour text)' }] };
  const fresh = await freshDatabase(changed);
  expect(await fresh.database.query('SELECT colour FROM doors')).toEqual([]);
  await fresh.drop();
});

test('what a test starts and does not stop fails the file, and the database is gone all the same', async () => {
  const fresh = await freshDatabase(plan);
  const forgotten = new Client({ connectionString: fresh.url, application_name: 'a forgotten relay' });
  forgotten.on('error', () => {}); // The server ends this session; that is the point.
  await forgotten.connect();
  await expect(fresh.drop()).rejects.toThrow('left open by: a forgotten relay');
  const name = new URL(fresh.url).pathname.slice(1);
  const { rowCount } = await asAdmin((client) => client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]));
  expect(rowCount).toBe(0);
});
