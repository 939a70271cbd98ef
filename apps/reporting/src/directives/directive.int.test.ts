import { actorOf } from '@lianfang/testing/graph';
import type { BootedSubgraph } from '@lianfang/testing/graph';
import { bootReporting } from '../testing/reporting.ts';
import { findDirectives, insertDirective } from './directive.store.ts';
import type { Directive } from './directive.rules.ts';

const county = '410811';
const command = actorOf('command');
const health = actorOf('health');
const fields = 'id state task ownerAgency overdue minutesTaken outcome doneBy steps { number text doneBy doneAt }';
const issue = `mutation ($input: IssueDirectiveInput!) { issueDirective(input: $input) { ${fields} } }`;
const completeStep = `mutation ($id: ID!, $number: Int!) { completeDirectiveStep(directiveId: $id, number: $number) { ${fields} } }`;
const complete = `mutation ($id: ID!, $outcome: String!) { completeDirective(directiveId: $id, outcome: $outcome) { ${fields} } }`;
const withdraw = 'mutation ($id: ID!) { withdrawDirective(directiveId: $id, reason: "情况有变") { state } }';

let reporting: BootedSubgraph;
beforeAll(async () => void (reporting = await bootReporting()));
afterAll(() => reporting.stop());

function draft(change: object = {}) {
  return { input: { key: crypto.randomUUID(), areaCode: county, ownerAgency: 'health', task: '当日再收治 100 人', steps: ['腾空福利院', '购置床位'], deadline: '2022-11-20T19:00:00+08:00', ...change } };
}
const issued = async (change?: object): Promise<{ id: string }> => (await reporting.call(command, issue, draft(change))).issueDirective;
const told = async (id: string): Promise<unknown[]> =>
  (await reporting.database.query(`SELECT envelope->'data' AS data FROM outbox WHERE envelope->>'type' = 'reporting.directive-changed.v1' AND envelope->>'subject' = $1 ORDER BY id`, [id])).map((row: { data: unknown }) => row.data);

test('is given, carried out step by step, done; each change is told, with what is needed to select it', async () => {
  const { id } = await issued();
  await reporting.call(health, completeStep, { id, number: 1 });
  expect((await reporting.refused(health, complete, { id, outcome: '完成' })).code).toBe('DIRECTIVE_STEPS_OPEN');
  await reporting.call(health, completeStep, { id, number: 2 });
  reporting.clock.advance(90 * 60_000);
  const { completeDirective: done } = await reporting.call(health, complete, { id, outcome: '收治 103 人' });
  expect(done).toMatchObject({ state: 'DONE', minutesTaken: 90, overdue: false, outcome: '收治 103 人', doneBy: health.name });
  const fact = { directiveId: id, areaCode: county, ownerAgency: 'health' };
  expect(await told(id)).toEqual([{ ...fact, state: 'ISSUED', stepsDone: 0 }, { ...fact, state: 'ISSUED', stepsDone: 1 }, { ...fact, state: 'ISSUED', stepsDone: 2 }, { ...fact, state: 'DONE', stepsDone: 2 }]);
});

test('the same key gives the same directive, and it is told once', async () => {
  const call = draft();
  const [first, again] = [await reporting.call(command, issue, call), await reporting.call(command, issue, call)];
  expect(again.issueDirective.id).toBe(first.issueDirective.id);
  expect(await told(first.issueDirective.id)).toHaveLength(1);
  expect((await reporting.refused(command, issue, { input: { ...call.input, task: '另一件' } })).code).toBe('KEY_REUSED');
});

test('only the command centre gives and withdraws, only its owner carries out, and a foreign area looks like none', async () => {
  const { id } = await issued();
  expect((await reporting.refused(health, issue, draft())).code).toBe('UNAUTHORIZED_FIELD_OR_TYPE');
  expect((await reporting.refused(actorOf('police'), completeStep, { id, number: 1 })).code).toBe('DIRECTIVE_NOT_OWN');
  expect((await reporting.refused(actorOf('health', { areaCode: '410802' }), completeStep, { id, number: 1 })).code).toBe('DIRECTIVE_NOT_FOUND');
  expect((await reporting.refused(command, issue, draft({ areaCode: '410802' }))).code).toBe('AREA_NOT_YOURS');
  const { directive } = await reporting.call(actorOf('health', { areaCode: '410802' }), 'query ($id: ID!) { directive(id: $id) { id } }', { id });
  expect(directive).toBeNull();
  expect((await reporting.call(command, withdraw, { id })).withdrawDirective.state).toBe('WITHDRAWN');
  expect((await reporting.refused(health, completeStep, { id, number: 1 })).code).toBe('DIRECTIVE_NOT_OPEN');
});

test('a list shows the nearest deadline first, of one agency and state, page by page', async () => {
  const area = '410811001';
  const ids: string[] = [];
  for (const hour of [18, 16, 17]) ids.push((await issued({ areaCode: area, deadline: `2022-11-21T${hour}:00:00+08:00` })).id);
  await issued({ areaCode: area, ownerAgency: 'police' });
  const list = `query ($after: String) { directives(areaCode: "${area}", ownerAgency: "health", state: ISSUED, first: 2, after: $after) { edges { node { id } } totalCount pageInfo { hasNextPage endCursor } } }`;
  const first = (await reporting.call(command, list)).directives;
  const second = (await reporting.call(command, list, { after: first.pageInfo.endCursor })).directives;
  const idsIn = (page: { edges: { node: { id: string } }[] }) => page.edges.map(({ node }) => node.id);
  expect([idsIn(first), idsIn(second), first.totalCount, first.pageInfo.hasNextPage]).toEqual([[ids[1], ids[2]], [ids[0]], 3, true]);
});

test('every column comes back as it was saved', async () => {
  const at = new Date('2022-11-20T04:00:00Z');
  const row: Directive = {
    id: crypto.randomUUID(), areaCode: county, ownerAgency: 'supplies', task: '送 100 张床', steps: [{ text: '装车', doneBy: '李', doneAt: at.toISOString() }], state: 'DONE',
    issuedBy: '指挥部', issuedAt: at, deadline: new Date('2022-11-20T08:00:00Z'), doneBy: '李', doneAt: new Date('2022-11-20T05:00:00Z'), outcome: '已送达',
  };
  await insertDirective(reporting.database.manager, row);
  expect(await findDirectives(reporting.database.manager, [row.id])).toEqual([row]);
});

test.each([
  ['a deadline before the issue', `deadline = issued_at - interval '1 second'`, 'deadline_after_issue'],
  ['done without a time', `state = 'DONE', outcome = 'x', done_by = 'x'`, 'done_when_and_by_whom'],
  ['an outcome of what goes on', `outcome = 'x'`, 'ended_with_outcome'],
])('raw SQL is refused: %s', async (_, change, constraint) => {
  const { id } = await issued();
  await expect(reporting.database.query(`UPDATE directives SET ${change} WHERE id = $1`, [id])).rejects.toThrow(constraint);
});
