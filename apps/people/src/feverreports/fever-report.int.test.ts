import { actorOf } from '@lianfang/testing/graph';
import type { BootedSubgraph } from '@lianfang/testing/graph';
import { bootPeople, community, grid, idNumber, importLines, layDistrict, line, outboxOf } from '../testing/district.ts';

let people: BootedSubgraph;
const pharmacy = actorOf('pharmacy');
const clinic = actorOf('clinic');
const clerk = actorOf('community');
const office = actorOf('register');
const district = '410811';
const square = '410811001002';

beforeAll(async () => {
  people = await bootPeople();
  await layDistrict(people);
  await importLines(people, [line(1, { name: '赵小明', phone: '13800001111' }), line(2, { name: '钱小红', phone: '13800002222' }), line(3, { name: '孙晓华', phone: '13800002222' })]);
}, 60_000);
afterAll(() => people.stop());

const begin = new Date('2022-11-20T08:00:00+08:00');
beforeEach(async () => {
  people.clock.advance(begin.getTime() - people.clock.now().getTime());
  await people.database.query('TRUNCATE fever_follow_ups, fever_reports, fever_imports, fever_follow_up_changes, outbox');
});

const reportFever = `mutation ($input: ReportFeverInput!) { reportFever(input: $input) { id kind name phone idNumber medicines reporter occurredAt imported } }`;
const report = async (input: object, who = pharmacy) => (await people.call(who, reportFever, { input: { key: crypto.randomUUID(), medicines: '布洛芬', ...input } })).reportFever;

const followUpFields = `id state outcome overdue dueAt doneBy version name phone area { code } person { id name } rule { version followUpHours reopenDays } reports { kind reporter medicines } history { what outcome note changedBy }`;
interface FollowUpAnswer { id: string; version: number; state: string; outcome: string | null; name: string | null; area: { code: string }; person: { id: string } | null; reports: { reporter: string }[]; history: { what: string }[] }
async function followUps(filter = '', who = office): Promise<FollowUpAnswer[]> {
  const { feverFollowUps } = await people.call(who, `{ feverFollowUps(areaCode: "${who.area}", first: 100${filter}) { totalCount edges { node { ${followUpFields} } } } }`);
  expect(feverFollowUps.totalCount).toBe(feverFollowUps.edges.length);
  return feverFollowUps.edges.map(({ node }: { node: FollowUpAnswer }) => node);
}

const counted = 'total open overdue done recovered sentToClinic testedNegative testedPositive notFound';
async function counts(area = district, who = office) {
  const { feverCounts: whole, feverCountsBelow: below } = await people.call(who, `{ feverCounts(areaCode: "${area}") { ${counted} } feverCountsBelow(areaCode: "${area}") { areaCode ${counted} } }`);
  return { whole, below };
}

const settleFeverFollowUp = `mutation ($input: SettleFeverFollowUpInput!) { settleFeverFollowUp(input: $input) { ${followUpFields} } }`;
const settle = async ({ id, version }: { id: string; version: number }, outcome = 'RECOVERED', who = clerk) =>
  (await people.call(who, settleFeverFollowUp, { input: { followUpId: id, version, outcome, note: '电话随访' } })).settleFeverFollowUp;

const importFeverReports = `mutation ($input: ImportFeverReportsInput!) { importFeverReports(input: $input) { id rows accepted repeated rejected errors { row column code reason } errorSheet { fileName } } }`;
const headings = '购药人,身份证号,手机号,住址,药品,购药日期';
async function importRows(rows: readonly string[], who = pharmacy, key: string = crypto.randomUUID()) {
  const contentBase64 = Buffer.from([headings, ...rows].join('\r\n')).toString('base64');
  return (await people.call(who, importFeverReports, { input: { key, fileName: '上报.csv', contentBase64 } })).importFeverReports;
}

describe('a report of a pharmacy', () => {
  it('opens a follow-up by the person\'s own grid, due in 24 hours by rule', async () => {
    await report({ name: '赵小明', idNumber: idNumber(1), phone: '13900000000' });
    const [followUp] = await followUps();
    expect(followUp).toMatchObject({
      state: 'OPEN', overdue: false, dueAt: '2022-11-21T00:00:00.000Z', area: { code: grid }, person: { name: '赵小明' }, rule: { version: '2022-11', followUpHours: 24, reopenDays: 7 },
      reports: [{ kind: 'MEDICINE_PURCHASE', reporter: '文化路药店', medicines: '布洛芬' }], history: [{ what: 'OPENED', changedBy: '文化路药店' }],
    });
    expect(await outboxOf(people, 'people.fever-follow-up-changed.v1')).toEqual([expect.objectContaining({ data: { followUpId: followUp!.id, areaCode: grid, state: 'OPEN', day: '2022-11-20' } })]);
  });

  it('finds the person by phone and name, not by the phone of a family alone; who is not known is kept as reported, sealed', async () => {
    await report({ name: '孙晓华', phone: '13800002222' });
    await report({ name: '周不在', phone: '13800002222', address: '山阳区广场社区3号' });
    const found = await followUps();
    expect(found.map(({ person, area }) => [person !== null, area.code])).toEqual([[true, grid], [false, square]]);
    const [row] = await people.database.query<{ phone: Buffer; mask: string }[]>(`SELECT phone_sealed AS phone, phone_mask AS mask FROM fever_reports WHERE person_id IS NULL`);
    expect(row!.phone.toString('latin1')).not.toContain('13800002222');
    expect(row!.mask).toBe('138****2222');
    expect(await followUps('', actorOf('community', { id: 'square', areaCode: square }))).toHaveLength(1);
  });

  it('is all that the pharmacy sees: its own, masked, and nothing of what becomes of it', async () => {
    expect(await report({ name: '赵小明', idNumber: idNumber(1), phone: '13800001111' })).toMatchObject({ name: '赵**', phone: '138****1111', idNumber: `**************${idNumber(1).slice(-4)}`, medicines: null });
    await report({ name: '钱小红', phone: '13800002222', kind: 'FEVER_PATIENT', temperature: 38.4 }, clinic);
    const mine = async (who: typeof pharmacy) => (await people.call(who, '{ myFeverReports { totalCount edges { node { reporter kind } } } }')).myFeverReports;
    expect(await mine(pharmacy)).toEqual({ totalCount: 1, edges: [{ node: { reporter: '文化路药店', kind: 'MEDICINE_PURCHASE' } }] });
    expect((await mine(clinic)).edges).toEqual([{ node: { reporter: '解放路诊所', kind: 'FEVER_PATIENT' } }]);
    for (const query of [`feverFollowUps(areaCode: "${district}") { totalCount }`, `feverCounts(areaCode: "${district}") { total }`, `people(areaCode: "${district}") { totalCount }`, `area(code: "${district}") { name }`]) {
      expect((await people.refused(pharmacy, `{ ${query} }`)).code).toBe('UNAUTHORIZED_FIELD_OR_TYPE');
    }
  });

  it('counts once a key, and says what is wrong', async () => {
    const input = { key: crypto.randomUUID(), name: '赵小明', phone: '13800001111' };
    const { reportFever: first } = await people.call(pharmacy, reportFever, { input });
    expect((await people.call(pharmacy, reportFever, { input })).reportFever.id).toBe(first.id);
    expect((await people.refused(pharmacy, reportFever, { input: { ...input, name: '别人' } })).code).toBe('KEY_REUSED');
    expect((await people.refused(pharmacy, reportFever, { input: { key: crypto.randomUUID(), name: '赵小明' } })).code).toBe('FEVER_REPORT_INCOMPLETE');
    expect((await followUps())[0]!.reports).toHaveLength(1);
  });
});

describe('a spreadsheet of a pharmacy', () => {
  it('opens the follow-ups of all its rows at once; imported again it changes nothing; bad rows come back', async () => {
    const rows = [`赵小明,${idNumber(1)},13800001111,,布洛芬,2022-11-19`, '周甲,,13911110001,广场社区,连花清瘟,2022-11-19', '周甲,,13911110001,广场社区,感冒灵,2022-11-19', '无号,,,,布洛芬,2022-11-19', '周乙,,1391111,,布洛芬,2022-11-19'];
    const done = await importRows(rows);
    expect(done).toMatchObject({ rows: 5, accepted: 3, repeated: 0, rejected: 2, errorSheet: { fileName: '上报-错误行.xlsx' } });
    expect(done.errors.map(({ row, column, code }: Record<string, unknown>) => [row, column, code])).toEqual([[5, '手机号', 'FEVER_REPORT_INCOMPLETE'], [6, '手机号', 'PHONE_INVALID']]);
    expect((await followUps()).map(({ name, reports }) => [name, reports.length]).sort()).toEqual([['周甲', 2], ['赵小明', 1]]);
    const before = await followUps();
    expect(await importRows(rows)).toMatchObject({ accepted: 0, repeated: 3, rejected: 2 });
    expect(await followUps()).toEqual(before);
  });
});

describe('a follow-up', () => {
  it('is settled with what was found, opened again by a further purchase within the days of the rule, and a new one after them', async () => {
    await report({ name: '赵小明', phone: '13800001111' });
    const [open] = await followUps();
    expect(await settle(open!)).toMatchObject({ state: 'DONE', outcome: 'RECOVERED', doneBy: '文化巷社区', history: [{ what: 'OPENED' }, { what: 'SETTLED', outcome: 'RECOVERED', note: '电话随访' }] });
    people.clock.advance(3 * 24 * 3_600_000);
    await report({ name: '赵小明', idNumber: idNumber(1) }, clinic);
    const [reopened, ...others] = await followUps();
    expect(others).toEqual([]);
    expect(reopened).toMatchObject({ id: open!.id, state: 'OPEN', outcome: null, dueAt: '2022-11-24T00:00:00.000Z', reports: [{ reporter: '解放路诊所' }, { reporter: '文化路药店' }] });
    expect(reopened!.history.map(({ what }) => what)).toEqual(['OPENED', 'SETTLED', 'REOPENED']);
    await settle(reopened!, 'TESTED_NEGATIVE');
    people.clock.advance(8 * 24 * 3_600_000);
    await report({ name: '赵小明', phone: '13800001111' });
    expect((await followUps()).map(({ state }) => state)).toEqual(['OPEN', 'DONE']);
  });

  it('of somebody who is not in the register is one person\'s too, by number or by phone and name', async () => {
    await report({ name: '周甲', phone: '13911110001' });
    await report({ name: '周甲', phone: '13911110001' }, clinic);
    await report({ name: '吴乙', phone: '13911110001' }, clinic);
    expect((await followUps()).map(({ reports }) => reports.length).sort()).toEqual([1, 2]);
  });

  it('stands overdue first, and in the counts of every area', async () => {
    await report({ name: '周甲', phone: '13911110001', address: '广场社区' });
    people.clock.advance(20 * 3_600_000);
    await report({ name: '赵小明', phone: '13800001111' });
    people.clock.advance(5 * 3_600_000);
    expect((await followUps()).map(({ name }) => name)).toEqual(['周甲', '赵小明']);
    expect((await followUps(', overdueOnly: true')).map(({ name }) => name)).toEqual(['周甲']);
    expect((await counts()).whole).toMatchObject({ total: 2, open: 2, overdue: 1, done: 0 });
    expect((await counts('410811001')).below.map(({ areaCode, overdue }: Record<string, unknown>) => [areaCode, overdue])).toEqual([[community, 0], [square, 1]]);
    expect((await counts(district, actorOf('command'))).whole.total).toBe(2);
  });

  it('settled by mistake is taken back; changed meanwhile or elsewhere it is refused', async () => {
    await report({ name: '赵小明', phone: '13800001111' });
    const [open] = await followUps();
    const done = await settle(open!, 'NOT_FOUND');
    expect((await people.refused(clerk, settleFeverFollowUp, { input: { followUpId: open!.id, version: open!.version, outcome: 'RECOVERED' } })).code).toBe('FOLLOW_UP_CHANGED_MEANWHILE');
    expect((await people.refused(clerk, settleFeverFollowUp, { input: { followUpId: open!.id, version: done.version, outcome: 'RECOVERED' } })).code).toBe('FOLLOW_UP_DONE');
    const reopen = `mutation ($input: ReopenFeverFollowUpInput!) { reopenFeverFollowUp(input: $input) { state outcome version history { what note } } }`;
    expect((await people.call(clerk, reopen, { input: { followUpId: open!.id, version: done.version, note: '点错' } })).reopenFeverFollowUp).toMatchObject({ state: 'OPEN', outcome: null });
    const other = actorOf('community', { id: 'other', areaCode: square });
    for (const followUpId of [open!.id, crypto.randomUUID()]) expect((await people.refused(other, settleFeverFollowUp, { input: { followUpId, version: 1, outcome: 'RECOVERED' } })).code).toBe('FOLLOW_UP_NOT_FOUND');
  });

  it('is matched by hand with somebody of the register, and goes to their grid', async () => {
    await report({ name: '小明', phone: '13911119999' });
    const [open] = await followUps();
    const { people: found } = await people.call(clerk, `{ people(areaCode: "${community}", search: "赵小明") { edges { node { id } } } }`);
    const match = `mutation ($input: MatchFeverFollowUpInput!) { matchFeverFollowUp(input: $input) { area { code } person { name } } }`;
    const input = { followUpId: open!.id, version: open!.version, personId: found.edges[0].node.id };
    expect((await people.call(office, match, { input })).matchFeverFollowUp).toEqual({ area: { code: grid }, person: { name: '赵小明' } });
    // The same person again: one open follow-up, whatever name the pharmacy heard.
    await report({ name: '赵小明', phone: '13800001111' });
    expect(await followUps()).toHaveLength(1);
  });

  it('is one open at a time, whoever writes', async () => {
    await report({ name: '赵小明', phone: '13800001111' });
    await expect(people.database.query(`INSERT INTO fever_follow_ups (id, area_code, person_id, rule_version, opened_at, due_at, last_occurred_at)
      SELECT gen_random_uuid(), area_code, person_id, rule_version, opened_at, due_at, last_occurred_at FROM fever_follow_ups`)).rejects.toThrow('fever_follow_ups_one_open');
    await expect(people.database.query(`UPDATE fever_follow_ups SET settled = true`)).rejects.toThrow('fever_follow_ups_check');
  });

  it('two pharmacies that report one buyer in the same moment open one', async () => {
    await Promise.all(Array.from({ length: 6 }, (_, at) => report({ name: '赵小明', phone: '13800001111' }, at % 2 ? clinic : pharmacy)));
    expect((await followUps()).map(({ reports }) => reports.length)).toEqual([6]);
  });
});

it('whatever order reports, spreadsheets, outcomes and days come in, the sums of every level balance', async () => {
  let seed = 20_221_120;
  const random = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
  const buyer = () => ({ name: `周${'甲乙丙丁'[random(4)]}`, phone: `1391111000${random(4)}`, address: ['广场社区', '文化巷社区', ''][random(3)] });
  for (let step = 0; step < 50; step += 1) {
    people.clock.advance((1 + random(30)) * 3_600_000);
    const act = random(5);
    if (act < 2) await report(random(3) ? buyer() : { name: '赵小明', phone: '13800001111' }, random(2) ? clinic : pharmacy);
    else if (act === 2) {
      const { accepted, repeated, rejected, rows } = await importRows(Array.from({ length: 4 }, () => { const { name, phone, address } = buyer(); return `${name},,${random(5) ? phone : ''},${address},药${random(3)},`; }));
      expect(accepted + repeated + rejected).toBe(rows);
    } else {
      const [open] = await followUps(', state: OPEN');
      if (open) await settle(open, ['RECOVERED', 'SENT_TO_CLINIC', 'TESTED_NEGATIVE', 'TESTED_POSITIVE', 'NOT_FOUND'][random(5)], office);
    }
    const { whole, below } = await counts();
    expect(whole.open + whole.done).toBe(whole.total);
    expect(whole.recovered + whole.sentToClinic + whole.testedNegative + whole.testedPositive + whole.notFound).toBe(whole.done);
    for (const key of counted.split(' ')) expect(below.reduce((sum: number, one: Record<string, number>) => sum + one[key]!, 0)).toBe(whole[key]);
    const [apart] = await people.database.query<{ open: number; loose: number; twice: number }[]>(`SELECT (SELECT count(*) FROM fever_follow_ups WHERE NOT settled)::int AS open,
      (SELECT count(*) FROM fever_reports WHERE follow_up_id IS NULL)::int AS loose,
      (SELECT count(*) FROM (SELECT r.phone_index, r.name FROM fever_reports r JOIN fever_follow_ups f ON f.id = r.follow_up_id WHERE NOT f.settled GROUP BY 1, 2 HAVING count(DISTINCT f.id) > 1) AS d)::int AS twice`);
    expect(apart).toEqual({ open: whole.open, loose: 0, twice: 0 });
  }
}, 60_000);
