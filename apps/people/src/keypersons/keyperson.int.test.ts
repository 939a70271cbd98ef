import { actorOf } from '@lianfang/testing/graph';
import type { BootedSubgraph } from '@lianfang/testing/graph';
import { bootPeople, community, importLines, layDistrict, line, outboxOf, street } from '../testing/district.ts';

let people: BootedSubgraph;
let residents: string[];
const clerk = actorOf('community');
const office = actorOf('street');
const roles = ['DISTRICT_LEADER', 'BUREAU', 'STREET', 'COMMUNITY', 'POLICE', 'DOCTOR'];

beforeAll(async () => {
  people = await bootPeople();
  await layDistrict(people);
  await importLines(people, Array.from({ length: 8 }, (_, at) => line(at + 1, { room: String(201 + at) })));
  const found = await people.call(clerk, `{ people(areaCode: "${community}", first: 8) { edges { node { id } } } }`);
  residents = found.people.edges.map(({ node }: { node: { id: string } }) => node.id);
});
afterAll(() => people.stop());

const key = () => crypto.randomUUID();

async function register(areaCode: string, officials: object[], actor = office): Promise<string[]> {
  const { registerOfficials } = await people.call(actor, `mutation ($input: RegisterOfficialsInput!) { registerOfficials(input: $input) { id } }`, { input: { key: key(), areaCode, officials } });
  return registerOfficials.map(({ id }: { id: string }) => id);
}

async function six(name: string, areaCode = street): Promise<{ role: string; officialId: string }[]> {
  const ids = await register(areaCode, roles.map((post) => ({ name: `${name}甲乙丙`.slice(0, 3), unit: `${name}${post}`, post })));
  return roles.map((role, at) => ({ role, officialId: ids[at]! }));
}

const named = `id missingRoles team { role official { id name unit } givenBy } history { role endReason endedBy official { id } }`;

async function nameOne(personId: string, more: object = {}) {
  const { nameKeyPerson } = await people.call(clerk, `mutation ($input: NameKeyPersonInput!) { nameKeyPerson(input: $input) { ${named} } }`, { input: { key: key(), personId, reason: 'ELDERLY_ALONE', ...more } });
  return nameKeyPerson;
}

const giveTeam = `mutation ($input: GiveTeamInput!) { giveTeam(input: $input) { given handedOver unchanged keyPersons { ${named} } } }`;
const give = async (keyPersonIds: string[], posts: object[], actor = clerk) => (await people.call(actor, giveTeam, { input: { key: key(), keyPersonIds, posts } })).giveTeam;

async function counts(areaCode = community) {
  const { keyPersonCounts } = await people.call(clerk, `{ keyPersonCounts(areaCode: "${areaCode}") { keyPersons complete incomplete missing { role people } } }`);
  return keyPersonCounts;
}

describe('a key person', () => {
  it('is named once, shows all six roles as missing, and is counted', async () => {
    const keyPerson = await nameOne(residents[0]!);
    expect(keyPerson).toMatchObject({ missingRoles: roles, team: [], history: [] });
    const again = { input: { key: key(), personId: residents[0], reason: 'OTHER' } };
    expect((await people.refused(clerk, `mutation ($input: NameKeyPersonInput!) { nameKeyPerson(input: $input) { id } }`, again)).code).toBe('KEY_PERSON_ALREADY');
    expect(await counts()).toMatchObject({ keyPersons: 1, complete: 0, incomplete: 1, missing: roles.map((role) => ({ role, people: 1 })) });
    const { person } = await people.call(clerk, `query ($id: ID!) { person(id: $id) { keyPerson { id } } }`, { id: residents[0] });
    expect(person.keyPerson.id).toBe(keyPerson.id);
  });

  it('of another community, and none at all, are refused alike; a note too long and a day ahead too', async () => {
    const attempt = async (input: object, actor = clerk) => (await people.refused(actor, `mutation ($input: NameKeyPersonInput!) { nameKeyPerson(input: $input) { id } }`, { input: { key: key(), personId: residents[1], reason: 'OTHER', ...input } })).code;
    expect(await attempt({ personId: crypto.randomUUID() })).toBe('PERSON_NOT_FOUND');
    expect(await attempt({}, actorOf('community', { areaCode: '410811001002', id: 'elsewhere' }))).toBe('PERSON_NOT_FOUND');
    expect(await attempt({ note: '长'.repeat(201) })).toBe('KEY_PERSON_NOTE_INVALID');
    expect(await attempt({ since: '2022-11-21' })).toBe('KEY_PERSON_DAY_INVALID');
    expect(await attempt({}, actorOf('grid'))).toBe('UNAUTHORIZED_FIELD_OR_TYPE');
  });
});

describe('a team of six', () => {
  it('is given to many at once; a handover keeps who held before; the leader sees whom they hold', async () => {
    const ids = await Promise.all(residents.slice(1, 6).map(async (id) => (await nameOne(id)).id as string));
    const first = await six('甲组');
    expect(await give(ids, first)).toMatchObject({ given: 30, handedOver: 0, unchanged: 0 });
    const [second] = await register(street, [{ name: '郑新任', unit: '区委', post: 'DISTRICT_LEADER', accountId: 'leader' }]);
    const again = await give(ids.slice(0, 2), [{ role: 'DISTRICT_LEADER', officialId: second }, first[1]!]);
    expect(again).toMatchObject({ given: 0, handedOver: 2, unchanged: 2 });
    expect(again.keyPersons[0]).toMatchObject({ missingRoles: [], history: [{ role: 'DISTRICT_LEADER', endReason: 'HANDED_OVER', endedBy: '文化巷社区', official: { id: first[0]!.officialId } }] });
    expect(again.keyPersons[0].team[0].official).toMatchObject({ id: second, name: '郑新任' });
    const held = await people.call(actorOf('community', { id: 'leader' }), '{ myKeyPersons { totalCount edges { node { id } } } }');
    expect(held.myKeyPersons.edges.map(({ node }: { node: { id: string } }) => node.id).toSorted()).toEqual(ids.slice(0, 2).toSorted());
    expect(await counts()).toMatchObject({ keyPersons: 6, complete: 5, incomplete: 1 });
    const told = await outboxOf(people, 'people.key-person-changed.v1');
    expect(told.at(-1)!.data).toMatchObject({ open: true, holders: 6 });
  });

  it('given twice with one key is given once, and one role twice in a list is refused', async () => {
    const [id] = await Promise.all([nameOne(residents[6]!).then((one) => one.id as string)]);
    const posts = await six('乙组');
    const input = { key: key(), keyPersonIds: [id], posts };
    const answers = [await people.call(clerk, giveTeam, { input }), await people.call(clerk, giveTeam, { input })];
    expect(answers[0]).toEqual(answers[1]);
    const attempt = async (change: object) => (await people.refused(clerk, giveTeam, { input: { ...input, key: key(), ...change } })).code;
    expect(await attempt({ posts: [posts[0], posts[0]] })).toBe('TEAM_ROLE_TWICE');
    expect(await attempt({ keyPersonIds: [id, crypto.randomUUID()] })).toBe('KEY_PERSON_NOT_FOUND');
    expect(await attempt({ posts: [{ role: 'DOCTOR', officialId: crypto.randomUUID() }] })).toBe('OFFICIAL_NOT_FOUND');
    expect(await attempt({ keyPersonIds: [] })).toBe('LIST_EMPTY');
  });

  it('shows the role of who leaves as missing, and ends as a whole when the person needs it no more', async () => {
    const { id } = await nameOne(residents[7]!);
    const posts = await six('丙组');
    await give([id], posts);
    await people.call(office, `mutation ($id: ID!) { leaveOfficial(officialId: $id) { leftOn } }`, { id: posts[5]!.officialId });
    const { keyPerson } = await people.call(clerk, `query ($id: ID!) { keyPerson(id: $id) { ${named} } }`, { id });
    expect(keyPerson).toMatchObject({ missingRoles: ['DOCTOR'], history: [{ role: 'DOCTOR', endReason: 'LEFT' }] });
    const missing = await people.call(clerk, `{ keyPersons(areaCode: "${community}", missingRole: DOCTOR) { edges { node { id } } } }`);
    expect(missing.keyPersons.edges).toContainEqual({ node: { id } });
    const { takeBackPost } = await people.call(clerk, `mutation ($input: TakeBackPostInput!) { takeBackPost(input: $input) { missingRoles } }`, { input: { keyPersonId: id, role: 'POLICE' } });
    expect(takeBackPost.missingRoles).toEqual(['POLICE', 'DOCTOR']);
    const end = `mutation ($input: EndKeyPersonInput!) { endKeyPerson(input: $input) { until endReason team { role } } }`;
    expect((await people.refused(clerk, end, { input: { keyPersonId: id, reason: ' ' } })).code).toBe('REASON_MISSING');
    expect((await people.call(clerk, end, { input: { keyPersonId: id, reason: '已康复' } })).endKeyPerson).toMatchObject({ until: '2022-11-20', endReason: '已康复', team: [] });
  });

  it('has one holder a role, whoever writes, and eight who hand over at once leave one', async () => {
    const { edges } = (await people.call(clerk, `{ keyPersons(areaCode: "${community}", first: 1) { edges { node { id } } } }`)).keyPersons;
    const { id } = edges[0].node;
    const doctors = await register(street, Array.from({ length: 8 }, (_, at) => ({ name: '孙医生', unit: `卫生服务站${at}`, post: 'DOCTOR' })));
    await Promise.all(doctors.map((officialId) => give([id], [{ role: 'DOCTOR', officialId }])));
    const held = await people.database.query(`SELECT count(*)::int AS n FROM team_posts WHERE key_person_id = $1 AND role = 'DOCTOR' AND until IS NULL`, [id]);
    expect(held).toEqual([{ n: 1 }]);
    const second = people.database.query(
      `INSERT INTO team_posts (id, key_person_id, role, official_id, since, given_by) SELECT gen_random_uuid(), key_person_id, role, official_id, now(), 'x' FROM team_posts WHERE key_person_id = $1 AND until IS NULL`, [id]);
    await expect(second).rejects.toMatchObject({ constraint: 'team_posts_one_holder' });
  });
});

describe('an official', () => {
  it('is entered once, has one login, and is told by name to who works below', async () => {
    const official = { name: '钱干部', unit: '教育局', post: 'BUREAU', phone: '13800007777' };
    expect(await register(street, [official])).toEqual(await register(street, [official]));
    await register(street, [{ ...official, unit: '民政局', accountId: 'one-login' }]);
    const taken = { input: { key: key(), areaCode: street, officials: [{ ...official, unit: '财政局', accountId: 'one-login' }] } };
    expect((await people.refused(office, `mutation ($input: RegisterOfficialsInput!) { registerOfficials(input: $input) { id } }`, taken)).code).toBe('OFFICIAL_ACCOUNT_TAKEN');
    const { officials } = await people.call(clerk, `{ officials(areaCode: "${community}", search: "教育局") { edges { node { name phone area { code } } } } }`);
    expect(officials.edges).toEqual([{ node: { name: '钱干部', phone: '13800007777', area: { code: street } } }]);
    const elsewhere = await people.call(actorOf('community', { areaCode: '410802001001', id: 'far' }), `{ officials(areaCode: "410802001001", search: "教育局") { totalCount } }`);
    expect(elsewhere.officials.totalCount).toBe(0);
  });
});
