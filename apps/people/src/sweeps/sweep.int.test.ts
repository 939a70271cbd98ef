import { actorOf } from '@lianfang/testing/graph';
import type { BootedSubgraph } from '@lianfang/testing/graph';
import { bootPeople, community, grid, importLines, layDistrict, line, outboxOf, secondGrid } from '../testing/district.ts';

let people: BootedSubgraph;
let households: string[];
const squad = actorOf('grid');
const office = actorOf('street');

beforeEach(async () => {
  people = await bootPeople();
  await layDistrict(people);
  await importLines(people, [line(1), line(2), line(3, { compound: '建设里' })]);
  const found = await people.call(actorOf('community'), `query ($area: ID!) { households(areaCode: $area, search: "文化苑") { edges { node { id } } } }`, { area: community });
  households = found.households.edges.map((edge: { node: { id: string } }) => edge.node.id);
});

afterEach(() => people.stop());

async function openRound(key: string = crypto.randomUUID()): Promise<string> {
  const { openSweepRound } = await people.call(office, `mutation ($input: OpenSweepRoundInput!) { openSweepRound(input: $input) { id } }`, {
    input: { key, name: '第一轮', areaCode: '410811001', startsOn: '2022-11-20', endsOn: '2022-11-22' },
  });
  return openSweepRound.id;
}

const recordVisit = `mutation ($input: RecordVisitInput!) { recordVisit(input: $input) { id outcome returnees { origin people } } }`;

function visit(roundId: string, change: object = {}) {
  return { key: crypto.randomUUID(), roundId, householdId: households[0], outcome: 'VISITED', visitedAt: '2022-11-20T08:00:00+08:00', ...change };
}

async function coverage(roundId: string) {
  const { sweepRound } = await people.call(
    office,
    `query ($id: ID!) { sweepRound(id: $id) { coverage { households reached unreached untried returnees { origin people } } coverageByArea(areaCode: "${community}") { area { code } reached } } }`,
    { id: roundId },
  );
  return sweepRound;
}

describe('a sweep round', () => {
  it('targets every household of its area and tells so per grid', async () => {
    const id = await openRound();
    expect((await coverage(id)).coverage).toEqual({ households: 3, reached: 0, unreached: 0, untried: 3, returnees: [] });
    const told = await outboxOf(people, 'people.sweep-targeted.v1');
    expect(told.map(({ data }) => [data.areaCode, data.households])).toEqual(expect.arrayContaining([[grid, 2], [secondGrid, 1]]));
  });

  it('tells its coverage of an area by reference, to who may see both and nobody else', async () => {
    const id = await openRound();
    await people.call(squad, recordVisit, { input: visit(id) });
    const asked = 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on SweepCoverage { roundId areaCode households reached } } }';
    const r = [community, '410811'].map((areaCode) => ({ __typename: 'SweepCoverage', roundId: id, areaCode }));
    const { _entities: own } = await people.call(office, asked, { r });
    expect(own).toEqual([{ roundId: id, areaCode: community, households: 3, reached: 1 }, null]);
    const { _entities: elsewhere } = await people.call(actorOf('street', { areaCode: '410802' }), asked, { r });
    expect(elsewhere).toEqual([null, null]);
  });

  it('opened twice with one key is one round', async () => {
    const key = crypto.randomUUID();
    expect(await openRound(key)).toBe(await openRound(key));
  });

  it('is opened by a street, not by a squad, and only in one\'s own area', async () => {
    const input = { key: crypto.randomUUID(), name: '第二轮', areaCode: '410811', startsOn: '2022-11-20', endsOn: '2022-11-22' };
    const mutation = `mutation ($input: OpenSweepRoundInput!) { openSweepRound(input: $input) { id } }`;
    expect((await people.refused(office, mutation, { input })).code).toBe('AREA_NOT_YOURS');
    expect((await people.refused(squad, mutation, { input: { ...input, areaCode: community } })).code).toBe('UNAUTHORIZED_FIELD_OR_TYPE');
  });
});

describe('a visit', () => {
  it('moves the coverage of its grid and of everything above', async () => {
    const id = await openRound();
    await people.call(squad, recordVisit, { input: visit(id, { returnees: [{ origin: 'OUTBREAK_CITY', people: 2 }] }) });
    const { coverage: whole, coverageByArea } = await coverage(id);
    expect(whole).toEqual({ households: 3, reached: 1, unreached: 0, untried: 2, returnees: [{ origin: 'OUTBREAK_CITY', people: 2 }] });
    expect(coverageByArea).toEqual([{ area: { code: grid }, reached: 1 }, { area: { code: secondGrid }, reached: 0 }]);
    const [told] = await outboxOf(people, 'people.household-swept.v1');
    expect(told!.data).toMatchObject({ areaCode: grid, outcome: 'VISITED', reached: 1, returnees: { OUTBREAK_CITY: 2 } });
  });

  it('sent three times with one key counts once and gives one answer', async () => {
    const id = await openRound();
    const input = visit(id);
    const answers = await Promise.all([1, 2, 3].map(() => people.call(squad, recordVisit, { input })));
    expect(new Set(answers.map((answer) => answer.recordVisit.id)).size).toBe(1);
    expect((await coverage(id)).coverage.reached).toBe(1);
    expect((await people.refused(squad, recordVisit, { input: { ...input, outcome: 'ABSENT' } })).code).toBe('KEY_REUSED');
  });

  it('by two squads at one door at once makes one record of coverage', async () => {
    const id = await openRound();
    await Promise.all(Array.from({ length: 8 }, () => people.call(squad, recordVisit, { input: visit(id) })));
    expect((await coverage(id)).coverage).toMatchObject({ reached: 1, untried: 2 });
  });

  it('made before the one that counts does not undo it', async () => {
    const id = await openRound();
    await people.call(squad, recordVisit, { input: visit(id) });
    await people.call(squad, recordVisit, { input: visit(id, { outcome: 'ABSENT', visitedAt: '2022-11-20T07:00:00+08:00' }) });
    expect((await coverage(id)).coverage).toMatchObject({ reached: 1, unreached: 0 });
  });

  it('is refused at a door outside the round, outside the area, in the future, and after the end', async () => {
    const id = await openRound();
    const attempt = (change: object, actor = squad) => people.refused(actor, recordVisit, { input: visit(id, change) }).then(({ code }) => code);
    expect(await attempt({ householdId: crypto.randomUUID() })).toBe('HOUSEHOLD_NOT_IN_SWEEP');
    expect(await attempt({}, actorOf('grid', { areaCode: '410811001002' }))).toBe('HOUSEHOLD_NOT_IN_SWEEP');
    expect(await attempt({ visitedAt: '2022-11-20T09:00:00+08:00' })).toBe('VISIT_IN_FUTURE');
    await people.call(office, `mutation ($id: ID!) { closeSweepRound(roundId: $id) { state } }`, { id });
    expect(await attempt({})).toBe('SWEEP_NOT_OPEN');
  });

  it('takes its door off the work list', async () => {
    const id = await openRound();
    const workList = `query ($id: ID!, $area: ID!) { sweepWorkList(roundId: $id, areaCode: $area, first: 1) { totalCount pageInfo { hasNextPage } edges { node { household { id } lastVisit { outcome } } } } }`;
    await people.call(squad, recordVisit, { input: visit(id) });
    const { sweepWorkList } = await people.call(squad, workList, { id, area: community });
    expect(sweepWorkList).toMatchObject({ totalCount: 2, pageInfo: { hasNextPage: true }, edges: [{ node: { household: { id: households[1] }, lastVisit: null } }] });
  });
});
