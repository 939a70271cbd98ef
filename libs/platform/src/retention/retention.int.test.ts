import { EpidemicEnded, HoldLifted, HoldPlaced } from '@lianfang/contracts/events';
import type { EventDefinition } from '@lianfang/contracts/events';
import { freshDatabase } from '@lianfang/testing/postgres';
import type { FreshDatabase } from '@lianfang/testing/postgres';
import { eventually } from '@lianfang/testing/wait';
import { fixedClock, newId } from '../clock/index.ts';
import type { FixedClock } from '../clock/index.ts';
import { createLog } from '../observability/index.ts';
import { inTransaction, lockOf, platformMigrations } from '../persistence/index.ts';
import type { Migration } from '../persistence/index.ts';
import { keepingSubscriptions, startKeeping } from './index.ts';
import type { KeepingRoom, ServiceKeeping } from './index.ts';

const tables: Migration = {
  name: '0001-doors',
  sql: `
    CREATE TABLE doors (id uuid PRIMARY KEY, area_code text COLLATE "C" NOT NULL);
    CREATE TABLE visits (
      id uuid PRIMARY KEY DEFAULT gen_random_uuid(), door_id uuid NOT NULL REFERENCES doors (id), person_id uuid, visited_at timestamptz, note text NOT NULL DEFAULT 'n');
    CREATE TABLE squads (area_code text COLLATE "C" PRIMARY KEY, head text NOT NULL);`,
};

const keeping: ServiceKeeping = {
  tables: [
    {
      table: 'visits', class: 'SWEEP', since: 't.visited_at', erase: 'delete', person: 't.person_id', household: 't.door_id',
      area: '(SELECT d.area_code FROM doors d WHERE d.id = t.door_id)',
    },
    { table: 'doors', class: 'REGISTER', since: null, erase: 'delete', area: 't.area_code', household: 't.id', unless: 'EXISTS (SELECT FROM visits v WHERE v.door_id = t.id)' },
    { table: 'squads', class: 'ACCOUNT', since: null, erase: { head: "''" }, area: 't.area_code' },
  ],
  plain: [],
};

const now = '2022-11-20T12:00:00+08:00';
const log = createLog({ name: 'keeping', level: 'silent' });
const here = '410811001001001';
const there = '410811002001001';
let fresh: FreshDatabase;
let clock: FixedClock;
let room: KeepingRoom | null = null;

beforeEach(async () => {
  fresh = await freshDatabase({ name: 'keeping', migrations: [...platformMigrations, tables], entities: [] });
  clock = fixedClock(now);
});

afterEach(async () => {
  await room?.stop();
  room = null;
  await fresh.drop();
});

const keep = async (): Promise<void> => {
  room ??= startKeeping({ service: 'people', database: fresh.database, keeping, clock, log });
  await room.idle();
};

async function addDoor(areaCode: string): Promise<string> {
  const id = newId();
  await fresh.database.query('INSERT INTO doors VALUES ($1, $2)', [id, areaCode]);
  return id;
}

async function addVisits(doorId: string, days: readonly (string | null)[], personId: string | null = null): Promise<void> {
  for (const day of days) await fresh.database.query('INSERT INTO visits (door_id, person_id, visited_at) VALUES ($1, $2, $3)', [doorId, personId, day]);
}

async function count(table: string, where = 'true'): Promise<number> {
  const [row] = await fresh.database.query<{ rows: number }[]>(`SELECT count(*)::int AS rows FROM ${table} WHERE ${where}`);
  return row!.rows;
}

async function hear<P>(event: EventDefinition<P>, data: P): Promise<void> {
  const subscription = keepingSubscriptions(() => room?.wake()).find((one) => one.event.name === event.name)!;
  const envelope = { id: newId(), type: event.name, time: now, data } as never;
  await inTransaction(fresh.database, (tx) => subscription.handler(tx, envelope, { clock, log, rebuilding: false }));
}

const hold = (kind: 'PERSON' | 'HOUSEHOLD' | 'AREA', of: { areaCode?: string; personId?: string; householdId?: string }) => {
  const holdId = newId();
  return { holdId, placed: hear(HoldPlaced, { holdId, kind, areaCode: of.areaCode ?? here, personId: of.personId ?? null, householdId: of.householdId ?? null }) };
};

const end = (areaCode: string, requestId = newId()) =>
  hear(EpidemicEnded, { requestId, areaCode, proposedBy: 'command', approvedBy: 'health', approvedAt: now }).then(() => requestId);

describe('a period', () => {
  it('ends in the night after it is over, and leaves a note', async () => {
    const door = await addDoor(here);
    await addVisits(door, ['2022-05-24T11:59:00+08:00', '2022-05-24T12:01:00+08:00', null]);
    await keep();
    expect(await count('visits')).toBe(2);
    expect(await fresh.database.query('SELECT rule, table_name, rows::int, held::int FROM deletion_notes ORDER BY id')).toEqual([
      { rule: 'RETENTION:SWEEP:2022-11-20', table_name: 'visits', rows: 1, held: 0 },
      { rule: 'NIGHT:2022-11-20', table_name: '*', rows: 1, held: 0 },
    ]);
  });

  it('is looked at once a night, from three in the morning of Shanghai on', async () => {
    await keep();
    const door = await addDoor(here);
    await addVisits(door, ['2022-01-01T00:00:00+08:00']);
    clock.advance(14 * 3_600_000); // two in the morning
    await keep();
    expect(await count('visits')).toBe(1);
    clock.advance(3_600_000);
    await keep();
    expect(await count('visits')).toBe(0);
  });

  it('does not wait for rows that a mutation holds, and takes them later', async () => {
    const door = await addDoor(here);
    await addVisits(door, ['2022-01-01T00:00:00+08:00', '2022-01-02T00:00:00+08:00']);
    const mutation = fresh.database.createQueryRunner();
    await mutation.startTransaction();
    await mutation.query(`SELECT FROM visits WHERE visited_at < '2022-01-01T12:00:00+08:00' FOR UPDATE`);
    const kept = keep();
    await eventually(async () => expect(await count('visits')).toBe(1), { within: 5_000 });
    await mutation.commitTransaction();
    await mutation.release();
    await kept;
    expect(await count('visits')).toBe(0);
  });
});

describe('a legal hold', () => {
  it('on a person, a household or an area keeps their rows, until it is lifted', async () => {
    const [held, free, elsewhere] = [await addDoor(here), await addDoor('410811001001002'), await addDoor(there)];
    const person = newId();
    await addVisits(held, ['2022-01-01'], newId());
    await addVisits(free, ['2022-01-01'], person);
    await addVisits(free, ['2022-01-01'], newId());
    await addVisits(elsewhere, ['2022-01-01']);
    const holds = [hold('HOUSEHOLD', { householdId: held }), hold('PERSON', { personId: person }), hold('AREA', { areaCode: '410811002' })];
    await Promise.all(holds.map((one) => one.placed));
    await keep();
    expect(await count('visits')).toBe(3);
    for (const { holdId } of holds) await hear(HoldLifted, { holdId, areaCode: here });
    clock.advance(86_400_000);
    await keep();
    expect(await count('visits')).toBe(0);
  });

  it('that a table cannot follow to a row keeps the whole area of the hold', async () => {
    await fresh.database.query('INSERT INTO squads VALUES ($1, $3), ($2, $3)', [here, there, 'Wang']);
    await hold('PERSON', { personId: newId(), areaCode: here }).placed;
    await end('410811');
    await keep();
    expect(await fresh.database.query('SELECT area_code, head FROM squads ORDER BY 1')).toEqual([{ area_code: here, head: 'Wang' }, { area_code: there, head: '' }]);
  });
});

describe('the end of the epidemic', () => {
  it('in an area erases there, what refers first, and answers with counts', async () => {
    const [mine, theirs] = [await addDoor(here), await addDoor(there)];
    await addVisits(mine, ['2022-11-19', '2022-11-20']);
    await addVisits(theirs, ['2022-11-19']);
    await fresh.database.query('INSERT INTO squads VALUES ($1, $2)', [here, 'Wang']);
    const requestId = await end('410811001');
    await keep();
    expect([await count('visits'), await count('doors'), await count('squads', "head = ''")]).toEqual([1, 1, 1]);
    const [event] = await fresh.database.query<{ envelope: { type: string; data: object } }[]>('SELECT envelope FROM outbox');
    expect(event!.envelope).toMatchObject({
      type: 'people.personal-data-erased.v1',
      data: { requestId, areaCode: '410811001', tables: expect.arrayContaining([{ table: 'visits', rows: 2, held: 0 }, { table: 'doors', rows: 1, held: 0 }, { table: 'squads', rows: 1, held: 0 }]) },
    });
    await keep();
    expect(await count('outbox')).toBe(1);
  });

  it('is gone on with after an interruption, with the counts of before', async () => {
    const door = await addDoor(here);
    await addVisits(door, ['2022-11-19', '2022-11-20', '2022-11-20']);
    const requestId = await end('410811');
    await fresh.database.query(`UPDATE erasures SET started_at = $1, counts = '{"visits": {"rows": 7, "held": 0}}'`, [now]);
    await keep();
    const [row] = await fresh.database.query<{ counts: object }[]>('SELECT counts FROM erasures WHERE request_id = $1', [requestId]);
    expect(row!.counts).toMatchObject({ visits: { rows: 10, held: 0 }, doors: { rows: 1, held: 0 } });
  });

  it('leaves nothing in the files of the table', async () => {
    const door = await addDoor(here);
    await addVisits(door, ['2022-11-19']);
    await end('410811');
    await keep();
    const [row] = await fresh.database.query<{ size: number }[]>(`SELECT pg_relation_size('visits')::int AS size`);
    expect(row!.size).toBe(0);
  });
});

it('only one process of a service works at a time', async () => {
  const other = fresh.database.createQueryRunner();
  await other.query('SELECT pg_advisory_lock($1)', [lockOf('keeping')]);
  const door = await addDoor(here);
  await addVisits(door, ['2022-01-01']);
  const kept = keep();
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(await count('visits')).toBe(1);
  await other.query('SELECT pg_advisory_unlock($1)', [lockOf('keeping')]);
  await other.release();
  await kept;
  expect(await count('visits')).toBe(0);
});

test('who chains the audit log keeps nobody from keeping: each has a lock of its own', async () => {
  const doorId = await addDoor(here);
  await addVisits(doorId, ['2019-01-01T00:00:00Z']);
  await inTransaction(fresh.database, async (tx) => {
    await tx.query('SELECT pg_advisory_xact_lock($1)', [lockOf('chain')]);
    await keep();
    expect(await count('visits')).toBe(0);
  });
});
