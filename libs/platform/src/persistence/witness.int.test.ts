import { freshDatabase } from '@lianfang/testing/postgres';
import type { FreshDatabase } from '@lianfang/testing/postgres';
import { inPresenceOf, inTransaction, transact } from './index.ts';
import type { Tx, Witness } from './index.ts';

let fresh: FreshDatabase;
beforeAll(async () => {
  const sql = `
    CREATE TABLE doors (id int PRIMARY KEY, colour text NOT NULL);
    CREATE TABLE said (id int GENERATED ALWAYS AS IDENTITY, words text NOT NULL CHECK (words <> 'never'));
    CREATE TABLE keys (door int REFERENCES doors (id) DEFERRABLE INITIALLY DEFERRED);`;
  fresh = await freshDatabase({ name: 'witness', migrations: [{ name: '0001-doors', sql }], entities: [] });
});
afterAll(() => fresh.drop());

const rows = async (table: string) => ((await fresh.database.query(`SELECT count(*)::int AS rows FROM ${table}`)) as { rows: number }[])[0]!.rows;

interface Noted extends Witness {
  calls: string[];
}

function witness(words: string, change: Partial<Witness> = {}): Noted {
  const calls: string[] = [];
  return {
    calls,
    opened: () => void calls.push('opened'),
    closing: (result) => {
      calls.push(`closing ${JSON.stringify(result)}`);
      return `INSERT INTO said (words) VALUES ('${words}')`;
    },
    committed: () => void calls.push('committed'),
    failed: (error) => {
      calls.push('failed');
      return error;
    },
    ...change,
  };
}

const paint = (id: number) => (tx: Tx) => tx.query(`INSERT INTO doors VALUES (${id}, 'red')`).then(() => id);

it('what the witness says is written with what the work did, in the round trip of its COMMIT', async () => {
  const present = witness('painted');
  const before = await rows('said');
  expect(await inPresenceOf(present, () => transact(fresh.database, paint(1)))).toBe(1);
  expect(present.calls).toEqual(['opened', 'closing 1', 'committed']);
  expect([await rows('doors'), (await rows('said')) - before]).toEqual([1, 1]);
});

it('neither is there when either cannot be', async () => {
  const [doors, said] = [await rows('doors'), await rows('said')];
  const unwilling = witness('never');
  await expect(inPresenceOf(unwilling, () => transact(fresh.database, paint(2)))).rejects.toMatchObject({ driverError: { code: '23514' } });
  const present = witness('broken key');
  const work = async (tx: Tx) => tx.query('INSERT INTO keys VALUES (99)');
  await expect(inPresenceOf(present, () => transact(fresh.database, work))).rejects.toMatchObject({ driverError: { code: '23503' } });
  const refusing = witness('', { opened: () => { throw new Error('not now'); } });
  await expect(inPresenceOf(refusing, () => transact(fresh.database, paint(3)))).rejects.toThrow('not now');
  expect([unwilling.calls.at(-1), present.calls.at(-1), refusing.calls]).toEqual(['failed', 'failed', ['failed']]);
  expect([await rows('doors'), await rows('said')]).toEqual([doors, said]);
});

it('the connection serves on as before, also after a failure', async () => {
  for (let n = 10; n < 40; n += 1) {
    const present = witness(n % 3 === 0 ? 'never' : 'painted');
    await inPresenceOf(present, () => transact(fresh.database, paint(n))).catch(() => undefined);
  }
  const [open] = await fresh.database.query(`SELECT count(*)::int AS open FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'`);
  expect(open).toEqual({ open: 0 });
  expect(await rows('doors')).toBe(21);
});

it('after a lost conflict it hears the whole again, and is written once', async () => {
  const present = witness('retried');
  const before = await rows('said');
  let tries = 0;
  await inPresenceOf(present, () =>
    transact(fresh.database, async (tx) => {
      tries += 1;
      if (tries === 1) await tx.query(`DO $$ BEGIN RAISE EXCEPTION 'deadlock' USING ERRCODE = '40P01'; END $$`);
      return tries;
    }));
  expect(present.calls).toEqual(['opened', 'failed', 'opened', 'closing 2', 'committed']);
  expect((await rows('said')) - before).toBe(1);
});

it('whoever is not asked says nothing: the platform\'s own transactions, and work outside of a mutation', async () => {
  const present = witness('heard');
  const before = await rows('said');
  await inPresenceOf(present, () => inTransaction(fresh.database, paint(50)));
  await transact(fresh.database, paint(51));
  expect([present.calls, (await rows('said')) - before]).toEqual([[], 0]);
});
