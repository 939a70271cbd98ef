import { actorOf } from '@lianfang/testing/graph';
import type { BootedSubgraph } from '@lianfang/testing/graph';
import { bootPeople, community, importLines, layDistrict, line } from '../testing/district.ts';
import { countQueries } from '../testing/queries.ts';

let people: BootedSubgraph;
const clerk = actorOf('community');
const neighbour = actorOf('community', { areaCode: '410811001002', id: 'neighbour' });

beforeAll(async () => {
  people = await bootPeople();
  await layDistrict(people);
  await importLines(people, [
    ...[10, 2, 1].map((building, at) => line(at + 1, { building: `${building}号楼`, unit: '1单元', room: '101' })),
    line(4, { building: '1号楼', unit: '1单元', room: '101', relation: '配偶', name: '钱多多' }),
    line(5, { compound: '建设里', building: '7号楼', unit: '2单元', room: '202' }),
    { compound: '建设里', building: '7号楼', unit: '2单元', room: '203', occupancy: '空置' },
  ]);
});
afterAll(() => people.stop());

async function listed(args: string, actor = clerk) {
  const { households } = await people.call(actor, `{ households(areaCode: "${community}", ${args}) { totalCount pageInfo { hasNextPage hasPreviousPage endCursor } edges { node { id address } } } }`);
  return { ...households, addresses: households.edges.map((edge: { node: { address: string } }) => edge.node.address) };
}

describe('the households of an area', () => {
  it('come in walking order, page by page, none missed and none twice', async () => {
    const seen: string[] = [];
    let page = await listed('first: 2');
    for (; ; page = await listed(`first: 2, after: "${page.pageInfo.endCursor}"`)) {
      seen.push(...page.addresses);
      expect(page.totalCount).toBe(5);
      if (!page.pageInfo.hasNextPage) break;
    }
    expect(page.pageInfo.hasPreviousPage).toBe(true);
    expect(seen).toEqual(['建设里 7号楼 2单元 202', '建设里 7号楼 2单元 203', '文化苑 1号楼 1单元 101', '文化苑 2号楼 1单元 101', '文化苑 10号楼 1单元 101']);
  });

  it('whose doors sort alike are still paged one by one', async () => {
    await people.database.query(`UPDATE households SET door_order = 'same' WHERE building LIKE '%号楼' AND unit = '1单元'`);
    const first = await listed('first: 1, search: "文化苑"');
    const second = await listed(`first: 1, search: "文化苑", after: "${first.pageInfo.endCursor}"`);
    const third = await listed(`first: 1, search: "文化苑", after: "${second.pageInfo.endCursor}"`);
    expect(new Set([first, second, third].map((page) => page.edges[0].node.id)).size).toBe(3);
    expect(third.pageInfo.hasNextPage).toBe(false);
  });

  it.each([
    ['a compound', '建设', 2],
    ['a building and a room', '7号楼 202', 1],
    ['a unit', '2单元', 2],
    ['a wildcard, taken literally', '%', 0],
    ['a word that fits nowhere', '建设 999', 0],
  ])('are found by %s', async (_by, search, count) => expect((await listed(`search: "${search}"`)).totalCount).toBe(count));

  it('are told apart by occupancy', async () => expect((await listed('occupancy: VACANT')).addresses).toEqual(['建设里 7号楼 2单元 203']));

  it('are refused with a wrong cursor, a page too large, or in an area of somebody else', async () => {
    const refusal = async (args: string, actor = clerk) => (await people.refused(actor, `{ households(areaCode: "${community}", ${args}) { totalCount } }`)).code;
    expect(await refusal('after: "b3V0"')).toBe('CURSOR_INVALID');
    expect(await refusal('first: 101')).toBe('PAGE_TOO_LARGE');
    expect(await refusal('first: 1', neighbour)).toBe('AREA_NOT_YOURS');
  });

  it('with their members, compounds and areas cost one query each', async () => {
    const query = `{ households(areaCode: "${community}") { edges { node { area { name } compound { name } members { name relation } } } } }`;
    const { answer, queries } = await countQueries(people.database, /FROM "?(people|compounds|areas)\b/, () => people.call(clerk, query));
    expect(answer.households.edges).toHaveLength(5);
    expect(queries).toBe(3);
    expect(answer.households.edges.flatMap((edge: { node: { members: { name: string }[] } }) => (edge.node.members.length === 2 ? [edge.node.members] : []))).toEqual([
      [{ name: '赵小明', relation: '户主' }, { name: '钱多多', relation: '配偶' }],
    ]);
  });
});

describe('a household', () => {
  it('that is foreign, missing or malformed is the same null', async () => {
    const [row] = await people.database.query<{ id: string }[]>('SELECT id FROM households LIMIT 1');
    const ids = [row!.id, crypto.randomUUID(), 'none'];
    const ask = (id: string, actor = neighbour) => people.call(actor, `query ($id: ID!) { household(id: $id) { id } }`, { id });
    expect(await Promise.all(ids.map((id) => ask(id)))).toEqual(ids.map(() => ({ household: null })));
    expect(await ask(row!.id, clerk)).toEqual({ household: { id: row!.id } });
  });

  it('of another office tells no door, no compound and no member', async () => {
    const [row] = await people.database.query<{ id: string; compound_id: string }[]>('SELECT id, compound_id FROM households LIMIT 1');
    const r = [{ __typename: 'Household', id: row!.id }, { __typename: 'Compound', id: row!.compound_id }, { __typename: 'Household', id: 'none' }];
    const { _entities } = await people.call(neighbour, `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Household { building unit room address area { name } } ... on Compound { name address grid { name } } } }`, { r });
    const own = { name: '广场社区' };
    const unseen = { building: '*', unit: '*', room: '*', address: '广场社区*', area: own };
    expect(_entities).toEqual([unseen, { name: '*', address: '广场社区*', grid: own }, unseen]);
    const members = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Household { members { name } } } }`;
    expect((await people.call(neighbour, members, { r: [r[0], r[2]] }))._entities).toEqual([{ members: [] }, { members: [] }]);
  });
});
