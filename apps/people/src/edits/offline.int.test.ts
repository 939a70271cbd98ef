import { randomInt } from 'node:crypto';
import { actorOf } from '@lianfang/testing/graph';
import type { BootedSubgraph } from '@lianfang/testing/graph';
import { bootPeople, community, importLines, layDistrict, line } from '../testing/district.ts';
import { clerk } from '../testing/rounds.ts';

const peopleEdited = 200;
const devices = 50;
const editsPerDevice = 20;

let people: BootedSubgraph;
beforeEach(async () => {
  people = await bootPeople();
  await layDistrict(people);
});
afterEach(() => people.stop());

interface Known { id: string; version: number; name: string; relation: string | null }

async function everybody(): Promise<Known[]> {
  const found: Known[] = [];
  let after: string | null = null;
  do {
    const { people: page } = (await people.call(clerk, `query ($a: ID!, $c: String) { people(areaCode: $a, first: 100, after: $c) { pageInfo { hasNextPage endCursor } edges { node { id version name phone relation } } } }`, { a: community, c: after })) as { people: { pageInfo: { hasNextPage: boolean; endCursor: string }; edges: { node: Known }[] } };
    found.push(...page.edges.map((edge) => edge.node));
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after);
  return found;
}

const edit = `mutation ($input: EditPersonInput!) { editPerson(input: $input) { outcome person { version name relation } conflict { id fields { field first second } } } }`;

interface Edit { key: string; personId: string; basedOn: number; name?: string; phone?: string; relation?: string; editedAt: string }
type Field = 'name' | 'phone' | 'relation';
const fields = ['name', 'phone', 'relation'] as const;

/** What a device wrote down while it had no network; its clock is up to three days wrong. */
function makeEdit(person: Known, device: number, turn: number): Edit {
  const tag = `${'甲乙丙丁戊己庚辛壬癸'[device % 10]}${'子丑寅卯辰'[Math.floor(device / 10)]}${'东西南北中'[turn % 5]}`;
  const value = { name: `赵${tag}`, phone: `139${String(device).padStart(2, '0')}${String(turn).padStart(2, '0')}${String(randomInt(10_000)).padStart(4, '0')}`, relation: `亲${tag}` };
  const chosen = fields.filter(() => randomInt(2) === 0);
  const changes = Object.fromEntries((chosen.length > 0 ? chosen : [fields[randomInt(3)]!]).map((field) => [field, value[field]]));
  return { key: crypto.randomUUID(), personId: person.id, basedOn: person.version, ...changes, editedAt: new Date(people.clock.now().getTime() + randomInt(-3 * 86_400_000, 3 * 86_400_000)).toISOString() };
}

/** The ledger outside: per person and field every value that a device holds sent, in the order of arrival, with the version it knew. */
interface Sent { input: Edit; answer: { outcome: string; version: number } }

async function sendAll(known: readonly Known[]): Promise<Sent[]> {
  const sent: Sent[] = [];
  await Promise.all(Array.from({ length: devices }, async (_, device) => {
    const actor = actorOf(device % 2 === 0 ? 'grid' : 'community', { id: `device-${device}` });
    for (let turn = 0; turn < editsPerDevice; turn += 1) {
      const input = makeEdit(known[randomInt(known.length)]!, device, turn);
      const { editPerson } = await people.call(actor, edit, { input });
      sent.push({ input, answer: { outcome: editPerson.outcome, version: editPerson.person.version } });
    }
  }));
  return sent;
}

/** Every value that was sent and stands neither in the register nor in a conflict, though nobody who knew it replaced it. */
async function lost(sent: readonly Sent[]): Promise<{ personId: string; field: Field; value: string }[]> {
  const now = new Map((await everybody()).map((person) => [person.id, person as unknown as Record<Field, string>]));
  const contested = new Set<string>();
  let after: string | null = null;
  do {
    const { editConflicts: page } = (await people.call(clerk, `query ($a: ID!, $c: String) { editConflicts(areaCode: $a, first: 100, after: $c) { pageInfo { hasNextPage endCursor } edges { node { person { id } fields { field first second } } } } }`, { a: community, c: after })) as {
      editConflicts: { pageInfo: { hasNextPage: boolean; endCursor: string }; edges: { node: { person: { id: string }; fields: { field: string; first: string; second: string }[] } }[] };
    };
    for (const { node } of page.edges) for (const { field, first, second } of node.fields) for (const value of [first, second]) contested.add(`${node.person.id} ${field} ${value}`);
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after);
  return sent.flatMap(({ input }) =>
    fields.flatMap((field) => {
      const value = input[field];
      if (value === undefined || now.get(input.personId)![field] === value || contested.has(`${input.personId} ${field} ${value}`)) return [];
      return [{ personId: input.personId, field, value }];
    }),
  );
}

async function register(count: number): Promise<Known[]> {
  await importLines(people, Array.from({ length: count }, (_, at) => line(at + 1)));
  return everybody();
}

describe('B13: fifty devices edit the same two hundred people offline, clocks wrong by up to three days', () => {
  it('no value is lost in silence: each stands in the register or in an open conflict', async () => {
    const sent = await sendAll(await register(peopleEdited));
    expect(await lost(sent)).toEqual([]);
    const tally = Map.groupBy(sent, ({ answer }) => answer.outcome);
    for (const outcome of ['APPLIED', 'MERGED', 'CONFLICT']) expect(tally.get(outcome)?.length).toBeGreaterThan(0);
  }, 180_000);

  it('values are lost when nobody keeps in which version a field changed', async () => {
    await people.database.query('DROP TRIGGER track_person_fields ON people');
    const sent = await sendAll(await register(20));
    expect((await lost(sent)).length).toBeGreaterThan(0);
  }, 180_000);
});

describe('an edit that was made without network', () => {
  const squad = actorOf('grid');
  const other = { ...actorOf('grid', { id: 'grid-2' }), name: '乙组' };
  const from = (person: Known, change: object) => ({ key: crypto.randomUUID(), personId: person.id, basedOn: person.version, editedAt: '2022-11-23T08:00:00+08:00', ...change });

  it('of other fields is merged, of the same field a conflict that both see; the clerk\'s word is written', async () => {
    const [person] = (await register(1)) as [Known];
    expect((await people.call(squad, edit, { input: from(person, { name: '赵一明' }) })).editPerson.outcome).toBe('APPLIED');
    expect((await people.call(other, edit, { input: from(person, { relation: '配偶' }) })).editPerson).toMatchObject({ outcome: 'MERGED', person: { name: '赵一明', relation: '配偶' } });
    const contested = from(person, { name: '赵二明', relation: '配偶' });
    const { editPerson } = await people.call(other, edit, { input: contested });
    expect(editPerson).toMatchObject({ outcome: 'CONFLICT', person: { name: '赵一明' }, conflict: { fields: [{ field: 'name', first: '赵一明', second: '赵二明' }] } });
    expect((await people.call(other, edit, { input: contested })).editPerson).toEqual(editPerson);
    expect((await people.refused(other, edit, { input: { ...contested, name: '赵三明' } })).code).toBe('KEY_REUSED');
    for (const one of [squad, other]) {
      const { editConflicts } = await people.call(one, `query { editConflicts(areaCode: "${community}", mine: true) { edges { node { id firstBy secondBy mine } } } }`);
      expect(editConflicts.edges).toEqual([{ node: { id: editPerson.conflict.id, firstBy: squad.name, secondBy: '乙组', mine: true } }]);
    }
    const take = (side: string) => ({ key: crypto.randomUUID(), conflictId: editPerson.conflict.id, take: [{ field: 'name', side }] });
    const resolve = `mutation ($input: ResolveConflictInput!) { resolveEditConflict(input: $input) { state person { name version } } }`;
    expect((await people.refused(actorOf('community', { areaCode: '410811001002' }), resolve, { input: take('SECOND') })).code).toBe('CONFLICT_NOT_FOUND');
    expect((await people.call(clerk, resolve, { input: take('SECOND') })).resolveEditConflict).toMatchObject({ state: 'RESOLVED', person: { name: '赵二明', version: 4 } });
  });

  it('shows a phone in conflict in full to nobody who may not see phones, but to who wrote it', async () => {
    const [person] = (await register(1)) as [Known];
    await people.call(clerk, edit, { input: from(person, { phone: '13900001111' }) });
    const { editPerson } = await people.call(squad, edit, { input: from(person, { phone: '13900002222' }) });
    expect(editPerson.conflict.fields).toEqual([{ field: 'phone', first: '139****1111', second: '13900002222' }]);
    const [row] = await people.database.query(`SELECT convert_from(values_sealed, 'LATIN1') AS kept FROM edit_conflicts`);
    expect(row.kept).not.toContain('1390000');
  });

  it('is refused for a version that never was, for somebody elsewhere, and without a change', async () => {
    const [person] = (await register(1)) as [Known];
    const refused = (actor: typeof squad, input: object) => people.refused(actor, edit, { input }).then(({ code }) => code);
    expect(await refused(squad, from({ ...person, version: 9 }, { name: '赵一明' }))).toBe('EDIT_VERSION_UNKNOWN');
    expect(await refused(squad, from(person, {}))).toBe('EDIT_EMPTY');
    expect(await refused(actorOf('grid', { areaCode: '410811001002' }), from(person, { name: '赵一明' }))).toBe('PERSON_NOT_FOUND');
    expect(await refused(squad, from({ ...person, id: crypto.randomUUID() }, { name: '赵一明' }))).toBe('PERSON_NOT_FOUND');
  });
});
