import { actorOf } from '@lianfang/testing/graph';
import type { BootedSubgraph } from '@lianfang/testing/graph';
import { bootPeople, grid, importLines, layDistrict, line, outboxOf, secondGrid, street } from '../testing/district.ts';
import { clerk, householdsOf, office, openRound, otherSquad, squad, visit } from '../testing/rounds.ts';

let people: BootedSubgraph;
let doors: string[];
let round: string;

beforeEach(async () => {
  people = await bootPeople();
  await layDistrict(people);
  await importLines(people, [line(1), line(2), line(3, { compound: '建设里' })]);
  doors = (await householdsOf(people)).map(({ id }) => id);
  round = await openRound(people);
});
afterEach(() => people.stop());

const fields = `level next obstacle snapshot { id version households reached hash intact current outcomes { outcome doors } }
  signatures { level act version valid signer reason } voids { cause level version doors causedBy wasOutcome becameOutcome mended }`;

const stand = async (areaCode = grid) => (await people.call(clerk, `query ($r: ID!, $a: ID!) { gridSignOff(roundId: $r, areaCode: $a) { ${fields} } }`, { r: round, a: areaCode })).gridSignOff;

const signMutation = `mutation ($input: SignGridInput!) { signGrid(input: $input) { ${fields} } }`;
const input = (level: string, snapshotId?: string) => ({ key: crypto.randomUUID(), roundId: round, areaCode: grid, level, snapshotId });
const sign = async (actor: typeof squad, level: string, snapshotId?: string) => (await people.call(actor, signMutation, { input: input(level, snapshotId) })).signGrid;
const refusedToSign = async (actor: typeof squad, level: string, snapshotId?: string) => (await people.refused(actor, signMutation, { input: input(level, snapshotId) })).code;

async function sweepGrid(): Promise<void> {
  await visit(people, round, doors[0]!, { basedOn: 0 });
  await visit(people, round, doors[1]!, { basedOn: 0, outcome: 'VACANT' });
}

async function signAll(): Promise<string> {
  const { snapshot } = await sign(squad, 'INVESTIGATOR');
  await sign(clerk, 'COMMUNITY', snapshot.id);
  await sign(office, 'STREET', snapshot.id);
  return snapshot.id;
}

describe('a grid', () => {
  it('is signed by investigator, community and street, in that order, over one snapshot', async () => {
    expect(await stand()).toMatchObject({ level: null, next: 'INVESTIGATOR', obstacle: 'GRID_NOT_FINISHED', snapshot: null });
    expect(await refusedToSign(squad, 'INVESTIGATOR')).toBe('GRID_NOT_FINISHED');
    await sweepGrid();
    expect(await refusedToSign(clerk, 'COMMUNITY')).toBe('SIGN_OUT_OF_ORDER');
    expect(await refusedToSign(clerk, 'INVESTIGATOR')).toBe('SIGN_LEVEL_NOT_YOURS');
    expect(await refusedToSign(actorOf('grid', { areaCode: '410811001002' }), 'INVESTIGATOR')).toBe('GRID_NOT_IN_SWEEP');
    const { snapshot, next } = await sign(squad, 'INVESTIGATOR');
    expect(next).toBe('COMMUNITY');
    expect(snapshot).toMatchObject({ version: 1, households: 2, reached: 2, intact: true, current: true, outcomes: [{ outcome: 'VISITED', doors: 1 }, { outcome: 'VACANT', doors: 1 }] });
    expect(await refusedToSign(office, 'STREET', snapshot.id)).toBe('SIGN_OUT_OF_ORDER');
    expect(await refusedToSign(clerk, 'COMMUNITY', crypto.randomUUID())).toBe('SNAPSHOT_OUTDATED');
    await sign(clerk, 'COMMUNITY', snapshot.id);
    const done = await sign(office, 'STREET', snapshot.id);
    expect(done).toMatchObject({ level: 'STREET', next: null, signatures: [{ level: 'STREET', valid: true }, { level: 'COMMUNITY', valid: true }, { level: 'INVESTIGATOR', valid: true }] });
    const told = await outboxOf(people, 'people.grid-signed.v1');
    expect(told.map(({ data }) => [data.level, data.act])).toEqual([[1, 'SIGNED'], [2, 'SIGNED'], [3, 'SIGNED']]);
  });

  it('is not signed on two levels by one person, whatever roles that person holds', async () => {
    await sweepGrid();
    const both = { ...actorOf('community', { scopes: ['sweep:read', 'sweep:investigate', 'sweep:endorse'] }) };
    const { snapshot } = await sign(both, 'INVESTIGATOR');
    expect(await refusedToSign(both, 'COMMUNITY', snapshot.id)).toBe('SIGNED_BY_SAME_PERSON');
  });

  it('signed twice with one key is signed once', async () => {
    await sweepGrid();
    const once = input('INVESTIGATOR');
    await Promise.all(Array.from({ length: 5 }, () => people.call(squad, signMutation, { input: once })));
    expect((await stand()).signatures).toHaveLength(1);
  });

  it('goes back one level with the reason, and is signed again from there', async () => {
    await sweepGrid();
    const { snapshot } = await sign(squad, 'INVESTIGATOR');
    await sign(clerk, 'COMMUNITY', snapshot.id);
    const back = `mutation ($input: ReturnGridInput!) { returnGrid(input: $input) { ${fields} } }`;
    const reason = { ...input('STREET', snapshot.id), reason: '  ' };
    expect((await people.refused(office, back, { input: reason })).code).toBe('RETURN_REASON_MISSING');
    const { returnGrid } = await people.call(office, back, { input: { ...reason, reason: '二户未核对' } });
    expect(returnGrid).toMatchObject({ level: 'INVESTIGATOR', next: 'COMMUNITY', signatures: [{ act: 'RETURNED', level: 'STREET', reason: '二户未核对', valid: false }, { level: 'COMMUNITY', valid: false }, { level: 'INVESTIGATOR', valid: true }] });
    const { returnGrid: lowest } = await people.call(clerk, back, { input: { ...input('COMMUNITY', snapshot.id), reason: '请重走 102' } });
    expect(lowest).toMatchObject({ level: null, next: 'INVESTIGATOR' });
    const id = await signAll();
    expect(await stand()).toMatchObject({ level: 'STREET', snapshot: { id, version: 2 } });
  });
});

describe('a later correction', () => {
  it('of a visit is a new version: it voids what stood above it, says who and what, and is signed again', async () => {
    await sweepGrid();
    const signed = await signAll();
    await visit(people, round, doors[0]!, { basedOn: 1, outcome: 'MOVED_AWAY', visitedAt: '2022-11-20T07:30:00+08:00' }, otherSquad);
    expect(await stand()).toMatchObject({
      level: null, next: 'INVESTIGATOR', snapshot: { id: signed, intact: true, current: false },
      voids: [{ cause: 'VISIT_CHANGED', level: 'STREET', version: 1, doors: 1, causedBy: '乙组', wasOutcome: 'VISITED', becameOutcome: 'MOVED_AWAY', mended: false }],
    });
    expect((await outboxOf(people, 'people.grid-signatures-voided.v1')).map(({ data }) => data)).toEqual([{ roundId: round, areaCode: grid, level: 3, cause: 'VISIT_CHANGED', doors: 1 }]);
    const notices = async () => (await people.call(office, `query { gridVoids(areaCode: "${street}") { totalCount edges { node { cause household { id } area { code } } } } }`)).gridVoids;
    expect(await notices()).toMatchObject({ totalCount: 1, edges: [{ node: { household: { id: doors[0] }, area: { code: grid } } }] });
    expect(await refusedToSign(clerk, 'COMMUNITY', signed)).toBe('SIGN_OUT_OF_ORDER');
    await signAll();
    expect(await stand()).toMatchObject({ level: 'STREET', snapshot: { version: 2 }, voids: [{ mended: true }] });
    expect((await notices()).totalCount).toBe(0);
  });

  it('is also a household that is added, one that moves, a person who moves, and a second squad that contradicts', async () => {
    await sweepGrid();
    await signAll();
    await importLines(people, [line(7)]);
    expect((await stand()).voids[0]).toMatchObject({ cause: 'HOUSEHOLD_ADDED', level: 'STREET' });
    const [added] = (await householdsOf(people)).filter(({ id }) => !doors.includes(id));
    await visit(people, round, added!.id, { basedOn: 0 });
    await signAll();
    const conflict = { basedOn: 0, outcome: 'NOT_FOUND', visitedAt: '2022-11-20T07:10:00+08:00' };
    await visit(people, round, added!.id, conflict, otherSquad);
    expect((await stand()).voids[0]).toMatchObject({ cause: 'CONFLICT_OPENED', causedBy: '乙组' });
    expect(await refusedToSign(squad, 'INVESTIGATOR')).toBe('GRID_HAS_CONFLICTS');
    const { editConflicts } = await people.call(clerk, `query { editConflicts(areaCode: "${grid}") { edges { node { id } } } }`);
    await people.call(clerk, `mutation ($input: ResolveConflictInput!) { resolveEditConflict(input: $input) { id } }`, {
      input: { key: crypto.randomUUID(), conflictId: editConflicts.edges[0].node.id, take: [{ field: 'outcome', side: 'FIRST' }] },
    });
    await signAll();
    await people.database.query(`UPDATE people SET household_id = NULL WHERE household_id = $1`, [doors[0]]);
    expect((await stand()).voids[0]).toMatchObject({ cause: 'PERSON_MOVED', level: 'STREET' });
  });

  it('that changes nothing voids nothing', async () => {
    await sweepGrid();
    await signAll();
    await visit(people, round, doors[0]!, { basedOn: 0 }, otherSquad);
    await importLines(people, [line(1, { phone: '13900001111' })]);
    await visit(people, round, doors[2]!, { basedOn: 0 });
    expect(await stand()).toMatchObject({ level: 'STREET', voids: [], snapshot: { current: true } });
  });
});

describe('the database itself', () => {
  const signature = (snapshot: string, level: number, signer: string, act = 'SIGNED') =>
    people.database.query(
      `INSERT INTO grid_signatures (id, snapshot_id, round_id, area_code, level, act, signer_id, signer, signed_at) VALUES (gen_random_uuid(), $1, $2, $3, $4, $5, $6, 'x', now())`,
      [snapshot, round, grid, level, act, signer],
    );

  it('keeps signatures, snapshots and voids as they were, and the order of the levels', async () => {
    await sweepGrid();
    const snapshot = await signAll();
    await visit(people, round, doors[0]!, { basedOn: 1, outcome: 'MOVED_AWAY' });
    for (const statement of [
      `UPDATE grid_signatures SET level = 3`, `DELETE FROM grid_signatures`, `UPDATE grid_signatures SET signer = '他人'`, `UPDATE grid_snapshots SET counts = '{}'`, `DELETE FROM grid_snapshots`,
      `UPDATE snapshot_doors SET outcome = 'VISITED'`, `DELETE FROM grid_voids`, `UPDATE grid_voids SET level = 1`,
    ]) await expect(people.database.query(statement)).rejects.toThrow('never edited or deleted');
    await expect(people.database.query(`UPDATE grid_sign_offs SET level = 3`)).rejects.toThrow('follows from its signatures');
    await expect(signature(snapshot, 2, 'x')).rejects.toThrow('does not follow level');
    await expect(signature(snapshot, 1, 'x')).rejects.toThrow('not as in the snapshot');
    const fresh = (await sign(squad, 'INVESTIGATOR')).snapshot.id;
    await expect(signature(snapshot, 2, 'x')).rejects.toThrow('not the latest snapshot');
    await expect(signature(fresh, 3, 'x')).rejects.toThrow('does not follow level');
    await expect(signature(fresh, 2, squad.sub)).rejects.toThrow('one person signs one level');
    await expect(signature(fresh, 2, 'x')).resolves.toBeDefined();
  });

  it('lets a grid stay signed over what has changed once its guards are taken away', async () => {
    await sweepGrid();
    await signAll();
    await people.database.query('DROP TRIGGER void_signed_changed ON sweep_targets');
    await visit(people, round, doors[0]!, { basedOn: 1, outcome: 'MOVED_AWAY' });
    expect(await stand()).toMatchObject({ level: 'STREET', voids: [], snapshot: { current: false } });
    await people.database.query('DROP TRIGGER sign_in_order ON grid_signatures');
    await expect(signature((await stand()).snapshot.id, 1, squad.sub)).resolves.toBeDefined();
  });

  it('never lets a visit slip between the snapshot and its signature', async () => {
    await sweepGrid();
    for (let turn = 0; turn < 10; turn += 1) {
      const outcome = turn % 2 === 0 ? 'MOVED_AWAY' : 'VISITED';
      const [{ version }] = await people.database.query(`SELECT version FROM sweep_targets WHERE household_id = $1 AND round_id = $2`, [doors[0], round]);
      await Promise.all([
        people.call(squad, signMutation, { input: input('INVESTIGATOR') }).catch(() => null),
        visit(people, round, doors[0]!, { basedOn: version, outcome }),
      ]);
      const { level, snapshot } = await stand();
      expect(level === null || snapshot.current).toBe(true);
      if (level) await visit(people, round, doors[1]!, { outcome: turn % 2 === 0 ? 'VISITED' : 'VACANT', basedOn: turn + 1 });
    }
  });
});

it('a grid of another area is told to nobody, as one that does not exist', async () => {
  const asked = `query ($r: ID!, $a: ID!) { gridSignOff(roundId: $r, areaCode: $a) { level } }`;
  const stranger = actorOf('street', { areaCode: '410802' });
  expect(await people.call(stranger, asked, { r: round, a: grid })).toEqual({ gridSignOff: null });
  expect(await people.call(stranger, asked, { r: crypto.randomUUID(), a: grid })).toEqual({ gridSignOff: null });
  const { gridSignOffs } = await people.call(office, `query ($r: ID!) { gridSignOffs(roundId: $r, areaCode: "${street}", first: 1) { totalCount pageInfo { hasNextPage endCursor } edges { node { area { code } coverage { households } } } } }`, { r: round });
  expect(gridSignOffs).toMatchObject({ totalCount: 2, pageInfo: { hasNextPage: true }, edges: [{ node: { area: { code: grid }, coverage: { households: 2 } } }] });
  const { gridSignOffs: rest } = await people.call(office, `query ($r: ID!, $c: String) { gridSignOffs(roundId: $r, areaCode: "${street}", after: $c) { edges { node { area { code } } } } }`, { r: round, c: gridSignOffs.pageInfo.endCursor });
  expect(rest.edges).toEqual([{ node: { area: { code: secondGrid } } }]);
});
