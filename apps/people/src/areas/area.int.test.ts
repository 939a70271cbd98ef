import { actorOf } from '@lianfang/testing/graph';
import type { BootedSubgraph } from '@lianfang/testing/graph';
import { bootPeople, community, grid, importLines, layDistrict, line, secondGrid, street } from '../testing/district.ts';
import { countQueries } from '../testing/queries.ts';

let people: BootedSubgraph;
const command = actorOf('command');
const clerk = actorOf('community');

/** A district of its own for each chapter: what one changes no other sees. */
function district(): void {
  beforeAll(async () => {
    people = await bootPeople();
    await layDistrict(people);
  });
  afterAll(() => people.stop());
}

const putAreas = `mutation ($areas: [AreaInput!]!) { putAreas(areas: $areas) { added changed } }`;
const putGrids = `mutation ($grids: [GridInput!]!) { putGrids(grids: $grids) { added changed } }`;
const putCompounds = `mutation ($compounds: [CompoundInput!]!) { putCompounds(compounds: $compounds) { added changed } }`;
const refusalOf = async (mutation: string, variables: Record<string, unknown>, actor = command) => (await people.refused(actor, mutation, variables)).code;

describe('loading areas', () => {
  district();

  it('twice changes nothing; a new name is a change', async () => {
    const areas = [{ code: street, name: '东方红街道' }, { code: community, name: '文化巷社区居民委员会' }];
    expect((await people.call(command, putAreas, { areas })).putAreas).toEqual({ added: 0, changed: 0 });
    const renamed = [{ code: street, name: '红旗街道' }, { code: '410811002', name: '新街道' }];
    expect((await people.call(command, putAreas, { areas: renamed })).putAreas).toEqual({ added: 1, changed: 1 });
  });

  it('in any order makes the tree, once the parents are there or come along', async () => {
    const areas = [{ code: '410811003001', name: '甲社区' }, { code: '410811003', name: '甲街道' }];
    expect((await people.call(command, putAreas, { areas })).putAreas.added).toBe(2);
    expect(await refusalOf(putAreas, { areas: [{ code: '410811009001', name: '乙社区' }] })).toBe('AREA_PARENT_MISSING');
  });

  it('hangs the top of the tree below its parent when a wider tree is loaded', async () => {
    const province = actorOf('command', { areaCode: '41', id: 'province' });
    await people.call(province, putAreas, { areas: [{ code: '41', name: '河南省' }, { code: '4108', name: '焦作市' }, { code: '410811', name: '山阳区' }] });
    const { area } = await people.call(province, `{ area(code: "410811") { parent { name parent { name parent { name } } } } }`);
    expect(area.parent).toEqual({ name: '焦作市', parent: { name: '河南省', parent: null } });
  });

  it.each([
    ['one thing twice', [{ code: '410811004', name: '甲' }, { code: '410811004', name: '乙' }], 'ENTRY_TWICE'],
    ['a grid', [{ code: '410811001001009', name: '甲' }], 'AREA_CODE_INVALID'],
    ['an empty name', [{ code: '410811004', name: ' ' }], 'AREA_NAME_INVALID'],
    ['another district', [{ code: '410802', name: '解放区' }], 'AREA_NOT_YOURS'],
  ])('is refused with %s, and nothing is written', async (_case, areas, code) => {
    expect(await refusalOf(putAreas, { areas: [{ code: '410811005', name: '好' }, ...areas] })).toBe(code);
    expect(await people.database.query(`SELECT 1 FROM areas WHERE code = '410811005'`)).toEqual([]);
  });

  it('is not a clerk\'s to do', async () => {
    expect(await refusalOf(putAreas, { areas: [] }, clerk)).toBe('UNAUTHORIZED_FIELD_OR_TYPE');
  });
});

describe('cutting grids', () => {
  district();
  const one = { code: grid, name: '第一网格', headName: '钱一', members: 6 };

  it('twice changes nothing; a name and a squad that move count once each', async () => {
    expect((await people.call(command, putGrids, { grids: [one] })).putGrids).toEqual({ added: 0, changed: 0 });
    const grids = [
      { ...one, headName: '孙一', name: '一网格' },
      { code: secondGrid, name: '第二网格', headName: '钱二', members: 7 },
      { code: '410811001001003', name: '第三网格', headName: '钱三', members: 10 },
    ];
    expect((await people.call(command, putGrids, { grids })).putGrids).toEqual({ added: 1, changed: 2 });
    const { area } = await people.call(clerk, `{ area(code: "${community}") { squad { headName } children { name level squad { headName members } } } }`);
    expect(area.squad).toBeNull();
    expect(area.children).toEqual([
      { name: '一网格', level: 'GRID', squad: { headName: '孙一', members: 6 } },
      { name: '第二网格', level: 'GRID', squad: { headName: '钱二', members: 7 } },
      { name: '第三网格', level: 'GRID', squad: { headName: '钱三', members: 10 } },
    ]);
  });

  it.each([
    ['four members', { members: 4 }, 'SQUAD_SIZE_INVALID'],
    ['eleven members', { members: 11 }, 'SQUAD_SIZE_INVALID'],
    ['a community that nobody loaded', { code: '410811001009001' }, 'AREA_PARENT_MISSING'],
    ['no head', { headName: '' }, 'AREA_NAME_INVALID'],
  ])('is refused with %s', async (_case, change, code) => expect(await refusalOf(putGrids, { grids: [{ ...one, ...change }] })).toBe(code));
});

describe('compounds', () => {
  district();
  const one = { gridCode: grid, name: '文化苑', address: '文化路1号' };

  it('of all areas of a level are one query', async () => {
    const query = `{ area(code: "${street}") { children { name compounds { name } } } }`;
    const { answer, queries } = await countQueries(people.database, /listCompounds/, () => people.call(actorOf('street'), query));
    expect(answer.area.children).toEqual([{ name: '文化巷社区', compounds: [{ name: '建设里' }, { name: '文化苑' }] }, { name: '广场社区', compounds: [] }]);
    expect(queries).toBe(1);
  });

  it('registered twice change nothing; a known one takes the new address and keeps its grid', async () => {
    expect((await people.call(command, putCompounds, { compounds: [one] })).putCompounds).toEqual({ added: 0, changed: 0 });
    const compounds = [{ ...one, gridCode: secondGrid, address: '文化路2号' }, { ...one, name: '新苑' }];
    expect((await people.call(command, putCompounds, { compounds })).putCompounds).toEqual({ added: 1, changed: 1 });
    const { area } = await people.call(clerk, `{ area(code: "${grid}") { compounds { name address grid { code } } } }`);
    expect(area.compounds).toEqual(expect.arrayContaining([{ name: '文化苑', address: '文化路2号', grid: { code: grid } }, { name: '新苑', address: '文化路1号', grid: { code: grid } }]));
  });

  it.each([
    ['no grid', [{ ...one, gridCode: community }], 'AREA_UNKNOWN'],
    ['an unknown grid', [{ ...one, gridCode: '410811001001009' }], 'AREA_UNKNOWN'],
    ['one name twice in a community', [one, { ...one, gridCode: secondGrid }], 'ENTRY_TWICE'],
    ['no address', [{ ...one, address: '' }], 'AREA_NAME_INVALID'],
  ])('are refused with %s', async (_case, compounds, code) => expect(await refusalOf(putCompounds, { compounds })).toBe(code));
});

describe('looking at an area', () => {
  district();

  it('outside the own jurisdiction, missing and malformed are the same null', async () => {
    const codes = ['410811001002', '410811001001999', 'nowhere', ''];
    const answers = await Promise.all(codes.map((code) => people.call(clerk, `query ($code: ID!) { area(code: $code) { name } }`, { code })));
    expect(answers).toEqual(codes.map(() => ({ area: null })));
  });

  it('starts at the own', async () => {
    expect((await people.call(clerk, `{ myArea { code level parent { name } } }`)).myArea).toEqual({ code: community, level: 'COMMUNITY', parent: { name: '东方红街道' } });
  });

  it('counts the register of it and below', async () => {
    await importLines(people, [line(1), line(2), { compound: '建设里', building: '1号楼', room: '1', occupancy: '空置' }]);
    const { area } = await people.call(actorOf('street'), `{ area(code: "${street}") { register { households vacantHouseholds people } children { register { people } } } }`);
    expect(area).toEqual({ register: { households: 3, vacantHouseholds: 1, people: 2 }, children: [{ register: { people: 2 } }, { register: { people: 0 } }] });
  });

  it('of another office by reference tells its name, not its counts, compounds or head', async () => {
    const neighbour = actorOf('community', { areaCode: '410811001002', id: 'neighbour' });
    const ask = (selection: string) => [`query ($r: [_Any!]!) { _entities(representations: $r) { ... on Area { ${selection} } } }`, { r: [{ __typename: 'Area', code: grid }] }] as const;
    const { _entities } = await people.call(neighbour, ...ask('name squad { headName members }'));
    expect(_entities).toEqual([{ name: '第一网格', squad: { headName: '钱*', members: 6 } }]);
    expect((await people.refused(neighbour, ...ask('register { people }'))).code).toBe('AREA_NOT_YOURS');
    expect((await people.refused(neighbour, ...ask('compounds { name }'))).code).toBe('AREA_NOT_YOURS');
  });

  it('that the tree does not have is told by its code, so that no list is lost for one slip', async () => {
    const query = 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Area { name level parent { name } children { name } } } }';
    const of = (code: string) => ({ __typename: 'Area', code });
    const { _entities } = await people.call(clerk, query, { r: [of('410899'), of('410811 ')] });
    expect(_entities).toEqual([{ name: '410899', level: 'COUNTY', parent: null, children: [] }, null]);
  });
});
