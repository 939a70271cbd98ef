import { readSheet } from 'read-excel-file/node';
import { actorOf } from '@lianfang/testing/graph';
import type { BootedSubgraph } from '@lianfang/testing/graph';
import { bootPeople, community, grid, importLines, layDistrict, line, outboxOf, secondGrid, street } from '../testing/district.ts';
import { clerk, countedOutside, householdsOf, office, openRound, otherSquad, recordVisit, squad, visit, visitInput } from '../testing/rounds.ts';

let people: BootedSubgraph;
let doors: string[];

beforeEach(async () => {
  people = await bootPeople();
  await layDistrict(people);
  await importLines(people, [line(1), line(2), line(3, { compound: '建设里' })]);
  doors = (await householdsOf(people)).map(({ id }) => id);
});
afterEach(() => people.stop());

const target = `{ version attempts dueAt due escalatedTo conflicted household { id } lastVisit { outcome standing visitedBy answers { questionId value groupVersion question { zh } } } visits { standing outcome visitedBy } }`;

async function doorOf(roundId: string, householdId: string, actor = clerk) {
  const { sweepWorkList } = await people.call(actor, `query ($r: ID!, $a: ID!) { sweepWorkList(roundId: $r, areaCode: $a, openOnly: false) { edges { node ${target} } } }`, { r: roundId, a: community });
  return sweepWorkList.edges.map((edge: { node: { household: { id: string } } }) => edge.node).find((node: { household: { id: string } }) => node.household.id === householdId);
}

async function workList(roundId: string, filter: object, openOnly = true) {
  const { sweepWorkList } = await people.call(squad, `query ($r: ID!, $a: ID!, $f: SweepDoorFilter, $o: Boolean!) { sweepWorkList(roundId: $r, areaCode: $a, filter: $f, openOnly: $o) { totalCount edges { node { household { id } } } } }`, {
    r: roundId, a: community, f: filter, o: openOnly,
  });
  expect(sweepWorkList.edges).toHaveLength(sweepWorkList.totalCount);
  return sweepWorkList.edges.map((edge: { node: { household: { id: string } } }) => edge.node.household.id);
}

describe('two squads at one door', () => {
  it('that found different things make one record and an open conflict that both see, and a clerk decides', async () => {
    const round = await openRound(people);
    await visit(people, round, doors[0]!, { basedOn: 0, returnees: [{ origin: 'OUTBREAK_CITY', people: 2 }] });
    expect(await visit(people, round, doors[0]!, { basedOn: 0, outcome: 'VACANT', visitedAt: '2022-11-20T07:30:00+08:00' }, otherSquad)).toMatchObject({ standing: 'CONFLICT', version: null });
    expect(await doorOf(round, doors[0]!)).toMatchObject({ version: 1, conflicted: true, lastVisit: { outcome: 'VISITED' }, visits: [{ standing: 'CONFLICT' }, { standing: 'COUNTED' }] });
    expect(await workList(round, { conflicted: true }, false)).toEqual([doors[0]]);
    const asked = `query ($a: ID!, $mine: Boolean!) { editConflicts(areaCode: $a, mine: $mine) { totalCount edges { node { id kind mine firstBy secondBy household { id } fields { field first second } } } } }`;
    for (const one of [squad, otherSquad]) {
      const { editConflicts } = await people.call(one, asked, { a: community, mine: true });
      expect(editConflicts).toMatchObject({ totalCount: 1, edges: [{ node: { kind: 'VISIT', mine: true, secondBy: '乙组', fields: [{ field: 'outcome', first: 'VISITED', second: 'VACANT' }] } }] });
    }
    const { editConflicts } = await people.call(clerk, asked, { a: community, mine: false });
    const input = { key: crypto.randomUUID(), conflictId: editConflicts.edges[0].node.id, take: [{ field: 'outcome', side: 'SECOND' }] };
    const resolve = `mutation ($input: ResolveConflictInput!) { resolveEditConflict(input: $input) { state resolvedBy fields { taken } } }`;
    expect((await people.refused(squad, resolve, { input })).code).toBe('UNAUTHORIZED_FIELD_OR_TYPE');
    for (let again = 0; again < 2; again += 1) expect((await people.call(clerk, resolve, { input })).resolveEditConflict).toMatchObject({ state: 'RESOLVED', resolvedBy: clerk.name, fields: [{ taken: 'SECOND' }] });
    expect((await people.refused(clerk, resolve, { input: { ...input, key: crypto.randomUUID() } })).code).toBe('CONFLICT_RESOLVED');
    expect(await doorOf(round, doors[0]!)).toMatchObject({ version: 2, conflicted: false, lastVisit: { outcome: 'VACANT', standing: 'RESOLVED', visitedBy: clerk.name } });
    expect(await countedOutside(people, round, street)).toMatchObject({ reached: 1, conflicted: 0, returnees: 0 });
  });

  it('cannot make two records even by raw SQL', async () => {
    const round = await openRound(people);
    await visit(people, round, doors[0]!);
    const copy = `INSERT INTO sweep_visits (id, round_id, household_id, outcome, method, visited_at, received_at, visited_by, version) SELECT gen_random_uuid(), round_id, household_id, 'VACANT', method, visited_at, received_at, 'x', version FROM sweep_visits`;
    await expect(people.database.query(copy)).rejects.toThrow('sweep_visits_one_record');
    await people.database.query('DROP INDEX sweep_visits_one_record');
    await expect(people.database.query(copy)).resolves.toBeDefined();
  });

  it('twenty at once leave one version after the other, never two of one', async () => {
    const round = await openRound(people);
    const squads = Array.from({ length: 20 }, (_, at) => actorOf('grid', { id: `squad-${at}` }));
    await Promise.all(squads.map((one, at) => visit(people, round, doors[0]!, { basedOn: 0, outcome: ['VISITED', 'VACANT', 'ABSENT', 'REFUSED'][at % 4] }, one)));
    const [row] = await people.database.query(`SELECT count(*)::int AS visits, count(version)::int AS versions, max(version) AS newest FROM sweep_visits WHERE round_id = $1`, [round]);
    expect(row).toMatchObject({ visits: 20 });
    expect(row.versions).toBe(row.newest);
    const { conflicted: _flag, returnees: _people, ...counts } = await countedOutside(people, round, street);
    expect(counts).toMatchObject({ households: 3, untried: 2 });
  });
});

describe('questions', () => {
  const put = `mutation ($input: PutTargetGroupInput!) { putTargetGroup(input: $input) { id version questions { id kind } history { version questions { id } } } }`;
  const fever = { id: 'fever', kind: 'YES_NO', zh: '是否发热', en: 'Fever?', required: true };
  const from = { id: 'from', kind: 'PLACE', zh: '从哪里来', en: 'From where?' };

  it('have versions, and an answer keeps the one that it was given under', async () => {
    const draft = { key: crypto.randomUUID(), areaCode: street, name: '疫区返回人员', questions: [fever] };
    const { putTargetGroup: group } = await people.call(office, put, { input: draft });
    const round = await openRound(people, { targetGroupIds: [group.id] });
    const answers = (version: number, ...given: [string, string][]) => given.map(([questionId, value]) => ({ groupId: group.id, groupVersion: version, questionId, value }));
    await visit(people, round, doors[0]!, { answers: answers(1, ['fever', 'NO']) });
    const { putTargetGroup: changed } = await people.call(office, put, { input: { ...draft, key: crypto.randomUUID(), id: group.id, basedOn: 1, questions: [from, { ...fever, zh: '是否有发热' }] } });
    expect(changed).toMatchObject({ id: group.id, version: 2, history: [{ version: 2 }, { version: 1, questions: [{ id: 'fever' }] }] });
    await visit(people, round, doors[1]!, { answers: answers(2, ['fever', 'YES'], ['from', '郑州']) });
    expect((await doorOf(round, doors[0]!)).lastVisit.answers).toEqual([{ questionId: 'fever', value: 'NO', groupVersion: 1, question: { zh: '是否发热' } }]);
    expect((await doorOf(round, doors[1]!)).lastVisit.answers[0]).toMatchObject({ value: 'YES', groupVersion: 2, question: { zh: '是否有发热' } });
    const refused = (input: object) => people.refused(squad, recordVisit, { input }).then(({ code }) => code);
    expect(await refused(visitInput(round, doors[2]!, { answers: answers(1, ['from', '郑州']) }))).toBe('ANSWER_UNKNOWN');
    expect(await refused(visitInput(round, doors[2]!, { answers: answers(2, ['fever', '37']) }))).toBe('ANSWER_INVALID');
    expect(await refused(visitInput(round, doors[2]!, { answers: answers(2, ['from', '郑州']) }))).toBe('ANSWER_MISSING');
    const stale = { ...draft, key: crypto.randomUUID(), id: group.id, basedOn: 1 };
    expect((await people.refused(office, put, { input: stale })).code).toBe('TARGET_GROUP_CHANGED_MEANWHILE');
    expect((await people.refused(office, put, { input: { ...draft, key: crypto.randomUUID() } })).code).toBe('TARGET_GROUP_NAME_TAKEN');
    await expect(people.database.query(`UPDATE target_group_versions SET questions = '[]'`)).rejects.toThrow('never edited');
    await expect(people.database.query(`DELETE FROM revisit_rules`)).rejects.toThrow('never edited');
  });

  it('of another district are not to be had', async () => {
    const { putTargetGroup: group } = await people.call(office, put, { input: { key: crypto.randomUUID(), areaCode: street, name: '甲', questions: [fever] } });
    const stranger = actorOf('street', { areaCode: '410802' });
    const one = `query ($id: ID!) { targetGroup(id: $id) { id } }`;
    expect(await people.call(stranger, one, { id: group.id })).toEqual({ targetGroup: null });
    expect(await people.call(stranger, one, { id: crypto.randomUUID() })).toEqual({ targetGroup: null });
    const change = { key: crypto.randomUUID(), areaCode: '410802', id: group.id, basedOn: 1, name: '乙', questions: [fever] };
    expect((await people.refused(stranger, put, { input: change })).code).toBe('TARGET_GROUP_NOT_FOUND');
  });
});

describe('a door where nobody was met', () => {
  it('is due again by the round\'s rule, goes up after it, and comes off when reached', async () => {
    const { putRevisitRule } = await people.call(office, `mutation { putRevisitRule(areaCode: "${street}", steps: [{ outcome: ABSENT, afterHours: 3, atMost: 2, escalateTo: STREET }]) { version } }`);
    expect(putRevisitRule.version).toBe(1);
    const round = await openRound(people);
    await people.call(office, `mutation { putRevisitRule(areaCode: "${street}", steps: [{ outcome: ABSENT, afterHours: 9, atMost: 9, escalateTo: COMMUNITY }]) { version } }`);
    await visit(people, round, doors[0]!, { outcome: 'ABSENT', basedOn: 0 });
    expect(await doorOf(round, doors[0]!)).toMatchObject({ attempts: 1, due: false, dueAt: '2022-11-20T02:00:00.000Z', escalatedTo: null });
    const next = async (after: string | null) => (await people.call(squad, `query ($r: ID!, $a: ID!, $n: ID) { nextSweepDoor(roundId: $r, areaCode: $a, after: $n) { household { id } } }`, { r: round, a: community, n: after })).nextSweepDoor;
    expect(await next(null)).toMatchObject({ household: { id: doors[1] } });
    people.clock.advance(3 * 3_600_000);
    expect(await next(null)).toMatchObject({ household: { id: doors[0] } });
    expect(await workList(round, { due: true })).toEqual([doors[0]]);
    await visit(people, round, doors[0]!, { outcome: 'ABSENT', basedOn: 1, visitedAt: '2022-11-20T10:00:00+08:00' });
    expect(await doorOf(round, doors[0]!)).toMatchObject({ attempts: 2, dueAt: null, escalatedTo: 'STREET' });
    expect(await workList(round, { escalatedTo: 'STREET' })).toEqual([doors[0]]);
    await visit(people, round, doors[0]!, { basedOn: 2, visitedAt: '2022-11-20T10:30:00+08:00' });
    expect(await doorOf(round, doors[0]!)).toMatchObject({ escalatedTo: null, lastVisit: { outcome: 'VISITED' } });
    expect(await workList(round, {})).toEqual([doors[1], doors[2]]);
    expect(await workList(round, { untried: true })).toEqual([doors[1], doors[2]]);
    expect(await workList(round, { outcomes: ['VISITED'] }, false)).toEqual([doors[0]]);
    expect(await workList(round, { building: '3号楼' }, false)).toHaveLength(3);
  });
});

describe('what is left', () => {
  it('goes out as a spreadsheet, named, as the caller may see it', async () => {
    const round = await openRound(people);
    await visit(people, round, doors[0]!);
    const sheetFor = async (actor: typeof office) => {
      const { sweepLeftExport } = await people.call(actor, `query ($r: ID!, $a: ID!) { sweepLeftExport(roundId: $r, areaCode: $a) { fileName contentBase64 } }`, { r: round, a: community });
      return readSheet(Buffer.from(sweepLeftExport.contentBase64, 'base64'), 1);
    };
    const [head, ...rows] = await sheetFor(clerk);
    expect(head).toContain('户主');
    expect(rows.map((row) => [row[4], row[5], row[6], row[8]])).toEqual([['102', '赵小明', '13800001234', '未上门'], ['103', '赵小明', '13800001234', '未上门']]);
    expect((await sheetFor(squad))[1]).toContain('138****1234');
    const command = await sheetFor(actorOf('command'));
    expect(command[1]).toEqual(expect.arrayContaining(['赵**', '138****1234']));
  });
});

describe('an open round follows the register', () => {
  it('a household that is registered later is to be visited too, and the others hear of it', async () => {
    const round = await openRound(people);
    await importLines(people, [line(4), line(5, { compound: '建设里' })]);
    expect(await countedOutside(people, round, street)).toMatchObject({ households: 5, untried: 5 });
    const told = await outboxOf(people, 'people.sweep-doors-moved.v1');
    expect(told.map(({ data }) => [data.areaCode, data.households, data.reached])).toEqual([[grid, 1, 0], [secondGrid, 1, 0]]);
  });

  it('a compound that moves takes its doors, what was found there and the counts along', async () => {
    const round = await openRound(people);
    const closed = await openRound(people, { name: '上一轮' });
    await visit(people, closed, doors[0]!);
    await people.call(office, `mutation ($id: ID!) { closeSweepRound(roundId: $id) { state } }`, { id: closed });
    await visit(people, round, doors[0]!, { returnees: [{ origin: 'OUTBREAK_CITY', people: 2 }] });
    await people.database.query(`UPDATE households SET area_code = $1 WHERE area_code = $2`, [secondGrid, grid]).catch(async () => {
      await people.database.query(`UPDATE compounds SET area_code = $1 WHERE area_code = $2`, [secondGrid, grid]);
    });
    const asked = `query ($id: ID!) { sweepRound(id: $id) { coverageByArea(areaCode: "${community}") { area { code } households reached returnees { people } } } }`;
    expect((await people.call(office, asked, { id: round })).sweepRound.coverageByArea).toEqual([
      { area: { code: grid }, households: 0, reached: 0, returnees: [] },
      { area: { code: secondGrid }, households: 3, reached: 1, returnees: [{ people: 2 }] },
    ]);
    expect((await people.call(office, asked, { id: closed })).sweepRound.coverageByArea[0]).toMatchObject({ households: 2, reached: 1 });
  });
});
