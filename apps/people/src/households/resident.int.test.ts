import { randomBytes } from 'node:crypto';
import type { Standing } from '@lianfang/platform/auth';
import { createSealer } from '@lianfang/platform/sealing';
import { actorOf } from '@lianfang/testing/graph';
import type { BootedSubgraph, TestActor } from '@lianfang/testing/graph';
import { bootPeople, community, importLines, layDistrict, line } from '../testing/district.ts';

let people: BootedSubgraph;
let own: string;
let other: string;
/** Which household the agencies have bound an account to. */
const bound = new Map<string, string>();
const standing: Pick<Standing, 'judge' | 'key'> = {
  judge: ({ actor }) => ({ ...actor, ...(bound.has(actor.id) ? { householdId: bound.get(actor.id)! } : {}) }),
  key: () => undefined,
};

beforeAll(async () => {
  people = await bootPeople(createSealer(randomBytes(32)), standing);
  await layDistrict(people);
  await importLines(people, [line(1), line(2, { name: '钱小红', phone: '13911112222' })]);
  const rows = await people.database.query(`SELECT household_id AS id FROM people ORDER BY name = '赵小明' DESC`);
  [own, other] = rows.map(({ id }: { id: string }) => id);
});
afterAll(() => people.stop());

function resident(id: string, householdId: string | null, areaCode: string = community): TestActor {
  if (householdId) bound.set(id, householdId);
  return actorOf('resident', { id, areaCode });
}

const home = `{ myHousehold { id address members { name phone } } }`;

it('a resident sees the own household whole, and of the neighbours nothing', async () => {
  const one = resident('one', own);
  expect((await people.call(one, home)).myHousehold).toMatchObject({ id: own, members: [{ name: '赵小明', phone: '13800001234' }] });
  expect((await people.refused(one, `query ($id: ID!) { household(id: $id) { address } }`, { id: other })).code).toBe('UNAUTHORIZED_FIELD_OR_TYPE');
  expect((await people.refused(one, `{ people(areaCode: "${community}") { totalCount } }`)).code).toBe('UNAUTHORIZED_FIELD_OR_TYPE');
  const { _entities } = await people.call(one, `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Household { address members { name } } } }`, { r: [{ __typename: 'Household', id: other }] });
  expect(JSON.stringify(_entities)).not.toContain('钱');
});

it('an account that is bound to no household has none', async () => {
  expect((await people.refused(resident('two', null), home)).code).toBe('UNAUTHORIZED_FIELD_OR_TYPE');
});

it('an account that was bound to a household of another area sees nothing of it', async () => {
  expect(await people.call(resident('three', own, '410811002001'), home)).toEqual({ myHousehold: null });
});
