import { erasures, serviceOf } from '@lianfang/contracts/events';
import { actorOf } from '@lianfang/testing/graph';
import type { BootedSubgraph } from '@lianfang/testing/graph';
import { bootAgencies, key, told } from '../testing/agencies.ts';

let agencies: BootedSubgraph;
const command = actorOf('command');
const health = actorOf('health');
const areaCode = '410811';

beforeEach(async () => {
  agencies = await bootAgencies();
});
afterEach(() => agencies.stop());

const record = `{ id state area { code } rule proposedBy decidedBy decidedAt doneAt waitingFor rows held services { service tables { table rows held } } }`;
const propose = `mutation ($input: EndEpidemicInput!) { endEpidemic(input: $input) ${record} }`;
const approve = `mutation ($id: ID!, $area: ID!) { approveEnding(recordId: $id, areaCode: $area) ${record} }`;
const reject = `mutation ($id: ID!) { rejectEnding(recordId: $id) ${record} }`;
const ask = `query ($id: ID!) { deletionRecord(id: $id) ${record} }`;
const input = (more: object = {}) => ({ key: key(), areaCode, rule: '国务院联防联控机制综组发〔2022〕144 号', ...more });

const proposed = async (): Promise<string> => (await agencies.call(command, propose, { input: input() })).endEpidemic.id;

const answer = (requestId: string, service: string, tables = [{ table: 'people', rows: 3, held: 1 }]) => {
  const event = erasures.find((one) => serviceOf(one) === service)!;
  const at = '2022-11-20T08:00:00.000Z';
  return agencies.deliver(event, { payload: { requestId, areaCode, startedAt: at, finishedAt: at, tables }, subject: requestId });
};

test('one proposes, another approves, and only then the services are told', async () => {
  const id = await proposed();
  expect(await told(agencies, 'agencies.epidemic-ended.v1')).toEqual([]);
  const { approveEnding } = await agencies.call(health, approve, { id, area: areaCode });
  expect(approveEnding).toMatchObject({ state: 'ERASING', proposedBy: 'command', decidedBy: 'health', waitingFor: erasures.map(serviceOf), rows: 0 });
  expect(await told(agencies, 'agencies.epidemic-ended.v1')).toEqual([
    { requestId: id, areaCode, proposedBy: 'command', approvedBy: 'health', approvedAt: '2022-11-20T00:00:00.000Z' },
  ]);
});

test.each([
  ['by who proposed it', command, areaCode, 'ENDING_NEEDS_ANOTHER'],
  ['with another area typed', health, '410811001', 'ENDING_AREA_DIFFERS'],
  ['by who is responsible for another area', actorOf('health', { areaCode: '410802' }), areaCode, 'ENDING_NOT_FOUND'],
  ['by the police', actorOf('police'), areaCode, 'UNAUTHORIZED_FIELD_OR_TYPE'],
])('it is not approved %s', async (_what, actor, area, code) => {
  const id = await proposed();
  expect((await agencies.refused(actor, approve, { id, area })).code).toBe(code);
  expect(await told(agencies, 'agencies.epidemic-ended.v1')).toEqual([]);
});

test('it is decided once, and proposed once at a time', async () => {
  const id = await proposed();
  expect((await agencies.refused(command, propose, { input: input() })).code).toBe('ENDING_UNDER_WAY');
  expect((await agencies.call(health, reject, { id })).rejectEnding).toMatchObject({ state: 'REJECTED', waitingFor: [] });
  expect((await agencies.refused(health, approve, { id, area: areaCode })).code).toBe('ENDING_DECIDED');
  await proposed();
});

test.each([
  ['without a document', { rule: ' 无 ' }, 'ENDING_RULE_MISSING'],
  ['with a phone in it', { rule: '见 13800138000 的通知' }, 'REASON_NAMES_PERSON'],
  ['of another area', { areaCode: '410802' }, 'AREA_NOT_YOURS'],
])('it is not proposed %s', async (_what, more, code) => {
  expect((await agencies.refused(command, propose, { input: input(more) })).code).toBe(code);
});

test('the record fills with the answers, and is done with the last; answers that come twice count once', async () => {
  const id = await proposed();
  await agencies.call(health, approve, { id, area: areaCode });
  for (const event of erasures.slice(1)) await answer(id, serviceOf(event));
  await answer(id, 'supplies');
  const { deletionRecord: open } = await agencies.call(actorOf('auditor'), ask, { id });
  expect(open).toMatchObject({ state: 'ERASING', waitingFor: ['people'], rows: 15, held: 5, doneAt: null });
  await answer(id, 'people', []);
  const { deletionRecord: done } = await agencies.call(actorOf('auditor'), ask, { id });
  expect(done).toMatchObject({ state: 'DONE', waitingFor: [], rows: 15, doneAt: expect.any(String) });
  expect(done.services).toHaveLength(erasures.length);
});

test('the database refuses one person alone, and any change of a record', async () => {
  const id = await proposed();
  await expect(
    agencies.database.query(`UPDATE endings SET state = 'ERASING', decided_by = proposed_by, decided_agency = 'x', decided_at = now() WHERE id = $1`, [id]),
  ).rejects.toThrow('second_person');
  await agencies.call(health, reject, { id });
  await expect(agencies.database.query(`UPDATE endings SET rule = 'another'`)).rejects.toThrow('never edited');
  await expect(agencies.database.query('DELETE FROM endings')).rejects.toThrow('never edited');
});
