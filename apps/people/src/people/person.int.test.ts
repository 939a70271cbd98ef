import { actorOf } from '@lianfang/testing/graph';
import type { BootedSubgraph } from '@lianfang/testing/graph';
import { bootPeople, community, grid, idNumber, importLines, layDistrict, line, outboxOf } from '../testing/district.ts';
import { countQueries } from '../testing/queries.ts';

let people: BootedSubgraph;
const clerk = actorOf('community');
const guard = actorOf('guard');
/** Of another community of the same street, with every scope that the clerk has. */
const neighbour = actorOf('community', { areaCode: '410811001002', id: 'neighbour' });

beforeAll(async () => {
  people = await bootPeople();
  await layDistrict(people);
});
afterAll(() => people.stop());

const identify = `mutation ($input: IdentifyPersonInput!) { identifyPerson(input: $input) { id name idNumber phone area { code } household { id } version } }`;
const correct = `mutation ($input: CorrectPersonInput!) { correctPerson(input: $input) { name phone relation version } }`;
const fields = `id name sex birthDate idNumber phone relation version area { code } household { address building compound { name address grid { code } } area { code } }`;

let serial = 100;
function claim(change: object = {}) {
  return { key: crypto.randomUUID(), name: '钱小满', idNumber: idNumber(serial++), phone: '13811112222', areaCode: community, ...change };
}

async function entered(change: object = {}): Promise<string> {
  return (await people.call(guard, identify, { input: claim(change) })).identifyPerson.id;
}

async function personOf(id: string, actor = clerk) {
  return (await people.call(actor, `query ($id: ID!) { person(id: $id) { ${fields} } }`, { id })).person;
}

/** By reference, as the gateway comes in: past every root field. */
async function reference(ids: string[], actor = clerk) {
  const { _entities } = await people.call(actor, `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Person { ${fields} } } }`, {
    r: ids.map((id) => ({ __typename: 'Person', id })),
  });
  return _entities;
}

describe('a person whom a checkpoint identifies', () => {
  it('is entered once, counted, and found the next time', async () => {
    const input = claim();
    const { identifyPerson: first } = await people.call(guard, identify, { input });
    expect(first).toMatchObject({ name: '钱小满', area: { code: community }, household: null, version: 1 });
    const told = await outboxOf(people, 'people.register-changed.v1');
    expect(told.at(-1)!.data).toEqual({ areaCode: community, households: 0, vacantHouseholds: 0, people: 1 });

    const again = await people.call(guard, identify, { input: { ...input, key: crypto.randomUUID(), name: '另一名字' } });
    expect(again.identifyPerson).toMatchObject({ id: first.id, name: '钱小满' });
    expect(await outboxOf(people, 'people.register-changed.v1')).toHaveLength(told.length);
  });

  it('is one person though twenty gates enter the document at once', async () => {
    const shared = { idNumber: idNumber(serial++) };
    const ids = await Promise.all(Array.from({ length: 20 }, () => entered(shared)));
    expect(new Set(ids).size).toBe(1);
  });

  it('who lives in a household stands in its grid', async () => {
    await importLines(people, [line(1)]);
    const [door] = await people.database.query<{ id: string }[]>(`SELECT id FROM households LIMIT 1`);
    const { identifyPerson } = await people.call(guard, identify, { input: claim({ householdId: door!.id }) });
    expect(identifyPerson).toMatchObject({ area: { code: grid }, household: { id: door!.id } });
  });

  it('has one answer per key; the key with other words is refused', async () => {
    const input = claim();
    const [one, two] = await Promise.all([1, 2].map(() => people.call(guard, identify, { input })));
    expect(one).toEqual(two);
    expect((await people.refused(guard, identify, { input: { ...input, name: '孙小满' } })).code).toBe('KEY_REUSED');
  });

  it.each([
    ['a name with a mask', { name: '钱**' }, 'MASKED_VALUE'],
    ['an ID number with a mask', { idNumber: '**************0010' }, 'MASKED_VALUE'],
    ['an ID number with a wrong digit', { idNumber: '990811199001010010' }, 'ID_NUMBER_INVALID'],
    ['a birth date that contradicts', { birthDate: '1999-01-01' }, 'BIRTH_DATE_INVALID'],
    ['half a phone', { phone: '1381111' }, 'PHONE_INVALID'],
    ['a community that nobody loaded', { areaCode: '410811001009' }, 'AREA_UNKNOWN'],
    ['a whole street as the place', { areaCode: '410811001' }, 'AREA_UNKNOWN'],
    ['no area code', { areaCode: '410811zzz' }, 'AREA_CODE_INVALID'],
    ['an area of somebody else', { areaCode: '410802001001' }, 'AREA_NOT_YOURS'],
    ['a household that is none', { householdId: 'x' }, 'HOUSEHOLD_NOT_FOUND'],
    ['a household that nobody registered', { householdId: crypto.randomUUID() }, 'HOUSEHOLD_NOT_FOUND'],
  ])('is refused with %s, and nothing is written', async (_case, change, code) => {
    const rows = () => people.database.query(`SELECT count(*)::int AS people FROM people`);
    const before = await rows();
    expect((await people.refused(guard, identify, { input: claim(change) })).code).toBe(code);
    expect(await rows()).toEqual(before);
  });

  it('is not identified by who may not write', async () => {
    expect((await people.refused(actorOf('supply'), identify, { input: claim() })).code).toBe('UNAUTHORIZED_FIELD_OR_TYPE');
  });
});

describe('a correction', () => {
  it('changes what it names, makes the new name searchable, and counts the version', async () => {
    const id = await entered();
    const { correctPerson } = await people.call(clerk, correct, { input: { personId: id, version: 1, name: '郑大海', phone: '13933334444' } });
    expect(correctPerson).toEqual({ name: '郑大海', phone: '13933334444', relation: null, version: 2 });
    expect(await found('zhengdahai')).toEqual([id]);
    expect(await found('13933334444')).toEqual([id]);
  });

  it('based on an older version is refused and overwrites nothing', async () => {
    const id = await entered();
    await people.call(clerk, correct, { input: { personId: id, version: 1, phone: '13900000001' } });
    const refusal = await people.refused(clerk, correct, { input: { personId: id, version: 1, phone: '13900000002' } });
    expect(refusal).toMatchObject({ code: 'PERSON_CHANGED_MEANWHILE', extensions: { version: 2 } });
    expect((await personOf(id)).phone).toBe('13900000001');
  });

  it('by two clerks at once is made by one of them', async () => {
    const id = await entered();
    const edits = ['13900000001', '13900000002', '13900000003'].map((phone) => people.call(clerk, correct, { input: { personId: id, version: 1, phone } }));
    const done = await Promise.allSettled(edits);
    expect(done.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await personOf(id)).version).toBe(2);
  });

  it('that writes masked values back changes nothing, the version neither', async () => {
    const id = await entered();
    const input = { personId: id, version: 1, name: '钱**', phone: '138****2222' };
    const { correctPerson } = await people.call(clerk, correct, { input });
    expect(correctPerson).toMatchObject({ name: '钱小满', phone: '13811112222', version: 1 });
  });

  it('is refused alike for a foreign person, a missing one and no id at all', async () => {
    const attempt = (personId: string) => people.refused(neighbour, correct, { input: { personId, version: 1 } });
    const [foreign, missing, nonsense] = await Promise.all([attempt(await entered()), attempt(crypto.randomUUID()), attempt('nobody')]);
    expect(foreign).toMatchObject({ code: 'PERSON_NOT_FOUND' });
    expect([missing.message, nonsense.message]).toEqual([foreign.message, foreign.message]);
  });
});

async function found(search: string, areaCode = community, actor = clerk): Promise<string[]> {
  const answer = await people.call(actor, `query ($area: ID!, $search: String) { people(areaCode: $area, search: $search) { totalCount edges { node { id } } } }`, { area: areaCode, search });
  expect(answer.people.totalCount).toBe(answer.people.edges.length);
  return answer.people.edges.map((edge: { node: { id: string } }) => edge.node.id);
}

describe('a search', () => {
  let id: string;
  const number = idNumber(77, '19700707');
  beforeAll(async () => {
    await importLines(people, [line(77, { compound: '建设里', building: '9号楼', room: '909', name: '欧阳长江', idNumber: number, phone: '15977778888' })]);
    const [row] = await people.database.query<{ id: string }[]>(`SELECT id FROM people WHERE name = '欧阳长江'`);
    id = row!.id;
  });

  it.each([
    ['whole name', '欧阳长江'],
    ['part of the name', '长江'],
    ['pinyin', 'ouyang'],
    ['initials', 'oycj'],
    ['phone', '159 7777 8888'],
    ['ID number', number],
    ['address', '建设里 9号楼'],
    ['room', '909'],
  ])('finds a resident by %s', async (_by, search) => expect(await found(search)).toEqual([id]));

  it.each(['%', '_', '江长', '五五五'])('for "%s" finds nobody', async (search) => expect(await found(search)).toEqual([]));

  it('sees its own area only', async () => {
    expect(await found(number, '410811001002', neighbour)).toEqual([]);
    expect((await people.refused(neighbour, `{ people(areaCode: "${community}") { totalCount } }`)).code).toBe('AREA_NOT_YOURS');
  });
});

describe('pages of people', () => {
  it('follow each other without a gap or a repetition', async () => {
    const seen: string[] = [];
    for (let after: string | null = null; ; ) {
      const { people: page }: Record<string, any> = await people.call(clerk, `query ($after: String) { people(areaCode: "${community}", first: 3, after: $after) { totalCount pageInfo { hasNextPage endCursor } edges { node { id } } } }`, { after }); // eslint-disable-line @typescript-eslint/no-explicit-any -- tests read answers freely
      seen.push(...page.edges.map((edge: { node: { id: string } }) => edge.node.id));
      after = page.pageInfo.endCursor;
      if (!page.pageInfo.hasNextPage) {
        expect(seen).toHaveLength(page.totalCount);
        break;
      }
    }
    expect(new Set(seen).size).toBe(seen.length);
  });

  it.each([
    ['first: 101', 'PAGE_TOO_LARGE'],
    ['first: -1', 'PAGE_SIZE_INVALID'],
    ['after: "b3V0"', 'CURSOR_INVALID'],
  ])('with %s are refused', async (args, code) => {
    expect((await people.refused(clerk, `{ people(areaCode: "${community}", ${args}) { totalCount } }`)).code).toBe(code);
  });
});

describe('who sees what of a person', () => {
  it('the own office with the scope: everything', async () => {
    expect(await personOf(await entered({ idNumber: idNumber(501) }))).toMatchObject({ name: '钱小满', idNumber: idNumber(501), phone: '13811112222', birthDate: '1990-01-01' });
  });

  it('without person:identify: ID number and phone masked', async () => {
    const id = await entered({ idNumber: idNumber(502) });
    const squad = await personOf(id, actorOf('grid'));
    expect(squad).toMatchObject({ name: '钱小满', idNumber: `**************${idNumber(502).slice(-4)}`, phone: '138****2222' });
  });

  it('another office that holds the same document in its hand: a mask of everything that tells who or where', async () => {
    await importLines(people, [line(503, { name: '孙大圣', room: '503' })]);
    const input = { ...claim({ idNumber: idNumber(503), name: '孙大圣' }), areaCode: '410811001002' };
    const { identifyPerson } = await people.call(neighbour, `mutation ($input: IdentifyPersonInput!) { identifyPerson(input: $input) { ${fields} } }`, { input });
    expect(identifyPerson).toMatchObject({
      name: '孙**', sex: 'MALE', birthDate: null, idNumber: `**************${idNumber(503).slice(-4)}`, phone: '138****1234',
      relation: '***', version: 1, area: { code: community },
      household: { address: '文化巷社区*', building: '*', compound: { name: '*', address: '文化巷社区*', grid: { code: community } }, area: { code: community } },
    });
  });

  it('another office, by reference: the same for somebody who is registered elsewhere and for nobody', async () => {
    const [somebody, nobody] = [await entered({ idNumber: idNumber(504) }), crypto.randomUUID()];
    const [foreign, missing] = await reference([somebody, nobody], neighbour);
    expect(foreign).toEqual({
      id: somebody, name: '***', sex: null, birthDate: null, idNumber: null, phone: null, relation: null, version: 0,
      area: { code: '410811001002' }, household: null,
    });
    expect(JSON.stringify(foreign)).toBe(JSON.stringify(missing).replace(nobody, somebody));
  });

  it('a foreign person and a missing one are the same null', async () => {
    const ids = [await entered(), crypto.randomUUID(), 'nobody'];
    expect(await Promise.all(ids.map((id) => personOf(id, neighbour)))).toEqual([null, null, null]);
  });

  it('nobody without a scope that needs persons, by whatever door', async () => {
    const id = await entered();
    const supply = actorOf('supply');
    expect((await people.refused(supply, `query ($id: ID!) { person(id: $id) { name } }`, { id })).code).toBe('UNAUTHORIZED_FIELD_OR_TYPE');
    expect((await people.refused(supply, `{ people(areaCode: "410811") { totalCount } }`)).code).toBe('UNAUTHORIZED_FIELD_OR_TYPE');
  });
});

describe('references to people', () => {
  it('of a whole page are one query, and to nobody in the register are told as such, so that no list is lost for one slip', async () => {
    const ids = [await entered(), await entered(), 'nobody', crypto.randomUUID(), await entered()];
    const { answer, queries } = await countQueries(people.database, /FROM "?people\b/, () => reference(ids));
    expect(answer.map(({ id }: { id: string }) => id)).toEqual(ids);
    expect(answer[3]).toMatchObject({ name: '***', idNumber: null, phone: null, household: null, area: { code: expect.stringMatching(/^410811/) } });
    expect(queries).toBe(1);
  });
});
