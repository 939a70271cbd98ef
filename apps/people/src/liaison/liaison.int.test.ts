import { actorOf } from '@lianfang/testing/graph';
import type { BootedSubgraph } from '@lianfang/testing/graph';
import { bootPeople, community, grid, importLines, layDistrict, line, secondGrid, street } from '../testing/district.ts';

let people: BootedSubgraph;
const clerk = actorOf('community');
const office = actorOf('street');
const liaison = actorOf('grid', { id: 'liaison-1' });
const key = () => crypto.randomUUID();

beforeEach(async () => {
  people = await bootPeople();
  await layDistrict(people);
  await importLines(people, [
    ...Array.from({ length: 12 }, (_, at) => line(at + 1, { building: `${1 + Math.floor(at / 4)}号楼`, room: String(101 + (at % 4)) })),
    { compound: '建设里', building: '1号楼', unit: '1单元', room: '901', occupancy: '空置' },
  ]);
});
afterEach(() => people.stop());

async function enter(count: number, from = 0): Promise<string[]> {
  const officials = Array.from({ length: count }, (_, at) => ({ name: '李干部', unit: `包联单位${from + at}`, post: 'BUREAU', liaison: true, accountId: `liaison-${from + at}` }));
  const { registerOfficials } = await people.call(office, `mutation ($input: RegisterOfficialsInput!) { registerOfficials(input: $input) { id } }`, { input: { key: key(), areaCode: street, officials } });
  return registerOfficials.map(({ id }: { id: string }) => id);
}

const plan = `id kind state households officials moves least most lines { official { id } was becomes receives gives }`;
const preview = async (kind: string, areaCode = community, actor = office) =>
  (await people.call(actor, `mutation ($input: PreviewLiaisonInput!) { previewLiaison(input: $input) { ${plan} } }`, { input: { key: key(), areaCode: areaCode === community ? street : areaCode, kind } })).previewLiaison;
const settle = (verb: 'applyLiaison' | 'undoLiaison') => `mutation ($id: ID!) { ${verb}(planId: $id) { ${plan} } }`;
const apply = async (id: string) => (await people.call(office, settle('applyLiaison'), { id })).applyLiaison;

async function board(actor = clerk) {
  const { liaisonCounts, liaisonLoads } = await people.call(actor, `{ liaisonCounts(areaCode: "${community}") { households seenToday notSeenToday withoutOfficial orphaned }
    liaisonLoads(areaCode: "${community}") { edges { node { official { id } households seenToday notSeenToday } } } }`);
  return { ...liaisonCounts, loads: liaisonLoads.edges.map(({ node }: { node: { households: number } }) => node.households) };
}

/** What the counters say, beside what a count of the rows says. */
async function demandBalance(): Promise<void> {
  const [row] = await people.database.query(
    `SELECT (SELECT coalesce(json_object_agg(k, n ORDER BY k), '{}') FROM (SELECT area_code || ' ' || seen_on AS k, households AS n FROM liaison_area_counts) a) AS areas,
            (SELECT coalesce(json_object_agg(k, n ORDER BY k), '{}') FROM (SELECT area_code || ' ' || coalesce(last_seen_on, 'infinity') AS k, count(*)::int AS n FROM liaison_assignments GROUP BY 1) b) AS counted,
            (SELECT coalesce(json_object_agg(k, n ORDER BY k), '{}') FROM (SELECT official_id || ' ' || seen_on AS k, households AS n FROM liaison_official_counts) c) AS officials,
            (SELECT coalesce(json_object_agg(k, n ORDER BY k), '{}') FROM (SELECT official_id || ' ' || coalesce(last_seen_on, 'infinity') AS k, count(*)::int AS n FROM liaison_assignments GROUP BY 1) d) AS held`);
  expect(row.areas).toEqual(row.counted);
  expect(row.officials).toEqual(row.held);
}

async function ownDoors(actor = liaison) {
  const { myLiaisonDoors } = await people.call(actor, '{ myLiaisonDoors { totalCount edges { node { household { id address members { id } } lastSeenOn lastVisit { outcome checks { person { id } vaccineDoses healthCode travelCode travelsTo { name } travelsFrom } } } } } }');
  return myLiaisonDoors.edges.map(({ node }: { node: { household: { id: string; address: string; members: { id: string }[] }; lastSeenOn: string | null } }) => node);
}

const recordVisit = `mutation ($input: RecordLiaisonVisitInput!) { recordLiaisonVisit(input: $input) { id outcome } }`;
const visit = (householdId: string, more: object = {}) => ({ input: { key: key(), householdId, outcome: 'SEEN', visitedAt: '2022-11-20T07:50:00+08:00', ...more } });

describe('the liaison', () => {
  it('is dealt out evenly, in runs of neighbouring doors; a preview is in force only when it is applied', async () => {
    await enter(5);
    const previewed = await preview('ANEW');
    expect(previewed).toMatchObject({ state: 'PREVIEWED', households: 12, officials: 5, moves: 12, least: 2, most: 3 });
    expect((await board()).households).toBe(0);
    expect(await apply(previewed.id)).toMatchObject({ state: 'APPLIED', least: 2, most: 3, moves: 12 });
    expect(await apply(previewed.id)).toMatchObject({ state: 'APPLIED' });
    const { households, notSeenToday, withoutOfficial } = await board();
    expect([households, notSeenToday, withoutOfficial]).toEqual([12, 12, 0]);
    // Runs in walking order: three doors, then three, then two …
    const owners = await people.database.query('SELECT official_id FROM liaison_assignments ORDER BY area_code, door_order, household_id');
    const runs = owners.filter(({ official_id: id }: { official_id: string }, at: number) => at === 0 || id !== owners[at - 1].official_id);
    expect(runs).toHaveLength(5);
    await demandBalance();
  });

  it('is evened out with the fewest moves when somebody leaves or joins, and undone', async () => {
    const officials = await enter(4);
    await apply((await preview('ANEW')).id);
    await people.call(office, 'mutation ($id: ID!) { leaveOfficial(officialId: $id) { id } }', { id: officials[1] });
    expect(await board(office)).toMatchObject({ households: 12 });
    const { liaisonCounts } = await people.call(office, `{ liaisonCounts(areaCode: "${street}") { orphaned } }`);
    expect(liaisonCounts.orphaned).toBe(3);
    const left = await preview('EVEN');
    expect(left).toMatchObject({ moves: 3, officials: 3, least: 4, most: 4 });
    await apply(left.id);
    await demandBalance();
    await enter(1, 9);
    const joined = await preview('EVEN');
    expect(joined).toMatchObject({ moves: 3, officials: 4, least: 3, most: 3 });
    await apply(joined.id);
    await demandBalance();
    const { undoLiaison } = await people.call(office, settle('undoLiaison'), { id: joined.id });
    expect(undoLiaison).toMatchObject({ state: 'UNDONE' });
    expect((await preview('EVEN')).moves).toBe(3);
    await demandBalance();
  });

  it('is not applied when something has changed since the preview, and not undone when a door has changed hands', async () => {
    const officials = await enter(3);
    const stale = await preview('ANEW');
    const first = await preview('ANEW');
    await apply(first.id);
    expect((await people.refused(office, settle('applyLiaison'), { id: stale.id })).code).toBe('LIAISON_PLAN_STALE');
    await people.call(office, 'mutation ($id: ID!) { leaveOfficial(officialId: $id) { id } }', { id: officials[0] });
    await apply((await preview('EVEN')).id);
    expect((await people.refused(office, settle('undoLiaison'), { id: first.id })).code).toBe('LIAISON_PLAN_STALE');
    expect((await people.refused(actorOf('street', { areaCode: '410802001', id: 'far' }), settle('undoLiaison'), { id: first.id })).code).toBe('LIAISON_PLAN_NOT_FOUND');
    expect((await people.refused(office, settle('undoLiaison'), { id: crypto.randomUUID() })).code).toBe('LIAISON_PLAN_NOT_FOUND');
    await demandBalance();
  });

  it('takes empty households away, and needs officials and households', async () => {
    expect((await people.refused(office, `mutation ($input: PreviewLiaisonInput!) { previewLiaison(input: $input) { id } }`, { input: { key: key(), areaCode: street, kind: 'ANEW' } })).code).toBe('LIAISON_NO_OFFICIAL');
    await enter(2);
    await apply((await preview('ANEW')).id);
    const [door] = await people.database.query(`SELECT household_id AS id FROM liaison_assignments LIMIT 1`);
    await people.database.query(`UPDATE people SET household_id = NULL WHERE household_id = $1`, [door.id]);
    await people.database.query(`UPDATE households SET occupancy = 'VACANT' WHERE id = $1`, [door.id]);
    await apply((await preview('EVEN')).id);
    expect((await board()).households).toBe(11);
    await demandBalance();
  });
});

describe('a daily visit', () => {
  it('shows what was seen of each member, takes the household off today\'s list, and is one visit however often it is sent', async () => {
    await enter(2);
    await apply((await preview('ANEW')).id);
    const [door] = await ownDoors();
    const checks = [{ personId: door!.household.members[0]!.id, healthCode: 'GREEN', travelCode: 'CLEAR', vaccineDoses: 3, travelsTo: '4101', travelsFrom: '2022-11-25', travelsUntil: '2022-11-27' }];
    const input = visit(door!.household.id, { checks });
    const answers = await Promise.all([1, 2, 3].map(() => people.call(liaison, recordVisit, input)));
    expect(new Set(answers.map(({ recordLiaisonVisit }) => recordLiaisonVisit.id)).size).toBe(1);
    expect(await board()).toMatchObject({ seenToday: 1, notSeenToday: 11 });
    expect((await ownDoors())[0]).toMatchObject({ lastSeenOn: '2022-11-20', lastVisit: { outcome: 'SEEN', checks: [{ vaccineDoses: 3, healthCode: 'GREEN', travelCode: 'CLEAR', travelsFrom: '2022-11-25' }] } });
    const unseen = await people.call(clerk, `{ liaisonDoors(areaCode: "${community}", notSeenToday: true) { totalCount } }`);
    expect(unseen.liaisonDoors.totalCount).toBe(11);
    const { travelIntents } = await people.call(clerk, `{ travelIntents(areaCode: "${community}") { toCode from until saidOn person { id } } }`);
    expect(travelIntents).toEqual([{ toCode: '4101', from: '2022-11-25', until: '2022-11-27', saidOn: '2022-11-20', person: { id: checks[0]!.personId } }]);
    expect((await people.refused(liaison, recordVisit, { input: { ...input.input, outcome: 'ABSENT' } })).code).toBe('KEY_REUSED');
    await demandBalance();
  });

  it('at a closed door does not count as seen, and tomorrow everybody is to be seen again', async () => {
    await enter(1);
    await apply((await preview('ANEW')).id);
    const [one, two] = await ownDoors(actorOf('grid', { id: 'liaison-0' }));
    await people.call(liaison, recordVisit, visit(one!.household.id, { outcome: 'ABSENT' }));
    await people.call(liaison, recordVisit, visit(two!.household.id, { outcome: 'BY_PHONE' }));
    expect(await board()).toMatchObject({ seenToday: 1, notSeenToday: 11 });
    people.clock.advance(24 * 3_600_000);
    expect(await board()).toMatchObject({ seenToday: 0, notSeenToday: 12 });
    await demandBalance();
  });

  it('is refused for another area, another household\'s member, a day ahead, and a journey after fourteen days', async () => {
    await enter(1);
    await apply((await preview('ANEW')).id);
    const doors = await ownDoors(actorOf('grid', { id: 'liaison-0' }));
    const [here, there] = [doors[0]!.household, doors[1]!.household];
    const attempt = async (more: object, actor = liaison) => (await people.refused(actor, recordVisit, visit(here.id, more))).code;
    expect(await attempt({}, actorOf('grid', { areaCode: '410811001002', id: 'far' }))).toBe('HOUSEHOLD_NOT_FOUND');
    expect(await attempt({ householdId: crypto.randomUUID() })).toBe('HOUSEHOLD_NOT_FOUND');
    expect(await attempt({ checks: [{ personId: there.members[0]!.id }] })).toBe('PERSON_NOT_FOUND');
    expect(await attempt({ visitedAt: '2022-11-20T09:00:00+08:00' })).toBe('VISIT_IN_FUTURE');
    expect(await attempt({ visitedAt: '2022-10-20T09:00:00+08:00' })).toBe('VISIT_TOO_OLD');
    const personId = here.members[0]!.id;
    expect(await attempt({ checks: [{ personId, vaccineDoses: 6 }] })).toBe('VACCINE_DOSES_INVALID');
    expect(await attempt({ checks: [{ personId, travelsTo: '4101', travelsFrom: '2022-12-05' }] })).toBe('TRAVEL_INVALID');
    expect(await attempt({ checks: [{ personId, travelsTo: '41', travelsFrom: '2022-11-21' }] })).toBe('TRAVEL_INVALID');
    expect(await attempt({}, office)).toBe('UNAUTHORIZED_FIELD_OR_TYPE');
  });
});

it('whatever comes in whatever order, the counts are those of the rows', async () => {
  await enter(3);
  await apply((await preview('ANEW')).id);
  const doors: { id: string }[] = await people.database.query('SELECT household_id AS id FROM liaison_assignments');
  const outcomes = ['SEEN', 'BY_PHONE', 'ABSENT', 'REFUSED'];
  await Promise.all(Array.from({ length: 30 }, (_, at) => people.call(liaison, recordVisit, visit(doors[(at * 7) % doors.length]!.id, { outcome: outcomes[at % 4], visitedAt: `2022-11-${18 + (at % 3)}T07:00:00+08:00` }))));
  await enter(2, 5);
  await apply((await preview('EVEN')).id);
  await people.database.query('DELETE FROM liaison_assignments WHERE household_id = $1', [doors[0]!.id]);
  await demandBalance();
  expect([grid, secondGrid]).toContain((await people.database.query('SELECT min(area_code) AS code FROM liaison_area_counts'))[0].code);
});
