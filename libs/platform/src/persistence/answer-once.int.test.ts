import { freshDatabase } from '@lianfang/testing/postgres';
import type { FreshDatabase } from '@lianfang/testing/postgres';
import { newId } from '../clock/index.ts';
import { Refusal } from '../refusals/index.ts';
import { answerOnce, canonicalJson, platformMigrations, transact } from './index.ts';
import type { Call, Tx } from './index.ts';

let fresh: FreshDatabase;

beforeAll(async () => {
  const effects = { name: '0001-effects', sql: 'CREATE TABLE effects (key text NOT NULL, at serial);' };
  fresh = await freshDatabase({ name: 'answer_once', migrations: [...platformMigrations, effects], entities: [] });
});
afterAll(() => fresh.drop());

const callWith = (payload: unknown): Call => ({ key: newId(), operation: 'recordPassage', caller: 'guard', payload });

async function leaveEffect(tx: Tx, call: Call): Promise<{ passage: number }> {
  const [row] = await tx.query<{ at: number }[]>('INSERT INTO effects (key) VALUES ($1) RETURNING at', [call.key]);
  return { passage: row!.at };
}

const send = (call: Call): Promise<{ passage: number }> =>
  transact(fresh.database, (tx) => answerOnce(tx, call, () => leaveEffect(tx, call)));

async function effectsOf(call: Call): Promise<number> {
  const [row] = await fresh.database.query<{ n: number }[]>('SELECT count(*)::int AS n FROM effects WHERE key = $1', [call.key]);
  return row!.n;
}

it('a call repeated with the same key gets the same answer and no second effect', async () => {
  const call = callWith({ person: 'p', temperature: 36.5 });
  const first = await send(call);
  expect(await send(call)).toEqual(first);
  expect(await send({ ...call, payload: { temperature: 36.5, person: 'p' } })).toEqual(first);
  expect(await effectsOf(call)).toBe(1);
});

it('sixteen senders of one key at once have one effect and one answer', async () => {
  for (let round = 0; round < 10; round++) {
    const call = callWith({ round });
    const answers = await Promise.all(Array.from({ length: 16 }, () => send(call)));
    expect(new Set(answers.map((answer) => answer.passage)).size).toBe(1);
    expect(await effectsOf(call)).toBe(1);
  }
});

it.each([
  ['another payload', (call: Call): Call => ({ ...call, payload: { person: 'q' } })],
  ['another operation', (call: Call): Call => ({ ...call, operation: 'declareArrival' })],
])('the same key with %s is refused and changes nothing', async (_, change) => {
  const call = callWith({ person: 'p' });
  await send(call);
  const refusal = await send(change(call)).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(Refusal);
  expect(refusal).toMatchObject({ code: 'KEY_REUSED' });
  expect(await effectsOf(call)).toBe(1);
});

it.each(['', ' ', 'k'.repeat(101)])('a key of nothing or of a story is refused, for two clients would share it: "%s"', async (key) => {
  expect(await send({ ...callWith({}), key }).catch((error: unknown) => error)).toMatchObject({ code: 'KEY_INVALID' });
});

it('keys of different callers do not meet', async () => {
  const call = callWith({ person: 'p' });
  await send(call);
  await send({ ...call, caller: 'other guard', payload: { person: 'q' } });
  expect(await effectsOf(call)).toBe(2);
});

it('a call that failed may be tried again, and a sender who waited for it takes its place', async () => {
  const call = callWith({ person: 'p' });
  const claimed = Promise.withResolvers<void>();
  const failing = transact(fresh.database, (tx) =>
    answerOnce(tx, call, async () => {
      claimed.resolve();
      await tx.query('SELECT pg_sleep(0.1)');
      throw new Refusal('BED_OCCUPIED', { zh: '床位已占用', en: 'The bed is taken.' });
    }),
  ).catch((error: unknown) => error);
  await claimed.promise;
  const waited = await send(call);
  expect(await failing).toMatchObject({ code: 'BED_OCCUPIED' });
  expect(await send(call)).toEqual(waited);
  expect(await effectsOf(call)).toBe(1);
});

it('an answer may be any JSON value', async () => {
  for (const answer of [null, true, 0, '', [], { nested: [{ a: null }] }]) {
    const call = callWith(answer);
    const ask = (): Promise<unknown> => transact(fresh.database, (tx) => answerOnce(tx, call, async () => answer));
    expect(await ask()).toEqual(answer);
    expect(await ask()).toEqual(answer);
  }
});

it('canonical JSON sorts members at every depth and drops undefined ones', () => {
  expect(canonicalJson({ b: [{ d: 1, c: undefined, a: new Date(0) }], a: null })).toBe(
    '{"a":null,"b":[{"a":"1970-01-01T00:00:00.000Z","d":1}]}',
  );
});

it('a call repeated while the first works longer than a statement may wait is told so, and gets the answer later', async () => {
  const call = callWith({ ledger: 'of a whole street' });
  const claimed = Promise.withResolvers<void>();
  const finish = Promise.withResolvers<void>();
  const first = transact(fresh.database, (tx) =>
    answerOnce(tx, call, async () => {
      claimed.resolve();
      await finish.promise;
      return leaveEffect(tx, call);
    }),
  );
  await claimed.promise;
  const repeated = transact(fresh.database, async (tx) => {
    await tx.query(`SET LOCAL statement_timeout = '200ms'`);
    return answerOnce(tx, call, () => leaveEffect(tx, call));
  });
  await expect(repeated).rejects.toMatchObject({ code: 'KEY_AT_WORK' });
  finish.resolve();
  expect(await send(call)).toEqual(await first);
  expect(await effectsOf(call)).toBe(1);
});
