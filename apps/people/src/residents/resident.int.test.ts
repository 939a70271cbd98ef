import { actorOf } from '@lianfang/testing/graph';
import type { BootedSubgraph } from '@lianfang/testing/graph';
import { bootPeople, community, grid, idNumber, importLines, layDistrict, line, secondGrid } from '../testing/district.ts';
import { registerCounted } from '../testing/counted.ts';
import { countQueries } from '../testing/queries.ts';

let people: BootedSubgraph;
const clerk = actorOf('community');
const neighbour = actorOf('community', { areaCode: '410811001002', id: 'neighbour' });

beforeEach(async () => {
  people = await bootPeople();
  await layDistrict(people);
  await importLines(people, [
    line(1, { room: '101' }),
    line(2, { room: '101', name: '钱多多', relation: '配偶' }),
    line(3, { compound: '建设里', room: '202' }),
    { compound: '建设里', building: '3号楼', unit: '1单元', room: '203', occupancy: '空置' },
  ]);
});
afterEach(() => people.stop());

const door = async (room: string): Promise<{ id: string; version: number; occupancy: string; head: { id: string } | null; members: { id: string; name: string; relation: string; version: number }[] }> =>
  (await people.call(clerk, `{ households(areaCode: "${community}", room: "${room}") { edges { node { id version occupancy head { id } members { id name relation version } } } } }`)).households.edges[0].node;
const register = `mutation ($input: RegisterResidentInput!) { registerResident(input: $input) { id name relation household { id } area { code } } }`;
const moveOne = `mutation ($input: MoveResidentInput!) { moveResident(input: $input) { id version relation household { address } area { code } } }`;
const setHead = `mutation ($input: SetHeadInput!) { setHead(input: $input) { version head { id } members { id relation } } }`;
const setOccupancy = `mutation ($input: SetOccupancyInput!) { setOccupancy(input: $input) { occupancy version } }`;
const newcomer = async (room: string, change: object = {}) => ({ key: crypto.randomUUID(), householdId: (await door(room)).id, name: '孙新来', idNumber: idNumber(77), relation: '租户', ...change });
const refusal = async (mutation: string, input: object, actor = clerk) => (await people.refused(actor, mutation, { input })).code;

describe('a newcomer', () => {
  it('enters a vacant household, which is lived in from then on', async () => {
    const { registerResident } = await people.call(clerk, register, { input: await newcomer('203') });
    expect(registerResident).toMatchObject({ name: '孙新来', relation: '租户', area: { code: secondGrid } });
    expect((await door('203')).occupancy).toBe('OCCUPIED');
    expect((await registerCounted(people.database))[1]).toMatchObject({ households: 2, vacantHouseholds: 0, people: 2 });
  });

  it('whom the register has already is refused, and so is a foreign household', async () => {
    expect(await refusal(register, await newcomer('203', { idNumber: idNumber(1) }))).toBe('PERSON_REGISTERED');
    expect(await refusal(register, await newcomer('203'), neighbour)).toBe('HOUSEHOLD_NOT_FOUND');
    expect(await refusal(register, await newcomer('203', { householdId: 'none' }))).toBe('HOUSEHOLD_NOT_FOUND');
    expect(await refusal(register, await newcomer('203', { idNumber: '1' }))).toBe('ID_NUMBER_INVALID');
    expect((await door('203')).occupancy).toBe('VACANT');
  });
});

describe('a resident who moves', () => {
  it('is told where she lived on any past day, and each count follows', async () => {
    people.clock.advance(86_400_000);
    const [, spouse] = (await door('101')).members;
    const { moveResident: moved } = await people.call(clerk, moveOne, { input: { personId: spouse!.id, version: spouse!.version, householdId: (await door('203')).id, relation: '户主' } });
    expect(moved).toMatchObject({ version: 2, relation: '户主', household: { address: '建设里 3号楼 1单元 203' }, area: { code: secondGrid } });
    await registerCounted(people.database);
    people.clock.advance(86_400_000);
    const { person } = await people.call(clerk, `query ($id: ID!) { person(id: $id) {
      before: areaOn(day: "2022-11-20") { code } then: areaOn(day: "2022-11-21") { code } now: areaOn(day: "2022-11-22") { code }
      residences { area { code } household { address } from until } } }`, { id: spouse!.id });
    expect([person.before.code, person.then.code, person.now.code]).toEqual([grid, secondGrid, secondGrid]);
    expect(person.residences).toEqual([
      { area: { code: secondGrid }, household: { address: '建设里 3号楼 1单元 203' }, from: '2022-11-21T00:00:00.000Z', until: null },
      { area: { code: grid }, household: { address: '文化苑 3号楼 1单元 101' }, from: '2022-11-20T00:00:00.000Z', until: '2022-11-21T00:00:00.000Z' },
    ]);
  });

  it('out of all households stays in the community, counted once', async () => {
    const [head] = (await door('202')).members;
    const { moveResident: moved } = await people.call(clerk, moveOne, { input: { personId: head!.id, version: head!.version, householdId: null } });
    expect(moved).toMatchObject({ household: null, area: { code: community } });
    expect((await registerCounted(people.database)).map(({ areaCode, people: counted }) => [areaCode, counted])).toEqual([[community, 1], [grid, 2], [secondGrid, 0]]);
  });

  it('is refused by a stale version, to where she lives, and out of the own area', async () => {
    const home = await door('101');
    const [head] = home.members;
    const to = async (change: object) => ({ personId: head!.id, version: head!.version, householdId: (await door('203')).id, ...change });
    expect(await refusal(moveOne, await to({ version: 9 }))).toBe('PERSON_CHANGED_MEANWHILE');
    expect(await refusal(moveOne, await to({ householdId: home.id }))).toBe('PERSON_THERE_ALREADY');
    expect(await refusal(moveOne, await to({ householdId: null, areaCode: '410811001002' }))).toBe('AREA_NOT_YOURS');
    expect(await refusal(moveOne, await to({}), neighbour)).toBe('PERSON_NOT_FOUND');
  });

  it('is asked after for a hundred persons in one statement', async () => {
    const query = `{ people(areaCode: "${community}") { edges { node { areaOn(day: "2022-11-20") { code } } } } }`;
    const { answer, queries } = await countQueries(people.database, /findPersonAreas/, () => people.call(clerk, query));
    expect([answer.people.edges.length, queries]).toEqual([3, 1]);
  });
});

describe('a household', () => {
  it('has the head whom the ledger names, and another one when the office says so', async () => {
    const home = await door('101');
    const [head, spouse] = home.members;
    expect(home.head!.id).toBe(head!.id);
    const { setHead: set } = await people.call(clerk, setHead, { input: { householdId: home.id, version: home.version, personId: spouse!.id, formerRelation: '配偶' } });
    expect(set).toEqual({ version: 2, head: { id: spouse!.id }, members: [{ id: spouse!.id, relation: '户主' }, { id: head!.id, relation: '配偶' }] });
    expect(await refusal(setHead, { householdId: home.id, version: 1, personId: head!.id })).toBe('HOUSEHOLD_CHANGED_MEANWHILE');
    const [stranger] = (await door('202')).members;
    expect(await refusal(setHead, { householdId: home.id, version: 2, personId: stranger!.id })).toBe('HEAD_NOT_MEMBER');
  });

  it('whose head moves out has none until one is named', async () => {
    const home = await door('101');
    const [head, spouse] = home.members;
    await people.call(clerk, setHead, { input: { householdId: home.id, version: home.version, personId: spouse!.id } });
    await people.call(clerk, moveOne, { input: { personId: spouse!.id, version: 2, householdId: (await door('202')).id, relation: '亲属' } });
    const left = await door('101');
    expect([left.head, left.members.map(({ id }) => id)]).toEqual([null, [head!.id]]);
  });

  it('is called vacant only when nobody lives there', async () => {
    const home = await door('202');
    const vacant = { householdId: home.id, version: home.version, occupancy: 'VACANT' };
    expect(await refusal(setOccupancy, vacant)).toBe('HOUSEHOLD_LIVED_IN');
    expect(await refusal(setOccupancy, vacant, neighbour)).toBe('HOUSEHOLD_NOT_FOUND');
    await people.call(clerk, moveOne, { input: { personId: home.members[0]!.id, version: 1, householdId: (await door('101')).id } });
    expect((await people.call(clerk, setOccupancy, { input: vacant })).setOccupancy).toEqual({ occupancy: 'VACANT', version: home.version + 1 });
    expect((await registerCounted(people.database))[1]).toMatchObject({ households: 2, vacantHouseholds: 2, people: 0 });
  });
});
