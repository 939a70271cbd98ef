import { actorOf } from '@lianfang/testing/graph';
import type { BootedSubgraph } from '@lianfang/testing/graph';
import { bootPeople, community, grid, importLines, layDistrict, line, outboxOf, secondGrid, street } from '../testing/district.ts';
import { registerCounted } from '../testing/counted.ts';

let people: BootedSubgraph;
const clerk = actorOf('community');
const office = actorOf('street');
const neighbour = actorOf('community', { areaCode: '410811001002', id: 'neighbour' });

beforeAll(async () => {
  people = await bootPeople();
  await layDistrict(people);
  await importLines(people, [line(1), line(2), { compound: '文化苑', building: '3号楼', unit: '2单元', room: '9', occupancy: '空置' }]);
});
afterAll(() => people.stop());

const compoundOf = async (name: string): Promise<{ id: string; grid: { code: string } }> =>
  (await people.call(office, `{ area(code: "${street}") { compounds { id name grid { code } } } }`)).area.compounds.find((one: { name: string }) => one.name === name);
const moveCompound = `mutation ($input: MoveCompoundInput!) { moveCompound(input: $input) { id grid { code } places { grid { code } from until reason movedBy back } } }`;
const input = async (change: object = {}) => {
  const { id, grid: from } = await compoundOf('文化苑');
  return { key: crypto.randomUUID(), compoundId: id, fromGridCode: from.code, gridCode: from.code === grid ? secondGrid : grid, reason: '网格重划', ...change };
};
const move = async (change: object = {}) => (await people.call(office, moveCompound, { input: await input(change) })).moveCompound;
const refusal = async (change: object, actor = office) => (await people.refused(actor, moveCompound, { input: await input(change) })).code;
const oneOf = async (selection: string, actor = clerk) =>
  (await people.call(actor, `{ people(areaCode: "${community}", search: "赵小明", first: 1) { edges { node { ${selection} } } } }`)).people.edges[0].node;

describe('a compound that moves to another grid', () => {
  it('takes doors and residents along, keeps every sum and tells the other services', async () => {
    const before = await registerCounted(people.database);
    people.clock.advance(2 * 86_400_000);
    const moved = await move();
    expect(moved.grid.code).toBe(secondGrid);
    expect(moved.places).toEqual([
      { grid: { code: secondGrid }, from: '2022-11-22T00:00:00.000Z', until: null, reason: '网格重划', movedBy: office.name, back: false },
      expect.objectContaining({ grid: { code: grid }, until: '2022-11-22T00:00:00.000Z', reason: null }),
    ]);
    expect(await oneOf('area { code } household { area { code } }')).toEqual({ area: { code: secondGrid }, household: { area: { code: secondGrid } } });
    expect(await registerCounted(people.database)).toEqual(before.map(({ areaCode: _, ...counts }) => ({ areaCode: secondGrid, ...counts })));
    const [told] = await outboxOf(people, 'people.compound-moved.v1');
    expect(told!.data).toMatchObject({ fromAreaCode: grid, areaCode: secondGrid, households: 3, vacantHouseholds: 1, people: 2 });
    expect((await outboxOf(people, 'people.register-changed.v1')).slice(-2).map(({ data }) => data)).toEqual([
      { areaCode: grid, households: -3, vacantHouseholds: -1, people: -2 },
      { areaCode: secondGrid, households: 3, vacantHouseholds: 1, people: 2 },
    ]);
  });

  it('is told for any past day by its residents and doors', async () => {
    const days = ['2022-11-19', '2022-11-20', '2022-11-21', '2022-11-22'];
    const asked = days.map((day, at) => `d${at}: areaOn(day: "${day}") { code }`).join(' ');
    const answer = (code: string) => (code ? { code } : null);
    const person = await oneOf(`${asked} household { ${asked} }`);
    const told = (row: Record<string, unknown>) => days.map((_, at) => row[`d${at}`]);
    // Entered on the 20th, so on the 19th nobody knew of them; the compound had not been registered either.
    expect(told(person)).toEqual(['', grid, grid, secondGrid].map(answer));
    expect(told(person.household)).toEqual(['', grid, grid, secondGrid].map(answer));
    expect((await people.refused(clerk, `{ people(areaCode: "${community}", first: 1) { edges { node { areaOn(day: "2022-11-23") { code } } } } }`)).code).toBe('AREA_DAY_INVALID');
  });

  it('is moved back to undo it, and the history shows that', async () => {
    people.clock.advance(3_600_000);
    const { places } = await move({ reason: '划错了，退回' });
    expect(places.map((place: { grid: { code: string }; back: boolean }) => [place.grid.code, place.back])).toEqual([[grid, true], [secondGrid, false], [grid, false]]);
    expect(await oneOf('area { code }')).toEqual({ area: { code: grid } });
  });

  it('twice with one key is moved once', async () => {
    const sent = await input();
    for (let times = 0; times < 2; times += 1) expect((await people.call(office, moveCompound, { input: sent })).moveCompound.grid.code).toBe(secondGrid);
    await move();
  });

  it.each([
    ['the grid where it lies', { gridCode: grid }, 'COMPOUND_THERE_ALREADY'],
    ['a grid that it had before', { fromGridCode: secondGrid }, 'COMPOUND_MOVED_MEANWHILE'],
    ['a grid that nobody cut', { gridCode: '410811001001009' }, 'AREA_UNKNOWN'],
    ['a community', { gridCode: community }, 'AREA_UNKNOWN'],
    ['another district', { gridCode: '410802001001001' }, 'AREA_NOT_YOURS'],
    ['no reason', { reason: ' ' }, 'REASON_MISSING'],
    ['a phone in the reason', { reason: '电话13800001234' }, 'REASON_NAMES_PERSON'],
    ['no compound', { compoundId: 'none' }, 'COMPOUND_NOT_FOUND'],
  ])('is refused with %s', async (_case, change, code) => expect(await refusal(change)).toBe(code));

  it('is not a community\'s to move, and a street moves none of another', async () => {
    expect((await people.refused(clerk, moveCompound, { input: await input() })).code).toBe('UNAUTHORIZED_FIELD_OR_TYPE');
    const other = actorOf('street', { areaCode: '410811002', id: 'other' });
    expect(await refusal({ gridCode: '410811002001001' }, other)).toBe('COMPOUND_NOT_FOUND');
  });

  it('shows nothing of its history to another community', async () => {
    const { id } = await compoundOf('文化苑');
    const { _entities } = await people.call(neighbour, `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Compound { places { reason } units { rooms } } } }`, { r: [{ __typename: 'Compound', id }] });
    expect(_entities).toEqual([{ places: [], units: [] }]);
  });
});

describe('what the database refuses, whoever writes', () => {
  it.each([
    ['a door in another grid than its compound', `UPDATE households SET area_code = '${secondGrid}'`, 'household_stands_in_compound'],
    ['a resident in another grid than the door', `UPDATE people SET area_code = '${secondGrid}' WHERE household_id IS NOT NULL`, 'resident_stands_at_door'],
    ['two places of a compound at once', `INSERT INTO compound_places (compound_id, area_code, period) SELECT id, '${grid}', tstzrange('2022-11-20', '2022-11-21') FROM compounds LIMIT 1`, 'compound_in_one_place'],
    ['a squad of four', `UPDATE grid_squads SET members = 4`, 'squad_of_five_to_ten'],
    ['a squad named in part', `INSERT INTO squad_members VALUES ('${grid}', 1, '钱一')`, 'squad_is_whole'],
  ])('%s', async (_case, statement, constraint) => {
    await expect(people.database.query(statement)).rejects.toThrow(new RegExp(`${constraint}|lists 1 of`));
  });
});

describe('a grid', () => {
  const saveSquad = `mutation ($input: SaveSquadInput!) { saveSquad(input: $input) { squad { headName members list { name duty } } } }`;
  const six = ['钱一', '孙二', '李三', '周四', '吴五', '郑六'].map((name, at) => ({ name, duty: at === 0 ? '网格长' : null }));

  it('names its squad, the head first', async () => {
    const { saveSquad: saved } = await people.call(office, saveSquad, { input: { gridCode: grid, members: six } });
    expect(saved.squad).toEqual({ headName: '钱一', members: 6, list: six });
    const { _entities } = await people.call(neighbour, `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Area { squad { list { name } } } } }`, { r: [{ __typename: 'Area', code: grid }] });
    expect(_entities[0].squad.list[1]).toEqual({ name: '孙*' });
  });

  it.each([[4, 'SQUAD_SIZE_INVALID'], [11, 'SQUAD_SIZE_INVALID']])('is refused a squad of %i', async (members, code) => {
    const many = Array.from({ length: members }, (_, at) => ({ name: `队员${at}` }));
    expect((await people.refused(office, saveSquad, { input: { gridCode: grid, members: many } })).code).toBe(code);
  });

  it('whose head is told anew is named anew', async () => {
    await people.call(actorOf('command'), `mutation ($grids: [GridInput!]!) { putGrids(grids: $grids) { changed } }`, { grids: [{ code: grid, name: '第一网格', headName: '王七', members: 7 }] });
    const { area } = await people.call(office, `{ area(code: "${grid}") { squad { headName list { name } } } }`);
    expect(area.squad).toEqual({ headName: '王七', list: [] });
  });
});

describe('the plan of a compound', () => {
  const saveUnits = `mutation ($input: SaveCompoundUnitsInput!) { saveCompoundUnits(input: $input) { units { building unit rooms households vacantHouseholds } } }`;

  it('stands beside what is registered, and finds the doors', async () => {
    const { id } = await compoundOf('文化苑');
    const units = [{ building: '3号楼', unit: '1单元', rooms: 12 }, { building: '10号楼', unit: '1单元', rooms: 8 }];
    const { saveCompoundUnits: saved } = await people.call(clerk, saveUnits, { input: { compoundId: id, units } });
    expect(saved.units).toEqual([
      { building: '3号楼', unit: '1单元', rooms: 12, households: 2, vacantHouseholds: 0 },
      { building: '3号楼', unit: '2单元', rooms: null, households: 1, vacantHouseholds: 1 },
      { building: '10号楼', unit: '1单元', rooms: 8, households: 0, vacantHouseholds: 0 },
    ]);
    const found = await people.call(clerk, `{ households(areaCode: "${community}", compoundId: "${id}", building: "3号楼", unit: "2单元", room: "9") { edges { node { address } } } }`);
    expect(found.households.edges).toEqual([{ node: { address: '文化苑 3号楼 2单元 9' } }]);
  });

  it('is refused without rooms, or with one unit twice', async () => {
    const { id } = await compoundOf('文化苑');
    const refused = async (units: object[]) => (await people.refused(clerk, saveUnits, { input: { compoundId: id, units } })).code;
    expect(await refused([{ building: '1号楼', unit: '', rooms: 0 }])).toBe('UNIT_INVALID');
    expect(await refused([{ building: '1号楼', unit: '', rooms: 2 }, { building: '1号楼 ', unit: '', rooms: 3 }])).toBe('ENTRY_TWICE');
  });
});
