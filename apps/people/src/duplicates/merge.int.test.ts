import { actorOf } from '@lianfang/testing/graph';
import type { BootedSubgraph } from '@lianfang/testing/graph';
import { bootPeople, community, grid, idNumber, importLines, layDistrict, line, outboxOf, secondGrid } from '../testing/district.ts';
import { registerCounted } from '../testing/counted.ts';

let people: BootedSubgraph;
const clerk = actorOf('community');
const neighbour = actorOf('community', { areaCode: '410811001002', id: 'neighbour' });

beforeEach(async () => {
  people = await bootPeople();
  await layDistrict(people);
});
afterEach(() => people.stop());

/** One person entered twice: two numbers, of which one is a slip of the pen, at two doors. */
const twice = [
  line(1, { idNumber: idNumber(1), phone: '13800001111' }),
  line(2, { idNumber: idNumber(5), phone: '13800002222', compound: '建设里', relation: '租户' }),
  line(3, { idNumber: idNumber(3, '19910101') }),
];

const pairs = `{ duplicates(areaCode: "${community}") { totalCount edges { node { id score signs state one { id name phone version } other { id phone version } } } } }`;
const openPairs = async (actor = clerk) => (await people.call(actor, pairs)).duplicates.edges.map((edge: { node: object }) => edge.node);
const merge = `mutation ($input: MergePeopleInput!) { mergePeople(input: $input) { id mayUndo taken kept { id phone idNumber household { address } } droppedId } }`;
const undo = `mutation ($id: ID!) { undoMerge(mergeId: $id, reason: "看错了") { undoneBy undoReason mayUndo } }`;
const rows = () => people.database.query(
  `SELECT id, household_id, area_code, name, pinyin, birth_date::text, id_number_index, id_number_mask, phone_index, phone_mask, relation, merged_into FROM people ORDER BY id`,
);
const personOf = (id: string, actor = clerk) =>
  people.call(actor, `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Person { id name phone area { code } mergedInto { id } household { address members { id } } } } }`, { r: [{ __typename: 'Person', id }] })
    .then(({ _entities }) => _entities[0]);

interface Entry { id: string; version: number; phone: string }

async function idOf(number: string): Promise<Entry> {
  const { people: found } = await people.call(clerk, `{ people(areaCode: "${community}", search: "${number}") { edges { node { id version phone } } } }`);
  return found.edges[0]?.node;
}

async function mergeThem(take: string[], change: object = {}): Promise<{ keep: Entry; drop: Entry; merged: { id: string; kept: Record<string, unknown> } }> {
  const [keep, drop] = await Promise.all([idOf(idNumber(1)), idOf(idNumber(5))]);
  const input = { key: crypto.randomUUID(), keepId: keep.id, keepVersion: keep.version, dropId: drop.id, dropVersion: drop.version, take, ...change };
  return { keep, drop, merged: (await people.call(clerk, merge, { input })).mergePeople };
}

describe('duplicates', () => {
  it('are found by an import, with a score and its reasons, and not among people born on other days', async () => {
    await importLines(people, twice);
    const [pair, ...more] = await openPairs();
    expect(more).toEqual([]);
    expect(pair).toMatchObject({ score: 0.75, signs: ['NAME', 'BIRTH_DATE', 'COMMUNITY'], state: 'OPEN' });
  });

  it('are not proposed again once somebody said that they are two persons', async () => {
    await importLines(people, twice);
    const [pair] = await openPairs();
    const dismiss = `mutation ($id: ID!) { dismissDuplicate(pairId: $id, reason: "双胞胎邻居") { state decidedBy reason } }`;
    expect((await people.call(clerk, dismiss, { id: pair.id })).dismissDuplicate).toEqual({ state: 'DISMISSED', decidedBy: clerk.name, reason: '双胞胎邻居' });
    const { findDuplicates } = await people.call(clerk, `mutation { findDuplicates(areaCode: "${community}") { found } }`);
    expect([findDuplicates.found, await openPairs()]).toEqual([0, []]);
    expect((await people.refused(clerk, dismiss, { id: pair.id })).code).toBe('DUPLICATE_DECIDED');
    await people.call(clerk, `mutation ($id: ID!) { reopenDuplicate(pairId: $id) { state } }`, { id: pair.id });
    expect(await openPairs()).toHaveLength(1);
  });

  it('of another office are as none', async () => {
    await importLines(people, twice);
    const [pair] = await openPairs();
    expect((await people.refused(neighbour, pairs)).code).toBe('AREA_NOT_YOURS');
    for (const id of [pair.id, crypto.randomUUID(), 'none']) {
      expect((await people.refused(neighbour, `mutation ($id: ID!) { dismissDuplicate(pairId: $id) { id } }`, { id })).code).toBe('DUPLICATE_NOT_FOUND');
    }
  });
});

describe('a merge', () => {
  beforeEach(() => importLines(people, twice));

  it('makes one person with what the clerk chose; the dropped id means the survivor', async () => {
    const { keep, drop, merged } = await mergeThem(['PHONE']);
    expect(merged).toMatchObject({ mayUndo: true, taken: ['PHONE'], droppedId: drop.id, kept: { id: keep.id, phone: '13800002222', idNumber: idNumber(1), household: { address: '文化苑 3号楼 1单元 101' } } });
    expect(await personOf(drop.id)).toEqual({ ...(await personOf(keep.id)), id: drop.id, mergedInto: { id: keep.id } });
    expect(await registerCounted(people.database)).toEqual([expect.objectContaining({ areaCode: grid, people: 2 }), expect.objectContaining({ areaCode: secondGrid, households: 1, people: 0 })]);
    expect(await openPairs()).toEqual([]);
    const [told] = await outboxOf(people, 'people.person-merged.v1');
    expect(told!.data).toMatchObject({ keptId: keep.id, droppedId: drop.id, ids: [drop.id] });
  });

  it('leaves both numbers meaning the survivor: searched, identified at a gate, and imported again', async () => {
    const { keep, drop } = await mergeThem([]);
    for (const asked of [idNumber(5), '13800002222']) expect((await idOf(asked))?.id).toBe(keep.id);
    const input = { key: crypto.randomUUID(), name: '赵小明', idNumber: idNumber(5), areaCode: community };
    expect((await people.call(actorOf('guard'), `mutation ($input: IdentifyPersonInput!) { identifyPerson(input: $input) { id } }`, { input })).identifyPerson.id).toBe(keep.id);
    const before = await rows();
    expect(await importLines(people, twice)).toMatchObject({ peopleAdded: 0, peopleUpdated: 0, unchanged: 3, rowsRejected: 0 });
    expect(await rows()).toEqual(before);
    expect((await people.call(clerk, `{ people(areaCode: "${community}") { totalCount edges { node { id } } } }`)).people.edges.map((edge: { node: { id: string } }) => edge.node.id)).not.toContain(drop.id);
  });

  it.each([[[]], [['PHONE']], [['NAME', 'SEX', 'BIRTH_DATE', 'DOCUMENT', 'PHONE', 'HOUSEHOLD', 'RELATION']], [['DOCUMENT']], [['HOUSEHOLD']]])(
    'that took %j is undone, and every row is as it was',
    async (take) => {
      const before = await rows();
      const { merged, drop } = await mergeThem(take);
      await registerCounted(people.database);
      expect((await people.call(clerk, undo, { id: merged.id })).undoMerge).toEqual({ undoneBy: clerk.name, undoReason: '看错了', mayUndo: false });
      expect(await rows()).toEqual(before);
      await registerCounted(people.database);
      expect(await personOf(drop.id)).toMatchObject({ id: drop.id, mergedInto: null, household: { members: [{ id: drop.id }] } });
      expect(await openPairs()).toHaveLength(1);
      const [told] = await outboxOf(people, 'people.person-unmerged.v1');
      expect(told!.data).toMatchObject({ droppedId: drop.id, ids: [drop.id] });
    },
  );

  it('keeps through an undo what was edited since', async () => {
    const { keep, merged } = await mergeThem(['PHONE', 'RELATION']);
    const { version } = await idOf(idNumber(1));
    await people.call(clerk, `mutation ($input: CorrectPersonInput!) { correctPerson(input: $input) { id } }`, { input: { personId: keep.id, version, phone: '13900009999' } });
    await people.call(clerk, undo, { id: merged.id });
    const [kept] = (await rows()).filter(({ id }: { id: string }) => id === keep.id);
    expect(kept).toMatchObject({ phone_mask: '139****9999', relation: '户主' });
    expect((await idOf('13800002222')).id).not.toBe(keep.id);
  });

  it('of a survivor is undone from the last to the first', async () => {
    const { keep, merged } = await mergeThem([]);
    const third = await idOf(idNumber(3, '19910101'));
    const { version } = await idOf(idNumber(1));
    const { mergePeople: later } = await people.call(clerk, merge, { input: { key: crypto.randomUUID(), keepId: third.id, keepVersion: third.version, dropId: keep.id, dropVersion: version, take: [] } });
    expect((await idOf(idNumber(5))).id).toBe(third.id);
    expect((await people.refused(clerk, undo, { id: merged.id })).code).toBe('MERGE_NOT_LATEST');
    await people.call(clerk, undo, { id: later.id });
    expect((await idOf(idNumber(5))).id).toBe(keep.id);
    await people.call(clerk, undo, { id: merged.id });
    expect((await people.refused(clerk, undo, { id: merged.id })).code).toBe('MERGE_UNDONE_ALREADY');
    expect((await idOf(idNumber(5))).id).not.toBe(keep.id);
  });

  it('puts a member back into a household that was called vacant meanwhile', async () => {
    const { merged } = await mergeThem([]);
    const [door] = await people.database.query(`SELECT id, version FROM households WHERE room = '102'`);
    await people.call(clerk, `mutation ($input: SetOccupancyInput!) { setOccupancy(input: $input) { occupancy } }`, { input: { householdId: door.id, version: door.version, occupancy: 'VACANT' } });
    await people.call(clerk, undo, { id: merged.id });
    expect((await registerCounted(people.database))[1]).toMatchObject({ vacantHouseholds: 0, people: 1 });
  });

  it('twice with one key is one merge', async () => {
    const key = crypto.randomUUID();
    const first = await mergeThem([], { key });
    const input = { key, keepId: first.keep.id, keepVersion: first.keep.version, dropId: first.drop.id, dropVersion: first.drop.version, take: [] };
    expect((await people.call(clerk, merge, { input })).mergePeople.id).toBe(first.merged.id);
  });

  it('is refused over an entry that changed meanwhile, with itself, of another office, and twice', async () => {
    const [keep, drop] = await Promise.all([idOf(idNumber(1)), idOf(idNumber(5))]);
    const refused = async (change: object, actor = clerk) =>
      (await people.refused(actor, merge, { input: { key: crypto.randomUUID(), keepId: keep.id, keepVersion: keep.version, dropId: drop.id, dropVersion: drop.version, take: [], ...change } })).code;
    expect(await refused({ dropVersion: 7 })).toBe('PERSON_CHANGED_MEANWHILE');
    expect(await refused({ dropId: keep.id })).toBe('MERGE_WITH_ITSELF');
    expect(await refused({ dropId: crypto.randomUUID() })).toBe('PERSON_NOT_FOUND');
    expect(await refused({}, neighbour)).toBe('PERSON_NOT_FOUND');
    await mergeThem([]);
    expect(await refused({ keepVersion: 2, dropVersion: 2 })).toBe('PERSON_MERGED');
    const edit = { input: { personId: drop.id, version: 2, name: '赵大明' } };
    expect((await people.refused(clerk, `mutation ($input: CorrectPersonInput!) { correctPerson(input: $input) { id } }`, edit)).code).toBe('PERSON_MERGED');
  });

  it('leaves no code behind: the survivor has the one that the dropped entry had', async () => {
    const drop = await idOf(idNumber(5));
    const input = { key: crypto.randomUUID(), personIds: [drop.id], code: 'RED', reason: '密接', evidence: { kind: 'CONTACT_TRACING', reference: 'LD-1', day: '2022-11-20' } };
    await people.call(actorOf('health'), `mutation ($input: AssignHealthCodesInput!) { assignHealthCodes(input: $input) { verdicts { refusal } } }`, { input });
    const { keep, merged } = await mergeThem([]);
    const codeOf = async () => (await people.call(clerk, `{ person(id: "${keep.id}") { healthCode { code } } }`)).person.healthCode.code;
    expect(await codeOf()).toBe('RED');
    await people.call(clerk, undo, { id: merged.id });
    expect(await codeOf()).toBe('GREEN');
  });
});

describe('what the database refuses, whoever writes', () => {
  it.each([
    ['a merged entry that lives somewhere', `UPDATE people SET merged_into = (SELECT max(id::text)::uuid FROM people) WHERE id = (SELECT min(id::text)::uuid FROM people)`, 'merged_lives_nowhere'],
    ['an entry merged into itself', `UPDATE people SET merged_into = id, household_id = NULL`, 'merged_lives_nowhere'],
    ['a head who is no member', `UPDATE households h SET head_id = (SELECT p.id FROM people p WHERE p.household_id <> h.id LIMIT 1)`, 'head_is_member'],
    ['a vacant household with residents', `UPDATE households SET occupancy = 'VACANT'`, 'is lived in'],
  ])('%s', async (_case, statement, constraint) => {
    await importLines(people, twice);
    await expect(people.database.query(statement)).rejects.toThrow(constraint);
  });

  it('a resident who is entered while the door is called vacant: one of the two gives way', async () => {
    await importLines(people, twice);
    const [door] = await people.database.query(`SELECT id FROM households WHERE room = '101'`);
    await people.database.query(`UPDATE people SET household_id = NULL WHERE household_id = $1`, [door.id]);
    const come = `UPDATE people SET household_id = '${door.id}', area_code = '${grid}' WHERE household_id IS NULL`;
    const both = await Promise.allSettled([people.database.query(come), people.database.query(`UPDATE households SET occupancy = 'VACANT' WHERE id = '${door.id}'`)]);
    expect(both.filter(({ status }) => status === 'rejected')).toHaveLength(1);
  });
});
