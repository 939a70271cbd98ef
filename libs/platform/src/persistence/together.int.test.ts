import { freshDatabase } from '@lianfang/testing/postgres';
import type { FreshDatabase } from '@lianfang/testing/postgres';
import { EntitySchema } from 'typeorm';
import { insertMany, readAlone, readTogether, rowsBy, transact } from './index.ts';

interface Door {
  id: string;
  streetId: string | null;
  visitedOn: string | null;
  visitedAt: Date | null;
  residents: number;
  beds: number;
  vacant: boolean;
  mark: Buffer | null;
  notes: unknown;
  methods: string[];
}

const doorTable = new EntitySchema<Door>({
  name: 'Door',
  tableName: 'doors',
  columns: {
    id: { type: 'text', primary: true },
    streetId: { type: 'text', name: 'street_id', nullable: true },
    visitedOn: { type: 'date', name: 'visited_on', nullable: true },
    visitedAt: { type: 'timestamptz', name: 'visited_at', nullable: true },
    residents: { type: 'int' },
    beds: { type: 'bigint' },
    vacant: { type: 'boolean' },
    mark: { type: 'bytea', nullable: true },
    notes: { type: 'jsonb', nullable: true },
    methods: { type: 'text', array: true },
  },
});

const oddTable = new EntitySchema<{ id: string; shown: string }>({
  name: 'Odd',
  tableName: 'odd',
  columns: { id: { type: 'text', primary: true }, shown: { type: 'text', transformer: { from: (text: string) => text.toUpperCase(), to: (text: string) => text } } },
});

const migration = {
  name: '0001-doors',
  sql: `CREATE TABLE odd (id text PRIMARY KEY, shown text NOT NULL);
    CREATE TABLE doors (
      id text PRIMARY KEY, street_id text, visited_on date, visited_at timestamptz, residents int NOT NULL, beds bigint NOT NULL, vacant boolean NOT NULL,
      mark bytea, notes jsonb, methods text[] NOT NULL DEFAULT '{}');`,
};

const columns = {
  id: 'text', street_id: 'text', visited_on: 'date', visited_at: 'timestamptz', residents: 'int', beds: 'bigint', vacant: 'boolean', mark: 'bytea', notes: 'jsonb',
} as const;

const doors = Array.from({ length: 40 }, (_, at): Omit<Door, 'methods'> => ({
  id: `d${at}`, streetId: at % 5 ? `s${at % 4}` : null, visitedOn: at % 2 ? '2022-11-20' : null, visitedAt: at % 3 ? new Date('2022-11-20T00:00:00.123Z') : null,
  residents: at, beds: 9_007_199_254_740_991, vacant: at % 2 === 0, mark: at % 2 ? Buffer.from([0, 255, at]) : null, notes: at % 2 ? { text: '门' } : null,
}));

let fresh: FreshDatabase;
beforeAll(async () => {
  fresh = await freshDatabase({ name: 'together', migrations: [migration], entities: [doorTable, oddTable] });
});
afterAll(() => fresh.drop());
beforeEach(async () => {
  await fresh.database.query('TRUNCATE doors');
  await transact(fresh.database, (tx) => insertMany(tx, 'doors', columns, doors));
});
afterEach(() => jest.restoreAllMocks());

const findDoors = rowsBy(doorTable, 'id', { name: 'findDoors' });
const listOfStreets = rowsBy(doorTable, 'streetId', { name: 'listOfStreets', where: 't.residents > 3', orderBy: 't.residents DESC' });
const firstOfStreets = readTogether<{ street: string; id: string }>({
  name: 'firstOfStreets',
  text: `SELECT asked.street, d.id FROM unnest($1::text[]) AS asked(street)
    CROSS JOIN LATERAL (SELECT id FROM doors WHERE street_id = asked.street ORDER BY residents LIMIT $2) AS d`,
  keyOf: ({ street }) => street,
});

const byId = (a: { id: string }, b: { id: string }) => a.id.localeCompare(b.id);

it('rows are what TypeORM makes of them, in every type', async () => {
  const ids = doors.map(({ id }) => id);
  const theirs = await fresh.database.getRepository(doorTable).find();
  expect((await findDoors(fresh.database.manager, ids)).sort(byId)).toEqual(theirs.sort(byId));
});

it('a hundred requests at once cost a few statements, and each gets its own rows only', async () => {
  const told = jest.spyOn(fresh.database.logger, 'logQuery');
  const asked = Array.from({ length: 100 }, (_, at) => [`d${at % 40}`, `d${(at * 7) % 40}`, `nobody ${at}`]);
  const answers = await Promise.all(asked.map((ids) => findDoors(fresh.database.manager, ids)));
  answers.forEach((rows, at) => expect(rows.map(({ id }) => id).sort()).toEqual([...new Set(asked[at]!.slice(0, 2))].sort()));
  expect(told.mock.calls.filter(([text]) => text.includes('/* findDoors */')).length).toBeLessThanOrEqual(3);
});

it('lists keep their order, whoever else asks', async () => {
  const wanted = ['s1', 's2', 's3'].map((street) => doors.filter(({ streetId, residents }) => streetId === street && residents > 3).map(({ id }) => id).reverse());
  const answers = await Promise.all([['s1'], ['s2', 's1'], ['s3'], ['s4']].map((streets) => listOfStreets(fresh.database.manager, streets)));
  expect(answers.map((rows) => rows.map(({ id }) => id))).toEqual([wanted[0], [...wanted[1]!, ...wanted[0]!], wanted[2], []]);
});

it('only those share a statement who ask for the same besides the keys', async () => {
  const [one, two] = await Promise.all([firstOfStreets(fresh.database.manager, ['s1', 's2'], 1), firstOfStreets(fresh.database.manager, ['s1'], 2)]);
  expect([one.length, two.length]).toEqual([2, 2]);
});

it('what was committed before it was asked for is seen, however many read', async () => {
  const readers = Array.from({ length: 20 }, async (_, reader) => {
    for (let turn = 0; turn < 10; turn++) {
      const id = `new ${reader} ${turn}`;
      expect(await findDoors(fresh.database.manager, [id])).toEqual([]);
      await transact(fresh.database, (tx) => insertMany(tx, 'doors', columns, [{ ...doors[0]!, id }]));
      expect(await findDoors(fresh.database.manager, [id])).toMatchObject([{ id }]);
    }
  });
  await Promise.all(readers);
});

it('in a transaction it reads what the transaction has written', async () => {
  await transact(fresh.database, async (tx) => {
    await insertMany(tx, 'doors', columns, [{ ...doors[0]!, id: 'mine' }]);
    expect(await findDoors(tx, ['mine', 'mine'])).toHaveLength(1);
    expect(await findDoors(fresh.database.manager, ['mine'])).toEqual([]);
  });
});

it('a statement that fails is told to all who waited for it, and the next one is asked again', async () => {
  await fresh.database.query('ALTER TABLE doors RENAME TO gates');
  const failed = await Promise.allSettled(['d1', 'd2', 'd3'].map((id) => findDoors(fresh.database.manager, [id])));
  await fresh.database.query('ALTER TABLE gates RENAME TO doors');
  expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  expect(await findDoors(fresh.database.manager, ['d1'])).toHaveLength(1);
});

it('a table that TypeORM would read otherwise is refused', async () => {
  await expect(rowsBy(oddTable, 'id', { name: 'findOdd' })(fresh.database.manager, ['a'])).rejects.toThrow('Odd cannot be read past TypeORM: shown');
});

it('read alone, as TypeORM does it, the rows are the same', async () => {
  const alone = await freshDatabase({ name: 'alone', migrations: [migration], entities: [doorTable, oddTable] });
  readAlone(alone.database);
  await transact(alone.database, (tx) => insertMany(tx, 'doors', columns, doors));
  const rows = (database: FreshDatabase) => Promise.all([findDoors(database.database.manager, ['d1', 'd2']), listOfStreets(database.database.manager, ['s1', 's2'])]);
  const [ofThese, ofThose] = [await rows(fresh), await rows(alone)];
  await alone.drop();
  expect(ofThose.map((each) => each.sort(byId))).toEqual(ofThese.map((each) => each.sort(byId)));
});
