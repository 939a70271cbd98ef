import { actorOf } from '@lianfang/testing/graph';
import type { BootedSubgraph } from '@lianfang/testing/graph';
import { bootAgencies, key, told } from '../testing/agencies.ts';

let agencies: BootedSubgraph;
const police = actorOf('police');
const personId = '019a0000-0000-7000-8000-00000000000a';

beforeEach(async () => {
  agencies = await bootAgencies();
});
afterEach(() => agencies.stop());

const place = `mutation ($input: PlaceHoldInput!) { placeHold(input: $input) { id kind area { code } person { id } household { id } reason placedBy agency { id } liftedAt } }`;
const lift = `mutation ($id: ID!) { liftHold(holdId: $id) { id liftedAt liftedBy } }`;
const input = (more: object = {}) => ({ key: key(), kind: 'PERSON', areaCode: '410811001', personId, reason: '刑事案件证据，案号另函告知', ...more });

test('a hold is placed by who may, and told without its reason', async () => {
  const { placeHold } = await agencies.call(police, place, { input: input() });
  expect(placeHold).toMatchObject({ kind: 'PERSON', area: { code: '410811001' }, person: { id: personId }, household: null, reason: '刑事案件证据，案号另函告知', placedBy: 'police', agency: { id: 'police' } });
  expect(await told(agencies, 'agencies.hold-placed.v1')).toEqual([{ holdId: placeHold.id, kind: 'PERSON', areaCode: '410811001', personId, householdId: null }]);
  expect(JSON.stringify(await agencies.database.query('SELECT o.*, h.* FROM outbox o, holds h'))).not.toContain('案号');
});

test.each([
  ['no reason', { reason: '证据' }, 'HOLD_REASON_MISSING'],
  ['a person and an area', { kind: 'AREA' }, 'HOLD_SUBJECT_INVALID'],
  ['no household', { kind: 'HOUSEHOLD', personId: null }, 'HOLD_SUBJECT_INVALID'],
  ['another area', { areaCode: '410802' }, 'AREA_NOT_YOURS'],
])('a hold is refused with %s', async (_what, more, code) => {
  expect((await agencies.refused(police, place, { input: input(more) })).code).toBe(code);
});

test('a hold is lifted by the agency that placed it, once', async () => {
  const { placeHold: { id } } = await agencies.call(police, place, { input: input() });
  expect((await agencies.refused(actorOf('auditor'), lift, { id })).code).toBe('HOLD_NOT_FOUND');
  for (const _again of [1, 2]) expect((await agencies.call(police, lift, { id })).liftHold).toMatchObject({ liftedBy: 'police' });
  expect(await told(agencies, 'agencies.hold-lifted.v1')).toEqual([{ holdId: id, areaCode: '410811001' }]);
  const list = (active: boolean) => agencies.call(actorOf('auditor'), `query ($active: Boolean) { holds(areaCode: "410811", active: $active) { totalCount } }`, { active });
  expect([(await list(true)).holds.totalCount, (await list(false)).holds.totalCount]).toEqual([0, 1]);
});

test('the database refuses a hold on nobody', async () => {
  await agencies.call(police, place, { input: input() });
  await expect(agencies.database.query('UPDATE holds SET person_id = NULL')).rejects.toThrow('holds_check');
});
