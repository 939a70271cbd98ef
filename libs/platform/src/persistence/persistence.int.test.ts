import { freshDatabase } from '@lianfang/testing/postgres';
import type { FreshDatabase } from '@lianfang/testing/postgres';
import { eventually } from '@lianfang/testing/wait';
import { EntitySchema } from 'typeorm';
import { inTransaction, insertMany, isTransient, openDatabase, platformMigrations, severConnection, transact } from './index.ts';

interface Door {
  id: string;
  areaCode: string;
  visitedOn: string | null;
  visitedAt: Date | null;
  residents: number;
  beds: number;
  vacant: boolean;
  mark: Buffer | null;
  notes: unknown;
  quota: string | null;
}

const doorTable = new EntitySchema<Door>({
  name: 'Door',
  tableName: 'doors',
  columns: {
    id: { type: 'text', primary: true },
    areaCode: { type: 'text', name: 'area_code' },
    visitedOn: { type: 'date', name: 'visited_on', nullable: true },
    visitedAt: { type: 'timestamptz', name: 'visited_at', nullable: true },
    residents: { type: 'int' },
    beds: { type: 'bigint' },
    vacant: { type: 'boolean' },
    mark: { type: 'bytea', nullable: true },
    notes: { type: 'jsonb', nullable: true },
    quota: { type: 'numeric', nullable: true },
  },
});

const doorMigration = {
  name: '0001-doors',
  sql: `CREATE TABLE doors (
    id text PRIMARY KEY, area_code text NOT NULL, visited_on date, visited_at timestamptz, residents int NOT NULL,
    beds bigint NOT NULL, vacant boolean NOT NULL, mark bytea, notes jsonb, quota numeric,
    ordinal bigint GENERATED ALWAYS AS IDENTITY);`,
};

const columns = {
  id: 'text', area_code: 'text', visited_on: 'date', visited_at: 'timestamptz', residents: 'int', beds: 'bigint',
  vacant: 'boolean', mark: 'bytea', notes: 'jsonb', quota: 'numeric',
} as const;

const door: Door = {
  id: 'a', areaCode: '410811001001', visitedOn: '2022-11-20', visitedAt: new Date('2022-11-20T00:00:00.123Z'), residents: 3,
  beds: 9_007_199_254_740_991, vacant: false, mark: Buffer.from([0, 255, 92, 34]), notes: [{ text: '门 "3", {x}\\' }, ['a']], quota: '1.50',
};

let fresh: FreshDatabase;

beforeAll(async () => {
  fresh = await freshDatabase({ name: 'persistence', migrations: [...platformMigrations, doorMigration], entities: [doorTable] });
});
afterAll(() => fresh.drop());
beforeEach(() => fresh.database.query('TRUNCATE doors RESTART IDENTITY'));

describe('rows inserted as a set', () => {
  it('come back as they were, in every type', async () => {
    const bare = { ...door, id: 'b', visitedOn: null, visitedAt: null, mark: null, notes: null, quota: null };
    const written = await transact(fresh.database, (tx) => insertMany(tx, 'doors', columns, [door, bare]));
    expect(written).toBe(2);
    expect(await fresh.database.getRepository(doorTable).find({ order: { id: 'ASC' } })).toEqual([door, bare]);
  });

  it('go in in the order given', async () => {
    const rows = Array.from({ length: 3_000 }, (_, at) => ({ ...door, id: String((at * 7_919) % 3_000) }));
    await transact(fresh.database, (tx) => insertMany(tx, 'doors', columns, rows));
    const stored = await fresh.database.query<{ id: string }[]>('SELECT id FROM doors ORDER BY ordinal');
    expect(stored.map((row) => row.id)).toEqual(rows.map((row) => row.id));
  });

  it('are counted without those that a conflict skips', async () => {
    const again = (): Promise<number> =>
      transact(fresh.database, (tx) => insertMany(tx, 'doors', columns, [door, { ...door, id: 'c' }], 'ON CONFLICT DO NOTHING'));
    await transact(fresh.database, (tx) => insertMany(tx, 'doors', columns, [door]));
    expect(await again()).toBe(1);
    expect(await again()).toBe(0);
  });

  it('are all refused when one is wrong', async () => {
    await expect(
      transact(fresh.database, (tx) => insertMany(tx, 'doors', columns, [door, { ...door, id: 'c', areaCode: null }])),
    ).rejects.toThrow(/area_code/);
    expect(await fresh.database.getRepository(doorTable).count()).toBe(0);
  });

  it('need an open transaction', async () => {
    await expect(insertMany(fresh.database.manager, 'doors', columns, [door])).rejects.toThrow(/open transaction/);
  });
});

describe('a transaction', () => {
  it('leaves nothing behind when its work fails', async () => {
    await expect(
      transact(fresh.database, async (tx) => {
        await insertMany(tx, 'doors', columns, [door]);
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(await fresh.database.getRepository(doorTable).count()).toBe(0);
  });

  it('runs again after a deadlock, so both sides of one succeed', async () => {
    await transact(fresh.database, (tx) => insertMany(tx, 'doors', columns, [door, { ...door, id: 'b' }]));
    let runs = 0;
    const bothHoldOne = Promise.withResolvers<void>();
    const settle = async (first: string, second: string): Promise<void> =>
      transact(fresh.database, async (tx) => {
        runs += 1;
        await tx.query('UPDATE doors SET residents = residents + 1 WHERE id = $1', [first]);
        if (runs >= 2) bothHoldOne.resolve();
        await bothHoldOne.promise;
        await tx.query('UPDATE doors SET residents = residents + 1 WHERE id = $1', [second]);
      });
    await Promise.all([settle('a', 'b'), settle('b', 'a')]);
    expect(runs).toBe(3);
    expect((await fresh.database.getRepository(doorTable).find()).map((row) => row.residents)).toEqual([5, 5]);
  });

  it('whose connection is cut writes nothing, not even afterwards', async () => {
    const late = Promise.withResolvers<unknown>();
    await expect(
      inTransaction(fresh.database, async (tx) => {
        await insertMany(tx, 'doors', columns, [door]);
        await severConnection(tx);
        late.resolve(await insertMany(tx, 'doors', columns, [{ ...door, id: 'late' }]).catch((error: unknown) => error));
        throw new Error('given up');
      }),
    ).rejects.toThrow('given up');
    expect(await late.promise).toBeInstanceOf(Error);
    expect(await fresh.database.getRepository(doorTable).count()).toBe(0);
  });
});

describe('the database', () => {
  it('refuses to round a bigint that a number cannot hold', async () => {
    await expect(fresh.database.query('SELECT 9007199254740993::bigint')).rejects.toThrow(/does not fit/);
  });

  it('cancels a statement that runs too long', async () => {
    const hasty = await openDatabase({ url: fresh.url, entities: [], applicationName: 'hasty', poolSize: 1, statementTimeoutMs: 50 });
    try {
      await expect(hasty.query('SELECT pg_sleep(5)')).rejects.toThrow(/statement timeout/);
    } finally {
      await hasty.destroy();
    }
  });

  const asleep = "SELECT pid FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()";

  it('lets go of the locks of a statement whose client is gone', async () => {
    await transact(fresh.database, (tx) => insertMany(tx, 'doors', columns, [door]));
    await expect(
      transact(fresh.database, async (tx) => {
        await tx.query('SELECT * FROM doors FOR UPDATE');
        const sleeping = tx.query('SELECT pg_sleep(60)').catch((error: unknown) => error);
        await eventually(async () => expect(await fresh.database.query(asleep)).toHaveLength(1));
        await severConnection(tx);
        throw await sleeping;
      }),
    ).rejects.toThrow();
    await transact(fresh.database, async (tx) => {
      await tx.query("SET LOCAL lock_timeout = '10s'");
      await tx.query('SELECT * FROM doors FOR UPDATE');
    });
  });
});

describe('trouble that passes', () => {
  const failing = async (sql: string): Promise<unknown> => fresh.database.query(sql).catch((error: unknown) => error);

  it('is a lost connection, a server that is not there, a conflict', async () => {
    const doomed = await openDatabase({ url: fresh.url, entities: [], applicationName: 'doomed', poolSize: 1 });
    const lost = await doomed.query('SELECT pg_terminate_backend(pg_backend_pid())').catch((error: unknown) => error);
    await doomed.destroy();
    expect(isTransient(lost)).toBe(true);
    const nobody = openDatabase({ url: 'postgres://x@127.0.0.1:1/x', entities: [], applicationName: 'nobody' });
    expect(isTransient(await nobody.catch((error: unknown) => error))).toBe(true);
    expect(isTransient(Object.assign(new Error(), { code: '40001' }))).toBe(true);
  });

  it('is not a wrong statement, a broken constraint or a programming error', async () => {
    expect(isTransient(await failing('SELECT nonsense'))).toBe(false);
    expect(isTransient(await failing("INSERT INTO doors (id) VALUES ('x')"))).toBe(false);
    expect(isTransient(new TypeError('undefined is not a function'))).toBe(false);
  });
});
