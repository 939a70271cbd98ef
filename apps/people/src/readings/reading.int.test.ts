import { HouseholdSwept } from '@lianfang/contracts/events';
import { actorOf } from '@lianfang/testing/graph';
import type { BootedSubgraph } from '@lianfang/testing/graph';
import { bootPeople, community, grid, importLines, layDistrict, line } from '../testing/district.ts';

let people: BootedSubgraph;
const office = actorOf('register');
const clerk = actorOf('community');
const district = '410811';
const doors = 12;

beforeAll(async () => {
  people = await bootPeople();
  await layDistrict(people);
  // Doors 101 to 112 of 文化苑 3号楼 1单元; those from 107 on are vacant.
  await importLines(people, Array.from({ length: doors }, (_, at) => {
    const vacant = { name: '', idNumber: '', phone: '', relation: '', occupancy: '空置' };
    return line(at + 1, at >= 6 ? vacant : {});
  }));
}, 60_000);
afterAll(() => people.stop());

const begin = new Date('2022-11-20T08:00:00+08:00');
beforeEach(async () => {
  sourceId = '';
  people.clock.advance(begin.getTime() - people.clock.now().getTime());
  await people.database.query(`TRUNCATE reading_sources, meters, sweep_rounds, inbox CASCADE`);
  await people.database.query(`UPDATE households SET occupancy = 'VACANT' WHERE room >= '107'`);
  await people.database.query(`UPDATE register_counts SET vacant_households = 6 WHERE area_code = '${grid}'`);
});

const columns = [
  { heading: '户号', field: 'METER' }, { heading: '用电地址', field: 'ADDRESS' }, { heading: '账期', field: 'PERIOD' }, { heading: '电量', field: 'CONSUMPTION' },
];
type Row = [meter: string, address: string, period: string, consumption: string | number];

const csv = (rows: readonly Row[]) => Buffer.from(['某供电公司抄表', columns.map(({ heading }) => heading).join(','), ...rows.map((row) => row.join(','))].join('\r\n')).toString('base64');
const address = (room: number) => `焦作市山阳区文化苑3号楼1单元${room}室`;

let sourceId = '';
async function source(change: object = {}): Promise<string> {
  const { saveReadingSource } = await people.call(office, `mutation ($input: SaveReadingSourceInput!) { saveReadingSource(input: $input) { id version } }`, {
    input: { areaCode: district, title: '供电公司', utility: 'ELECTRICITY', columns, ...change },
  });
  return saveReadingSource.id;
}

async function importRows(rows: readonly Row[], key: string = crypto.randomUUID()) {
  sourceId = await source({ title: `供电公司 ${people.url}`, version: sourceId ? 1 : undefined }).catch(() => sourceId);
  return (await people.call(office, `mutation ($input: ImportReadingsInput!) {
    importReadings(input: $input) { id rows added corrected unchanged rejected flagged errors { row column code reason } errorSheet { fileName contentBase64 } } }`, {
    input: { key, sourceId, areaCode: district, fileName: '十月.csv', contentBase64: csv(rows) },
  })).importReadings;
}

const flagFields = `id state because outcome period consumption meter ruleText overdue dueAt version owner { code } rule { threshold version } household { id address occupancy readings { period consumption earlier } }
  history { what period consumption threshold outcome note changedBy }`;
async function flags(filter = '', who = office) {
  const { readingFlags } = await people.call(who, `{ readingFlags(areaCode: "${who.area}"${filter}) { totalCount edges { node { ${flagFields} } } } }`);
  return readingFlags.edges.map(({ node }: { node: object }) => node) as (Record<string, any> & { id: string; version: number })[]; // eslint-disable-line @typescript-eslint/no-explicit-any -- answers
}

async function counts(area = district) {
  const { readingFlagCounts: whole, readingFlagCountsBelow: below } = await people.call(office, `{ readingFlagCounts(areaCode: "${area}") { flagged open overdue done withdrawn somebodyLives }
    readingFlagCountsBelow(areaCode: "${area}") { area { code } flagged open overdue done withdrawn } }`);
  return { whole, below };
}

const settleReadingFlag = `mutation ($input: SettleReadingFlagInput!) { settleReadingFlag(input: $input) { ${flagFields} } }`;
async function settle(flag: { id: string; version: number }, outcome: string, who = clerk) {
  return (await people.call(who, settleReadingFlag, { input: { flagId: flag.id, version: flag.version, outcome, note: '已上门' } })).settleReadingFlag;
}

async function openRound() {
  const { openSweepRound } = await people.call(office, `mutation ($input: OpenSweepRoundInput!) { openSweepRound(input: $input) { id } }`, {
    input: { key: crypto.randomUUID(), name: '首轮', areaCode: district, startsOn: '2022-11-20', endsOn: '2022-11-22' },
  });
  return openSweepRound.id as string;
}

async function doorOf(room: number) {
  const [row] = await people.database.query<{ id: string }[]>(`SELECT id FROM households WHERE room = $1`, [String(room)]);
  return row!.id;
}

async function visit(roundId: string, room: number, outcome: string) {
  const householdId = await doorOf(room);
  await people.call(clerk, `mutation ($input: RecordVisitInput!) { recordVisit(input: $input) { id } }`, {
    input: { key: crypto.randomUUID(), roundId, householdId, outcome, visitedAt: people.clock.now().toISOString() },
  });
  const payload = { roundId, householdId, areaCode: grid, day: '2022-11-20', outcome: outcome as 'ABSENT', reached: 0, returnees: {} };
  const envelope = await people.deliver(HouseholdSwept, { payload, subject: roundId, areaCode: grid });
  return { envelope, payload };
}

describe('readings of a utility', () => {
  it('come in by address first and by meter from then on; a consumption in a vacant door is flagged with its rule', async () => {
    const first = await importRows([['E101', address(101), '2022-10', 80], ['E107', address(107), '2022-10', 35.5], ['E108', '文化苑3-1-108', '2022-10', 20]]);
    expect(first).toMatchObject({ rows: 3, added: 3, corrected: 0, unchanged: 0, rejected: 0, flagged: 1, errors: [], errorSheet: null });
    const [flag, ...others] = await flags();
    expect(others).toEqual([]);
    expect(flag).toMatchObject({
      state: 'OPEN', because: 'VACANT', period: '2022-10', consumption: 35.5, owner: { code: grid }, rule: { threshold: 20, version: '2022-11' }, dueAt: '2022-11-21T00:00:00.000Z',
      ruleText: '台账为空户，2022-10 用电 35.5 kWh，超过规则（2022-11 版）每月 20 kWh', household: { address: '文化苑 3号楼 1单元 107', occupancy: 'VACANT' },
      history: [{ what: 'FLAGGED', consumption: 35.5, threshold: 20 }],
    });
    // The threshold itself is not above it; by its meter alone the door is known now.
    expect(await importRows([['E108', '', '2022-11', 20.001]])).toMatchObject({ added: 1, rejected: 0, flagged: 1 });
  });

  it('that cannot be taken come back with row, column and reason, as the file they came in', async () => {
    const made = await importRows([
      ['E101', address(101), '2022-10', 8], ['E102', '别处小区1-1-1', '2022-10', 8], ['E103', address(103), '2022-13', 8], ['E104', address(104), '2022-10', '许多'],
      ['E101', address(102), '2022-11', 8],
    ]);
    expect(made).toMatchObject({ rows: 5, added: 1, rejected: 4 });
    expect(made.errors.map(({ row, column, code }: Record<string, unknown>) => [row, column, code])).toEqual([
      [4, '用电地址', 'HOUSEHOLD_NOT_FOUND'], [5, '账期', 'PERIOD_UNREADABLE'], [6, '电量', 'QUANTITY_UNREADABLE'], [7, '户号', 'METER_OF_OTHER_DOOR'],
    ]);
    expect(made.errorSheet.fileName).toBe('十月-错误行.xlsx');
  });

  it('imported again change nothing; a correction takes their place with its history, and the old file does not bring them back', async () => {
    const rows: Row[] = [['E107', address(107), '2022-10', 35], ['E108', address(108), '2022-10', 40]];
    await importRows(rows);
    const before = await flags();
    expect(await importRows(rows)).toMatchObject({ added: 0, corrected: 0, unchanged: 2, flagged: 0 });
    expect(await flags()).toEqual(before);
    expect(await importRows([['E107', address(107), '2022-10', 12]])).toMatchObject({ added: 0, corrected: 1, unchanged: 0, flagged: 0 });
    const corrected = (await flags()).find(({ meter }) => meter === 'E107')!;
    expect(corrected).toMatchObject({ state: 'WITHDRAWN', household: { readings: [{ period: '2022-10', consumption: 12, earlier: [35] }] } });
    expect(await importRows(rows)).toMatchObject({ corrected: 0, unchanged: 2, flagged: 0 });
    expect((await flags()).find(({ meter }) => meter === 'E107')).toMatchObject({ state: 'WITHDRAWN' });
  });

  it('of an earlier month that come late stand in the history of the door, and the latest month counts', async () => {
    await importRows([['E107', address(107), '2022-10', 3]]);
    expect(await importRows([['E107', address(107), '2022-09', 300]])).toMatchObject({ added: 1, flagged: 0 });
    expect(await flags()).toEqual([]);
  });

  it('are one answer a key, and need the mapping of a source that is the caller\'s', async () => {
    const key = crypto.randomUUID();
    const made = await importRows([['E107', address(107), '2022-10', 35]], key);
    expect(await importRows([['E107', address(107), '2022-10', 35]], key)).toEqual(made);
    const input = { key: crypto.randomUUID(), sourceId: crypto.randomUUID(), areaCode: district, fileName: 'x.csv', contentBase64: csv([['E1', '', '2022-10', 1]]) };
    expect((await people.refused(office, `mutation ($input: ImportReadingsInput!) { importReadings(input: $input) { id } }`, { input })).code).toBe('READING_SOURCE_NOT_FOUND');
  });
});

describe('a door of the current round', () => {
  it('tried without success and yet consuming is flagged; reached, the flag is withdrawn; each event counts once', async () => {
    const roundId = await openRound();
    await importRows([['E101', address(101), '2022-10', 80], ['E102', address(102), '2022-10', 80], ['E103', address(103), '2022-10', 80]]);
    // Not tried yet is no reason.
    expect(await flags()).toEqual([]);
    await visit(roundId, 101, 'ABSENT');
    const { envelope, payload } = await visit(roundId, 102, 'REFUSED');
    await people.deliver(HouseholdSwept, { id: envelope.id, payload, subject: roundId, areaCode: grid });
    expect((await flags()).map(({ because, meter }) => [because, meter]).sort()).toEqual([['UNREACHED', 'E101'], ['UNREACHED', 'E102']]);
    people.clock.advance(60_000);
    await visit(roundId, 101, 'VISITED');
    expect((await flags(', state: WITHDRAWN')).map(({ meter, history }) => [meter, history.map(({ what }: { what: string }) => what)])).toEqual([['E101', ['FLAGGED', 'WITHDRAWN']]]);
    expect((await counts()).whole).toMatchObject({ flagged: 2, open: 1, withdrawn: 1, done: 0 });
  });

  it('never tried before the round was over is flagged then', async () => {
    await openRound();
    await importRows([['E103', address(103), '2022-10', 80]]);
    people.clock.advance(4 * 24 * 3_600_000);
    const { judgeReadings } = await people.call(clerk, `mutation { judgeReadings(areaCode: "${community}") { flagged open } }`);
    expect(judgeReadings).toEqual({ flagged: 1, open: 1 });
    expect((await people.call(clerk, `mutation { judgeReadings(areaCode: "${community}") { flagged open } }`)).judgeReadings).toEqual({ flagged: 1, open: 1 });
    expect((await flags())[0]!.history).toHaveLength(1);
  });
});

describe('a flag', () => {
  it('settled with somebody who lives there corrects the register and sends the squad to the door again', async () => {
    const roundId = await openRound();
    await visit(roundId, 107, 'VACANT');
    await importRows([['E107', address(107), '2022-10', 35]]);
    const [flag] = await flags();
    expect(await settle(flag!, 'SOMEBODY_LIVES')).toMatchObject({
      state: 'DONE', outcome: 'SOMEBODY_LIVES', household: { occupancy: 'OCCUPIED' }, history: [{ what: 'FLAGGED' }, { what: 'SETTLED', outcome: 'SOMEBODY_LIVES', note: '已上门', changedBy: '文化巷社区' }],
    });
    const { area } = await people.call(clerk, `{ area(code: "${community}") { register { vacantHouseholds } } }`);
    expect(area.register.vacantHouseholds).toBe(5);
    const [door] = await people.database.query<{ due: Date | null }[]>(`SELECT due_at AS due FROM sweep_targets WHERE round_id = $1 AND household_id = $2`, [roundId, await doorOf(107)]);
    expect(door!.due?.toISOString()).toBe('2022-11-21T00:00:00.000Z');
  });

  it('opens again by a later reading, not by the same one; a shared meter never again', async () => {
    await importRows([['E107', address(107), '2022-10', 35], ['E108', address(108), '2022-10', 36], ['E109', address(109), '2022-10', 37]]);
    for (const flag of await flags()) await settle(flag, flag.meter === 'E108' ? 'METER_SHARED' : 'LEAK');
    expect(await importRows([['E107', address(107), '2022-10', 35], ['E109', address(109), '2022-10', 36]])).toMatchObject({ corrected: 1, flagged: 0 });
    expect(await importRows([['E107', '', '2022-11', 21], ['E108', '', '2022-11', 90], ['E109', '', '2022-11', 2]])).toMatchObject({ added: 3, flagged: 1 });
    expect((await flags(', state: OPEN')).map(({ meter, outcome, period, history }) => [meter, outcome, period, history.at(-1).what])).toEqual([['E107', null, '2022-11', 'REOPENED']]);
    expect((await counts()).whole).toEqual({ flagged: 3, open: 1, overdue: 0, done: 2, withdrawn: 0, somebodyLives: 0 });
  });

  it('is given to another owner with another deadline, and is overdue behind it', async () => {
    await importRows([['E107', address(107), '2022-10', 35]]);
    const [flag] = await flags();
    const assign = (input: object) => ({ input: { flagId: flag!.id, version: flag!.version, ownerAreaCode: community, dueAt: '2022-11-20T20:00:00+08:00', ...input } });
    const assignReadingFlag = `mutation ($input: AssignReadingFlagInput!) { assignReadingFlag(input: $input) { owner { code } overdue version } }`;
    expect((await people.refused(clerk, assignReadingFlag, assign({ dueAt: '2022-11-20T07:00:00+08:00' }))).code).toBe('DEADLINE_INVALID');
    expect((await people.refused(clerk, assignReadingFlag, assign({ ownerAreaCode: `${community}002` }))).code).toBe('READING_FLAG_OWNER_INVALID');
    expect((await people.call(clerk, assignReadingFlag, assign({}))).assignReadingFlag).toMatchObject({ owner: { code: community }, overdue: false });
    people.clock.advance(13 * 3_600_000);
    expect(await flags(', overdueOnly: true')).toHaveLength(1);
    expect((await counts()).whole).toMatchObject({ open: 1, overdue: 1 });
    expect((await people.refused(clerk, settleReadingFlag, { input: { flagId: flag!.id, version: flag!.version, outcome: 'LEAK' } })).code).toBe('READING_FLAG_CHANGED_MEANWHILE');
  });

  it('of another area is as one that nobody has', async () => {
    await importRows([['E107', address(107), '2022-10', 35]]);
    const [flag] = await flags();
    const other = actorOf('community', { id: 'other', areaCode: '410811001002' });
    for (const flagId of [flag!.id, crypto.randomUUID(), 'x']) {
      expect((await people.refused(other, settleReadingFlag, { input: { flagId, version: 1, outcome: 'LEAK' } })).code).toBe('READING_FLAG_NOT_FOUND');
      expect((await people.call(other, `{ readingFlag(id: "${flagId}") { id } }`)).readingFlag).toBeNull();
    }
    expect((await people.refused(other, `{ readingFlags(areaCode: "${district}") { totalCount } }`)).code).toBe('AREA_NOT_YOURS');
  });

  it('never stands at or below its threshold, whoever writes', async () => {
    await importRows([['E107', address(107), '2022-10', 35]]);
    await expect(people.database.query(`UPDATE reading_flags SET consumption = threshold`)).rejects.toThrow('flagged_above_threshold');
    await expect(people.database.query(`UPDATE reading_flags SET state = 'DONE'`)).rejects.toThrow('reading_flags_check');
    await expect(people.database.query(`UPDATE reading_imports SET added = added + 1`)).rejects.toThrow('reading_imports_check');
  });
});

it('whatever order files, corrections, settlements and visits come in, every sum balances and the open ones are those that the rules want', async () => {
  const roundId = await openRound();
  let seed = 20_221_120;
  const random = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
  for (let step = 0; step < 40; step += 1) {
    people.clock.advance(60_000);
    const act = random(4);
    if (act < 2) {
      const rows = Array.from({ length: 1 + random(5) }, (_, at): Row => {
        const room = 101 + ((random(doors) + at * 5) % doors);
        return [`E${room}`, random(2) ? address(room) : '', `2022-${String(8 + random(4)).padStart(2, '0')}`, random(60)];
      });
      const made = await importRows(rows);
      expect(made.added + made.corrected + made.unchanged + made.rejected).toBe(made.rows);
    } else if (act === 2) {
      const [flag] = await flags(', state: OPEN');
      if (flag) await settle(flag, ['SOMEBODY_LIVES', 'NOBODY_LIVES', 'LEAK', 'METER_SHARED'][random(4)]!);
    } else {
      await visit(roundId, 101 + random(doors), ['VISITED', 'ABSENT', 'REFUSED'][random(3)]!);
    }
    const { whole, below } = await counts();
    expect(whole.open + whole.done + whole.withdrawn).toBe(whole.flagged);
    for (const key of ['flagged', 'open', 'overdue', 'done', 'withdrawn']) expect(below.reduce((sum: number, one: Record<string, number>) => sum + one[key]!, 0)).toBe(whole[key]);
    expect((await flags()).length).toBe(whole.flagged);
    // Counted apart from the code that flags: an open flag is above its threshold at a door that is vacant or unreached, on the meter's latest month.
    const [wrong] = await people.database.query<{ flags: number }[]>(
      `SELECT count(*)::int AS flags FROM reading_flags f JOIN households h ON h.id = f.household_id LEFT JOIN sweep_targets t ON t.household_id = h.id AND t.round_id = $1
        WHERE f.state = 'OPEN' AND NOT (f.consumption > 20 AND f.period = (SELECT max(period) FROM readings r WHERE r.meter_id = f.meter_id)
          AND f.consumption = (SELECT consumption FROM readings r WHERE r.meter_id = f.meter_id AND r.period = f.period)
          AND (h.occupancy = 'VACANT' OR t.outcome IN ('ABSENT', 'REFUSED')))`, [roundId]);
    expect(wrong!.flags).toBe(0);
  }
}, 60_000);
