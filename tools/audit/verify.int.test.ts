import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { ChainedEntry } from '@lianfang/contracts/events';
import { openAudit, startChainer } from '@lianfang/platform/audit';
import type { Telling } from '@lianfang/platform/audit';
import { systemClock } from '@lianfang/platform/clock';
import { createLog } from '@lianfang/platform/observability';
import { platformMigrations } from '@lianfang/platform/persistence';
import type { Migration, Tx } from '@lianfang/platform/persistence';
import { freshDatabase } from '@lianfang/testing/postgres';
import type { FreshDatabase } from '@lianfang/testing/postgres';
import { toldVerdict, verifyAll } from './verify.ts';

const key = Buffer.alloc(32, 'verify');
const log = createLog({ name: 'verify', level: 'silent' });

/** A tool may not name an app, so the agencies' own store is found by its path. */
interface Centre {
  trail: Migration;
  insertEntries(tx: Tx, service: string, entries: readonly ChainedEntry[]): Promise<number[]>;
}
async function loadCentre(): Promise<Centre> {
  const agency = join(process.cwd(), 'apps', 'agencies');
  return { ...(await import(join(agency, 'migrations', '0010-trail.ts'))), ...(await import(join(agency, 'src', 'trail', 'trail.store.ts'))) } as Centre;
}

let centre: Centre;
let people: FreshDatabase;
let agencies: FreshDatabase;

const telling = (n: number): Telling => ({
  kind: 'MUTATION', operation: 'correctPerson', outcome: 'DONE', actor: `clerk${n}`, actorKind: 'user', agency: 'street', roles: [], actorArea: '410811', areaCode: '410811',
  records: [{ type: 'Person', ids: [randomUUID()] }], request: randomUUID(), reason: '"quoted" \\ and …',
});

/** Writes entries, chains them and brings what was told to the agencies, as the log would. */
async function fill({ database }: FreshDatabase, service: string, count: number): Promise<void> {
  const room = openAudit({ service, database, key, clock: systemClock, log });
  await room.write(Array.from({ length: count }, (_, n) => telling(n)));
  const chainer = startChainer({ room, log });
  await chainer.idle();
  await chainer.stop();
  await room.stop();
  const told = await database.query(`SELECT envelope -> 'data' -> 'entries' AS entries FROM outbox WHERE topic = '${service}.audit' ORDER BY id`);
  for (const { entries } of told) await agencies.database.transaction((tx) => centre.insertEntries(tx, service, entries).then(() => undefined));
}

beforeAll(async () => {
  centre = await loadCentre();
  people = await freshDatabase({ name: 'verify_people', migrations: platformMigrations, entities: [] });
  agencies = await freshDatabase({ name: 'verify_agencies', migrations: [...platformMigrations, centre.trail], entities: [] });
  await fill(people, 'people', 1_100);
  await fill(agencies, 'agencies', 7);
});
afterAll(async () => {
  await people.drop();
  await agencies.drop();
});

const verify = () => verifyAll({ databases: new Map([['people', people.url], ['agencies', agencies.url]]), key });

async function bend({ database }: FreshDatabase, sql: string): Promise<void> {
  const session = database.createQueryRunner();
  try {
    await session.query('SET session_replication_role = replica');
    await session.query(sql);
  } finally {
    await session.query('RESET session_replication_role');
    await session.release();
  }
}

test('what was told to the agencies is to the letter what the services hold', async () => {
  expect(await verify()).toEqual([
    { service: 'people', rows: 1_100, anchored: 1_100, pending: 0, bad: null },
    { service: 'agencies', rows: 7, anchored: 7, pending: 0, bad: null },
  ]);
});

test('an entry bent at the agencies, and an end cut off a service, are both named', async () => {
  await bend(agencies, `UPDATE trail_entries SET entry = (jsonb_set(entry::jsonb, '{actor}', '"nobody"'))::json WHERE service = 'agencies' AND seq = 3`);
  await bend(people, `UPDATE audit_head SET seq = 1050, hash = (SELECT hash FROM audit_log WHERE seq = 1050); DELETE FROM audit_log WHERE seq > 1050`);
  const verdicts = await verify();
  expect(verdicts.map(({ service, bad }) => [service, bad?.seq, bad?.why])).toEqual([
    ['people', 1_051, 'rows were cut off the end'],
    ['agencies', 3, 'the agencies keep another entry'],
  ]);
  expect(verdicts.map(toldVerdict)).toEqual([
    'people           1050 entries, 1100 of them kept by the agencies, 0 waiting: BENT at number 1051: rows were cut off the end',
    'agencies            2 entries, 7 of them kept by the agencies, 0 waiting: BENT at number 3 (row 3): the agencies keep another entry',
  ]);
});
