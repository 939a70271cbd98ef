import { randomUUID } from 'node:crypto';
import { bootDistrict, clerk, foreignGuard, grid, guard, police, registerMutation, street } from '../fixtures/district.ts';
import type { District } from '../fixtures/district.ts';

let district: District;
beforeAll(async () => {
  district = await bootDistrict();
});
afterAll(() => district.stop());

const setOpen = 'mutation ($id: ID!, $open: Boolean!) { setCheckpointOpen(checkpointId: $id, open: $open) { id open } }';

function input(change: object = {}) {
  return { key: randomUUID(), name: '文化苑东门', kind: 'COMPOUND_GATE', areaCode: grid, ...change };
}

describe('registering a checkpoint', () => {
  it('opens it, keeps it and tells it', async () => {
    const { registerCheckpoint } = await district.call(street, registerMutation, { input: input({ opensAt: '06:30', closesAt: '23:30', headcount: 4 }) });
    expect(registerCheckpoint).toMatchObject({ open: true, opensAt: '06:30', closesAt: '23:30', headcount: 4, area: { code: grid } });
    expect((await district.outbox('checkpoint-changed')).at(-1)).toMatchObject({
      subject: registerCheckpoint.id, areacode: grid, agency: 'street',
      data: { checkpointId: registerCheckpoint.id, kind: 'COMPOUND_GATE', open: true, previouslyOpen: false },
    });
  });

  it('gives one key one answer', async () => {
    const asked = input();
    const before = await district.count('checkpoints');
    const first = await district.call(police, registerMutation, { input: asked });
    expect(await district.call(police, registerMutation, { input: asked })).toEqual(first);
    expect(await district.refused(police, registerMutation, { input: { ...asked, name: '西门' } })).toMatchObject({ code: 'KEY_REUSED' });
    expect(await district.count('checkpoints')).toBe(before + 1);
  });

  it('is for the own area and for those who may', async () => {
    expect(await district.refused(street, registerMutation, { input: input({ areaCode: '410811002' }) })).toMatchObject({ code: 'AREA_NOT_YOURS' });
    expect(await district.refused(guard, registerMutation, { input: input() })).toMatchObject({ code: 'UNAUTHORIZED_FIELD_OR_TYPE' });
    expect(await district.refused(police, registerMutation, { input: input({ opensAt: '6:30' }) })).toMatchObject({ code: 'CHECKPOINT_HOURS_INVALID' });
  });
});

describe('an order to open or close', () => {
  it('is told once, however often it is given', async () => {
    const id = await district.gate();
    const told = (await district.outbox('checkpoint-changed')).length;
    for (const open of [false, false]) await district.call(police, setOpen, { id, open });
    const events = (await district.outbox('checkpoint-changed')).slice(told);
    expect(events.map(({ data }) => [data.open, data.previouslyOpen])).toEqual([[false, true]]);
    expect((await district.call(police, setOpen, { id, open: true })).setCheckpointOpen.open).toBe(true);
  });

  it('given at once by twenty offices is told once', async () => {
    const id = await district.gate();
    const told = (await district.outbox('checkpoint-changed')).length;
    await Promise.all(Array.from({ length: 20 }, () => district.call(police, setOpen, { id, open: false })));
    expect((await district.outbox('checkpoint-changed')).length).toBe(told + 1);
  });

  it('is refused for a checkpoint of another area as for none', async () => {
    const id = await district.gate({ areaCode: '410811002001' });
    for (const asked of [id, randomUUID(), 'gate']) {
      expect(await district.refused(street, setOpen, { id: asked, open: false })).toMatchObject({ code: 'CHECKPOINT_NOT_FOUND' });
    }
  });
});

describe('checkpoints of an area', () => {
  const list = `query ($areaCode: ID!, $kind: CheckpointKind, $search: String, $first: Int! = 50, $after: String) {
    checkpoints(areaCode: $areaCode, kind: $kind, search: $search, first: $first, after: $after) {
      totalCount pageInfo { hasNextPage endCursor } edges { node { id name } } } }`;
  const areas = `query ($refs: [_Any!]!, $kind: CheckpointKind, $first: Int! = 50, $after: String) { _entities(representations: $refs) {
    ... on Area { checkpoints(kind: $kind, first: $first, after: $after) { totalCount pageInfo { hasNextPage endCursor } edges { node { name } } } } } }`;
  const village = '410811005201';
  const town = '410811005';

  beforeAll(async () => {
    for (const name of ['村口甲', '村口乙', '村口丙']) await district.gate({ name, kind: 'VILLAGE', areaCode: village });
    await district.gate({ name: '100%高速口', kind: 'HIGHWAY', areaCode: town });
  });

  const namesOf = (connection: { edges: { node: { name: string } }[] }) => connection.edges.map(({ node }) => node.name);

  it('are turned page by page, each once', async () => {
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const { checkpoints } = await district.call(police, list, { areaCode: town, first: 3, after });
      expect(checkpoints.totalCount).toBe(4);
      seen.push(...namesOf(checkpoints));
      after = checkpoints.pageInfo.hasNextPage ? checkpoints.pageInfo.endCursor : undefined;
    } while (after);
    expect(seen.toSorted()).toEqual(['100%高速口', '村口丙', '村口乙', '村口甲'].toSorted());
  });

  it('are found by kind and by words, wildcards taken literally', async () => {
    const found = async (filter: object) => namesOf((await district.call(police, list, { areaCode: town, ...filter })).checkpoints);
    expect(await found({ kind: 'HIGHWAY' })).toEqual(['100%高速口']);
    expect(await found({ search: '村 甲' })).toEqual(['村口甲']);
    expect(await found({ search: '0%高' })).toEqual(['100%高速口']);
    expect(await found({ search: '_' })).toEqual([]);
  });

  it('come for many areas with one statement', async () => {
    const refs = [town, village, '410811009'].map((code) => ({ __typename: 'Area', code }));
    const asked = jest.spyOn(district.database.logger, 'logQuery');
    const { _entities: [all, below, none] } = await district.call(police, areas, { refs, first: 2 });
    const statements = asked.mock.calls.filter(([sql]) => sql.includes('CheckpointsOfAreas'));
    asked.mockRestore();
    expect(statements).toHaveLength(2);
    expect([all, below, none].map(({ checkpoints }) => [checkpoints.totalCount, checkpoints.edges.length])).toEqual([[4, 2], [3, 2], [0, 0]]);
    const after = below.checkpoints.pageInfo.endCursor;
    const { _entities: [rest] } = await district.call(police, areas, { refs: [refs[1]!], first: 2, after });
    expect([...namesOf(below.checkpoints), ...namesOf(rest.checkpoints)].toSorted()).toEqual(['村口丙', '村口乙', '村口甲'].toSorted());
  });

  it('are nobody else\'s', async () => {
    const id = await district.gate();
    expect(await district.call(foreignGuard, 'query ($id: ID!) { checkpoint(id: $id) { id } }', { id })).toEqual({ checkpoint: null });
    expect(await district.refused(foreignGuard, list, { areaCode: grid })).toMatchObject({ code: 'AREA_NOT_YOURS' });
    expect(await district.refused(clerk, areas, { refs: [{ __typename: 'Area', code: town }] })).toMatchObject({ code: 'AREA_NOT_YOURS' });
  });
});
