import { OrderConfirmed } from '@lianfang/contracts/events';
import { actorOf } from '@lianfang/testing/graph';
import type { BootedSubgraph } from '@lianfang/testing/graph';
import { bootPeople, grid, idNumber, importLines, layDistrict, line } from '../testing/district.ts';

let people: BootedSubgraph;
let held: string;
const employer = actorOf('outside-agency', { id: 'key:019a', agency: 'outside', areaCode: '410811' });
const ask = `query ($numbers: [String!]!) { clearances(idNumbers: $numbers) }`;
const answer = async (numbers: string[], actor = employer) => (await people.call(actor, ask, { numbers })).clearances;

beforeAll(async () => {
  people = await bootPeople();
  await layDistrict(people);
  await importLines(people, [line(1), line(2, { name: '钱小红' })]);
  const [{ id }] = await people.database.query(`SELECT id FROM people WHERE name = '赵小明'`);
  held = id;
  const order = { orderId: crypto.randomUUID(), personId: held, householdId: null, areaCode: grid, mode: 'HOME' as const, day: '2022-11-20' };
  await people.deliver(OrderConfirmed, { payload: { ...order, plannedEnd: '2022-11-30T00:00:00+08:00', ruleVersion: '9' } });
});
afterAll(() => people.stop());

test('an employer learns a yes or a no, in the order asked, and the unknown are as the free', async () => {
  expect(await answer([idNumber(9), idNumber(1), idNumber(2), idNumber(1)])).toEqual([true, false, true, false]);
});

test('a person outside the key\'s area is as one that nobody knows', async () => {
  expect(await answer([idNumber(1)], { ...employer, area: '410802' })).toEqual([true]);
});

test('nothing else is told: no other field, no reason, no trace of who is registered in the refusals', async () => {
  const refused = await people.refused(employer, `{ person(id: "${held}") { healthCode { code } } }`);
  expect(refused.code).toBe('UNAUTHORIZED_FIELD_OR_TYPE');
  expect((await people.refused(actorOf('police'), ask, { numbers: [idNumber(1)] })).code).toBe('UNAUTHORIZED_FIELD_OR_TYPE');
  const known = await people.refused(employer, ask, { numbers: [idNumber(1), 'x'] });
  const unknown = await people.refused(employer, ask, { numbers: [idNumber(9), 'x'] });
  expect([known.code, known.message]).toEqual([unknown.code, unknown.message]);
});

test('every call leaves its trace, with those it was about', async () => {
  const before = (await people.trail()).length;
  await answer([idNumber(1)]);
  await answer([idNumber(9)]);
  const [about, nobody] = (await people.trail()).slice(before);
  expect(about!.records).toEqual(expect.arrayContaining([expect.objectContaining({ type: 'Person', ids: [held] })]));
  expect(nobody!.records).toEqual([expect.objectContaining({ type: 'Clearance' })]);
});
