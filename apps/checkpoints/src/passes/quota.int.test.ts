import { randomUUID } from 'node:crypto';
import { inTransaction } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import { callGraph } from '@lianfang/testing/graph';
import { eventually } from '@lianfang/testing/wait';
import { DataSource } from 'typeorm';
import { bootDistrict, guard, passageInput, scanManyMutation, scanMutation } from '../fixtures/district.ts';
import type { District } from '../fixtures/district.ts';
import { listQuotaRules, takeOutings } from './quota.store.ts';

let district: District;
beforeAll(async () => {
  district = await bootDistrict();
});
afterAll(() => district.stop());

const gates = 50;
const tomorrow = '2022-11-21T08:00:00+08:00';

/** Puts the pass under another rule, as if that had been in force when it was issued. */
function under(version: string, passId: string) {
  return district.database.query('UPDATE passes SET rule_version = $2 WHERE id = $1', [passId, version]);
}

async function fiftyGatesScan(code: string, at?: string): Promise<(string | null)[]> {
  const gate = await district.gate();
  const calls = Array.from({ length: gates }, () =>
    callGraph(district.url, { actor: guard, query: scanMutation, variables: { input: passageInput({ gate, code, at }) } }),
  );
  return (await Promise.all(calls)).map(({ recordPassage }) => recordPassage.reason);
}

describe('fifty gates that scan one household at once', () => {
  it('let out one under one in two days, and refuse the others for the quota', async () => {
    const { code, household } = await district.pass();
    const reasons = await fiftyGatesScan(code);
    expect(reasons.filter((reason) => reason === null)).toHaveLength(1);
    expect(reasons.filter((reason) => reason === 'QUOTA_USED')).toHaveLength(gates - 1);
    await expect(district.database.query('SELECT slot, lower(period)::text AS day FROM outings WHERE household_id = $1', [household])).resolves.toEqual([
      { slot: 1, day: '2022-11-20' },
    ]);
  });

  it('let out two under two in seven days, no more and no fewer', async () => {
    const { id, code } = await district.pass();
    await under('twice-in-seven-days', id);
    expect((await fiftyGatesScan(code)).filter((reason) => reason === null)).toHaveLength(2);
  });

  it('let out one although every member of the household comes with a pass of their own', async () => {
    const household = randomUUID();
    const passes = await Promise.all(Array.from({ length: 10 }, () => district.pass({ household })));
    const gate = await district.gate();
    const answers = await Promise.all(passes.map(({ code }) => district.scan({ gate, code })));
    expect(answers.filter(({ verdict }) => verdict === 'ALLOWED')).toHaveLength(1);
  });

  // The statement by itself, on fifty connections; each transaction stays open a while after it has its slot.
  it('let out exactly the quota when fifty transactions are open at the same time', async () => {
    const asked = await outingOf(randomUUID(), 'twice-in-seven-days');
    const pool = await new DataSource({ type: 'postgres', url: district.databaseUrl, poolSize: gates, entities: [], applicationName: 'gates' }).initialize();
    try {
      const letOut = await Promise.all(
        Array.from({ length: gates }, () =>
          inTransaction(pool, async (tx) => {
            const taken = await takeAndRecord(tx, asked);
            await tx.query('SELECT pg_sleep(0.01)');
            return taken;
          }),
        ),
      );
      expect(letOut.reduce((sum, taken) => sum + taken)).toBe(2);
    } finally {
      await pool.destroy();
    }
  });

  it('wait for each other: the second is answered when the first has committed', async () => {
    expect(await twoAtOnce()).toEqual([1, 0]);
  });
});

async function outingOf(householdId: string, version: string) {
  return { gate: await district.gate(), householdId, rule: (await listQuotaRules(district.database.manager)).get(version)! };
}

async function takeAndRecord(tx: Tx, { gate, householdId, rule }: Awaited<ReturnType<typeof outingOf>>): Promise<number> {
  const passageId = randomUUID();
  const taken = await takeOutings(tx, [{ passageId, householdId, day: '2022-11-20', rule }]);
  await tx.query(
    `INSERT INTO passages (id, checkpoint_id, area_code, direction, verdict, reason, passed_at, received_at, recorded_by)
     VALUES ($1, $2, '410811', 'OUT', $3, $4, now(), now(), '')`,
    taken.has(passageId) ? [passageId, gate, 'ALLOWED', null] : [passageId, gate, 'REFUSED', 'QUOTA_USED'],
  );
  return taken.size;
}

/** Two gates ask for one household while neither has committed. @returns how many each let out */
async function twoAtOnce(): Promise<[number, number]> {
  const asked = await outingOf(randomUUID(), 'one-per-two-days');
  let second: Promise<number> = Promise.resolve(0);
  const first = await inTransaction(district.database, async (tx) => {
    const taken = await takeAndRecord(tx, asked);
    let answered = false;
    second = inTransaction(district.database, (other) => takeAndRecord(other, asked)).finally(() => {
      answered = true;
    });
    await eventually(async () => expect(answered || (await aTransactionWaits())).toBe(true));
    return taken;
  });
  return [first, await second];
}

async function aTransactionWaits(): Promise<boolean> {
  const waiting = await district.database.query(
    `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`);
  return waiting.length > 0;
}

describe('the quota', () => {
  it('is asked of by going out only, and not by a refused passage', async () => {
    const gate = await district.gate();
    const { code } = await district.pass();
    expect(await district.scan({ gate, code, direction: 'IN' })).toMatchObject({ verdict: 'ALLOWED' });
    expect(await district.scan({ gate, code, temperature: 38 })).toMatchObject({ reason: 'FEVER' });
    expect(await district.scan({ gate, code })).toMatchObject({ verdict: 'ALLOWED' });
    expect(await district.scan({ gate, code, direction: 'IN' })).toMatchObject({ verdict: 'ALLOWED' });
    expect(await district.scan({ gate, code })).toMatchObject({ verdict: 'REFUSED', reason: 'QUOTA_USED' });
  });

  it('counts days of Shanghai by the device: free again on the second day after midnight there', async () => {
    district.clock.advance(3 * 86_400_000);
    const gate = await district.gate();
    const { code } = await district.pass();
    // 00:10 in Shanghai is the evening before in UTC.
    expect(await district.scan({ gate, code, at: '2022-11-20T00:10:00+08:00' })).toMatchObject({ verdict: 'ALLOWED' });
    expect(await district.scan({ gate, code, at: '2022-11-21T23:59:00+08:00' })).toMatchObject({ reason: 'QUOTA_USED' });
    expect(await district.scan({ gate, code, at: '2022-11-22T00:01:00+08:00' })).toMatchObject({ verdict: 'ALLOWED' });
    // A phone that was offline brings the day before: one in any two days already went out.
    expect(await district.scan({ gate, code, at: '2022-11-21T12:00:00+08:00' })).toMatchObject({ reason: 'QUOTA_USED' });
    district.clock.advance(-3 * 86_400_000);
  });

  it('holds within one batch of an offline phone, the earlier outing first', async () => {
    const gate = await district.gate();
    const { code, household } = await district.pass();
    district.clock.advance(86_400_000);
    const inputs = [passageInput({ gate, code, at: tomorrow }), passageInput({ gate, code }), passageInput({ gate, code })];
    const { recordPassages } = await district.call(guard, scanManyMutation, { inputs });
    expect(recordPassages.map((result: any) => result.passage.reason)).toEqual(['QUOTA_USED', null, 'QUOTA_USED']); // eslint-disable-line @typescript-eslint/no-explicit-any -- answer of the graph
    const [{ outings }] = await district.database.query('SELECT count(*)::int AS outings FROM outings WHERE household_id = $1', [household]);
    expect(outings).toBe(1);
    district.clock.advance(-86_400_000);
  });

  it('tells when the household may go out next', async () => {
    const gate = await district.gate();
    const { id, code } = await district.pass();
    const asked = `query ($id: ID!) { pass(id: $id) { nextOutingAt } }`;
    expect((await district.call(guard, asked, { id })).pass.nextOutingAt).toBeNull();
    await district.scan({ gate, code });
    expect((await district.call(guard, asked, { id })).pass.nextOutingAt).toBe('2022-11-21T16:00:00.000Z');
  });
});

describe('the database', () => {
  async function outing(change: Record<string, unknown> = {}) {
    const row = { household: randomUUID(), slot: 1, period: '[2022-11-20,2022-11-22)', rule: 'one-per-two-days', ...change };
    const { id } = await district.scan({ gate: await district.gate(), person: randomUUID() });
    return district.database.query(
      'INSERT INTO outings (passage_id, household_id, slot, period, rule_version) VALUES ($1, $2, $3, $4, $5)',
      [id, row.household, row.slot, row.period, row.rule],
    );
  }

  it('refuses a second outing of a household in the period, whoever writes it', async () => {
    const household = randomUUID();
    await outing({ household });
    await expect(outing({ household, period: '[2022-11-21,2022-11-23)' })).rejects.toThrow('outings_within_quota');
    await outing({ household, period: '[2022-11-22,2022-11-24)' });
  });

  it('refuses an outing beyond the slots of its rule, or of other days than the rule says', async () => {
    await expect(outing({ slot: 2 })).rejects.toThrow('does not fit rule');
    await expect(outing({ period: '[2022-11-20,2022-11-21)' })).rejects.toThrow('does not fit rule');
  });

  it('lets a household out too often once the constraint is taken away, so the constraint is what holds', async () => {
    await district.database.query('ALTER TABLE outings DROP CONSTRAINT outings_within_quota');
    expect(await twoAtOnce()).toEqual([1, 1]);
  });
});
