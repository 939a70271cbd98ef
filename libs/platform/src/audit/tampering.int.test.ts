import type { AuditRecord } from '@lianfang/contracts/events';
import { actorOf, testAuditKey } from '@lianfang/testing/graph';
import type { BootedSubgraph } from '@lianfang/testing/graph';
import { createLog } from '../observability/index.ts';
import { inTransaction } from '../persistence/index.ts';
import type { Tx } from '../persistence/index.ts';
import { bootHouses, ids } from './fixtures/houses.ts';
import { tamperings } from './fixtures/tampering.ts';
import type { Tampering } from './fixtures/tampering.ts';
import { openAudit, startChainer, verifyChain } from './index.ts';
import type { Anchor } from './index.ts';

const rows = 120;
let houses: BootedSubgraph;
let anchors: Anchor[];

beforeAll(async () => {
  houses = await bootHouses();
  for (let at = 0; at < rows; at += 1) {
    await houses.call(actorOf('community'), at % 3 ? `{ house(id: "${ids[at % 100]}") { owner } }` : `mutation { paint(houseId: "${ids[at % 100]}", colour: "red") { id } }`);
  }
  await chainAll();
  anchors = await anchorsTold();
});
afterAll(() => houses.stop());

async function chainAll(): Promise<void> {
  const chainer = startChainer({ room: houses.audit, log: houses.log });
  await chainer.idle();
  await chainer.stop();
}

/** What the agencies were told: the events in the outbox. */
async function anchorsTold(): Promise<Anchor[]> {
  const told = await houses.database.query<{ data: AuditRecord }[]>(`SELECT envelope -> 'data' AS data FROM outbox WHERE topic = 'people.audit' ORDER BY id`);
  return told.flatMap(({ data }) => data.entries.map(({ seq, hash, entry }) => ({ seq, hash: Buffer.from(hash, 'base64'), entry: JSON.stringify(entry) })));
}

const verify = (database: Pick<Tx, 'query'>, isAnchored = true) =>
  verifyChain({ database, key: testAuditKey, ...(isAnchored ? { anchors: async (from: number, most: number) => anchors.slice(from - 1, from - 1 + most) } : {}) });

/** As a superuser whom no trigger stops, in a transaction that is taken back. */
async function tampered<T>(tampering: Tampering, place: number, look: (tx: Tx) => Promise<T>): Promise<{ expected: number | null; found: T }> {
  const session = houses.database.createQueryRunner();
  await session.startTransaction();
  try {
    await session.query('SET LOCAL session_replication_role = replica');
    const expected = await tampering.at(session.manager, place, rows);
    return { expected, found: await look(session.manager) };
  } finally {
    await session.rollbackTransaction();
    await session.release();
  }
}

it('a log that nobody touched verifies, row by row and against the anchors', async () => {
  expect(await verify(houses.database)).toEqual({ rows, anchored: rows, pending: 0, bad: null });
});

it('200 tamperings, 200 found, each with its first place', async () => {
  const missed: string[] = [];
  for (let n = 0; n < 200; n += 1) {
    const tampering = tamperings[n % tamperings.length]!;
    // Every part of the chain, the first and the last row among them.
    const place = n < tamperings.length ? 1 + n : n % 7 === 0 ? 1 : n % 11 === 0 ? rows : 1 + ((n * 37) % rows);
    const { expected, found } = await tampered(tampering, place, verify);
    if (!found.bad || found.bad.seq !== expected) missed.push(`${tampering.kind} at ${place}: ${JSON.stringify(found.bad)} instead of ${expected}`);
  }
  expect(missed).toEqual([]);
});

it('only the anchors see an end that was cut off and covered up', async () => {
  const covered = tamperings.find(({ kind }) => kind === 'the end is cut off and the head set back')!;
  const { found } = await tampered(covered, rows - 10, async (tx) => ({ alone: await verify(tx, false), anchored: await verify(tx) }));
  expect(found.alone.bad).toBeNull();
  expect(found.anchored.bad).toEqual({ seq: rows - 10, row: null, why: 'rows were cut off the end' });
});

it('nothing verifies by another key', async () => {
  expect((await verifyChain({ database: houses.database, key: Buffer.alloc(32, 'x') })).bad).toMatchObject({ seq: 1, why: 'the entry was changed' });
});

describe('the table', () => {
  it.each([
    ['a change', `UPDATE audit_log SET entry = '{}' WHERE seq = 5`],
    ['a renumbering', 'UPDATE audit_log SET seq = 9000 WHERE seq = 5'],
    ['a deletion', 'DELETE FROM audit_log WHERE seq = 5'],
    ['a truncation', 'TRUNCATE audit_log'],
    ['a row that claims a place', `INSERT INTO audit_log (entry, seal, seq, hash) SELECT entry, seal, 9000, hash FROM audit_log LIMIT 1`],
    ['the loss of its head', 'DELETE FROM audit_head'],
  ])('refuses %s, and would take it without its trigger', async (_what, sql) => {
    await expect(houses.database.query(sql)).rejects.toMatchObject({ driverError: { code: '23001' } });
    await tampered({ kind: sql, at: async (tx) => void (await tx.query(sql)) as unknown as null }, 1, async () => undefined);
  });
});

describe('the chainer', () => {
  it('leaves out what the service did not write, alarms, and goes on', async () => {
    const lines: string[] = [];
    const log = createLog({ name: 'test', level: 'info' }, { write: (line) => void lines.push(line) });
    await inTransaction(houses.database, async (tx) => {
      await tx.query(`INSERT INTO audit_log (entry, seal) SELECT (jsonb_set(entry::jsonb, '{actor}', '"framed"'))::json, seal FROM audit_log LIMIT 1`);
    });
    await houses.call(actorOf('community'), '{ houses { owner } }');
    const chainer = startChainer({ room: houses.audit, log });
    await chainer.idle();
    await chainer.stop();
    expect(lines.join('')).toContain('was not written by this service');
    const verdict = await verify(houses.database, false);
    expect(verdict).toMatchObject({ rows: rows + 1, pending: 1, bad: { seq: null, why: 'a row was written past the service' } });
  });

  it('of two processes chains each row once', async () => {
    await Promise.all(Array.from({ length: 30 }, () => houses.call(actorOf('community'), '{ houses { owner } }')));
    const other = openAudit({ service: 'people', database: houses.database, key: testAuditKey, clock: houses.clock, log: houses.log });
    const both = [houses.audit, other].map((room) => startChainer({ room, log: houses.log }));
    // The forged row of the test before stays out, so `idle` of a fresh chainer ends when it has seen it too.
    await both[0]!.idle();
    await Promise.all(both.map((chainer) => chainer.stop()));
    await other.stop();
    const told = await anchorsTold();
    expect(told.map(({ seq }) => seq)).toEqual(Array.from({ length: rows + 31 }, (_, at) => at + 1));
    expect(await verify(houses.database, false)).toMatchObject({ rows: rows + 31 });
  });
});
