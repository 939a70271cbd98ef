import { ArrivalDeclared, OrderConfirmed, OrderReleased } from '@lianfang/contracts/events';
import { actorOf } from '@lianfang/testing/graph';
import type { BootedSubgraph } from '@lianfang/testing/graph';
import { bootPeople, community, grid, idNumber, layDistrict, outboxOf } from '../testing/district.ts';

const health = actorOf('health');
const second = actorOf('health2');
const evidence = { kind: 'PCR_RESULT', reference: 'PCR-2022-1120', day: '2022-11-20', note: '两次阴性' };
const change = `change { id code previous reason evidence { kind reference day } rule { id version } decidedBy approvedBy agency }`;
const proposal = `proposal { id people state own proposedBy expiresAt persons { id } area { code } }`;
const assign = `mutation ($input: AssignHealthCodesInput!) { assignHealthCodes(input: $input) { verdicts { personId refusal message ${change} } ${proposal} } }`;
const correct = `mutation ($input: CorrectHealthCodeInput!) { correctHealthCode(input: $input) { verdicts { refusal ${change} } ${proposal} } }`;
const approve = `mutation ($id: ID!) { approveCodeProposal(proposalId: $id) { state decidedBy verdicts { personId refusal change { code approvedBy decidedBy } } } }`;
const reject = `mutation ($id: ID!, $reason: String!) { rejectCodeProposal(proposalId: $id, reason: $reason) { state decisionReason } }`;
let people: BootedSubgraph;
let serial = 0;

beforeAll(async () => {
  people = await bootPeople();
  await layDistrict(people);
});

afterAll(() => people.stop());

/** Deciders of one test do not use up another test's ten. */
const officer = () => actorOf('health', { id: `officer-${++serial}` });

async function enter(): Promise<string> {
  const input = { key: crypto.randomUUID(), name: '赵小明', idNumber: idNumber(++serial % 1000), areaCode: community };
  const { identifyPerson } = await people.call(actorOf('community'), `mutation ($input: IdentifyPersonInput!) { identifyPerson(input: $input) { id } }`, { input });
  return identifyPerson.id;
}

const several = async (many: number): Promise<string[]> => {
  const ids: string[] = [];
  for (let at = 0; at < many; at++) ids.push(await enter());
  return ids;
};

const asked = (personIds: string[], more: object = {}) => ({ input: { key: crypto.randomUUID(), personIds, code: 'YELLOW', reason: '密切接触者', evidence, ...more } });

async function codeOf(id: string, who = health) {
  const { person } = await people.call(
    who,
    `query ($id: ID!) { person(id: $id) { healthCode { code since until rule { id version summary } }
       codeHistory { id code previous at reason evidence { kind reference } rule { id } decidedBy approvedBy corrects { id } } } }`,
    { id },
  );
  return { ...person.healthCode, history: person.codeHistory };
}

const at = (minutes: number) => new Date(people.clock.now().getTime() + minutes * 60_000);

function arrival(personId: string, risk: 'HIGH' | 'MEDIUM' | 'LOW') {
  const payload = {
    arrivalId: crypto.randomUUID(), personId, householdId: null, checkpointId: crypto.randomUUID(), areaCode: community, originAreaCode: '4201',
    risk, temperature: 36.5, day: '2022-11-20', arrivedAt: people.clock.now().toISOString(),
  };
  return { payload, subject: personId, areaCode: community, at: people.clock.now(), id: crypto.randomUUID() };
}

function order(personId: string) {
  const payload = {
    orderId: crypto.randomUUID(), personId, householdId: null, areaCode: community, mode: 'HOME' as const, day: '2022-11-20',
    plannedEnd: at(5 * 24 * 60).toISOString(), ruleVersion: '2022-11',
  };
  return { payload, subject: personId, areaCode: community };
}

describe('by rule', () => {
  it('a code is set on arrival from a risk area, told once, and ends by itself', async () => {
    const id = await enter();
    expect(await codeOf(id)).toMatchObject({ code: 'GREEN', since: null, rule: { id: 'unassigned' }, history: [] });
    const fact = arrival(id, 'HIGH');
    await people.deliver(ArrivalDeclared, fact);
    await people.deliver(ArrivalDeclared, fact);
    expect(await codeOf(id)).toMatchObject({
      code: 'RED', until: at(5 * 24 * 60).toISOString(), rule: { id: 'arrival-high', version: '2022-11' },
      history: [{ decidedBy: null, reason: null, evidence: { kind: 'ARRIVAL_DECLARATION', reference: fact.payload.arrivalId } }],
    });
    expect((await outboxOf(people, 'people.health-code-assigned.v1')).filter(({ data }) => data.personId === id)).toHaveLength(1);
  });

  it('an order makes it red and its release green', async () => {
    const id = await enter();
    const confirmed = order(id);
    await people.deliver(OrderConfirmed, { ...confirmed, at: at(1) });
    expect(await codeOf(id)).toMatchObject({ code: 'RED', until: null, rule: { id: 'order-confirmed' } });
    const { verdicts } = (await people.call(officer(), assign, asked([id], { code: 'GREEN' }))).assignHealthCodes;
    expect(verdicts).toMatchObject([{ refusal: 'CODE_BOUND_TO_ORDER', change: null }]);
    await people.deliver(OrderReleased, { ...confirmed, at: at(2) });
    expect(await codeOf(id)).toMatchObject({ code: 'GREEN', rule: { id: 'order-released' }, history: [{ code: 'GREEN' }, { code: 'RED' }] });
  });
});

describe('by a person', () => {
  it('a code needs evidence, a reason and the role', async () => {
    const [id] = await several(1);
    const code = async (more: object) => (await people.refused(health, assign, asked([id!], more))).code;
    expect(await code({ evidence: null })).toBe('EVIDENCE_MISSING');
    expect(await code({ evidence: { ...evidence, reference: ' ' } })).toBe('EVIDENCE_MISSING');
    expect(await code({ evidence: { ...evidence, day: '2022-11-21' } })).toBe('EVIDENCE_DAY_INVALID');
    expect(await code({ evidence: { ...evidence, note: '联系人 13800001234' } })).toBe('EVIDENCE_NAMES_PERSON');
    expect(await code({ reason: ' ' })).toBe('REASON_MISSING');
    expect(await code({ reason: '身份证 11010519491231002X' })).toBe('REASON_NAMES_PERSON');
    expect(await code({ personIds: [] })).toBe('LIST_EMPTY');
    expect(await code({ personIds: [id, id] })).toBe('LIST_ROW_TWICE');
    for (const who of ['street', 'community', 'grid', 'guard', 'police', 'supply', 'command', 'facility', 'auditor', 'admin', 'resident']) {
      expect((await people.refused(actorOf(who), assign, asked([id!]))).code).toBe('UNAUTHORIZED_FIELD_OR_TYPE');
    }
    expect((await codeOf(id!)).history).toEqual([]);
  });

  it('is set, told with rule and evidence, and corrected; the mistake stays in the history', async () => {
    const who = officer();
    const id = await enter();
    const { verdicts } = (await people.call(who, assign, asked([id]))).assignHealthCodes;
    expect(verdicts).toMatchObject([{ refusal: null, change: { code: 'YELLOW', previous: 'GREEN', evidence: { kind: 'PCR_RESULT' }, decidedBy: '区卫健委', approvedBy: null, rule: { id: 'by-decision', version: '9' } } }]);
    const changeId = verdicts[0].change.id;
    const correction = { key: crypto.randomUUID(), personId: id, changeId, code: 'GREEN', reason: '手机号归属地误判', evidence };
    expect((await people.call(who, correct, { input: { ...correction, key: crypto.randomUUID(), changeId: crypto.randomUUID() } })).correctHealthCode.verdicts).toMatchObject([
      { refusal: 'CODE_CHANGED_MEANWHILE' },
    ]);
    await people.call(who, correct, { input: correction });
    expect(await codeOf(id)).toMatchObject({ code: 'GREEN', history: [{ rule: { id: 'correction' }, corrects: { id: changeId } }, { code: 'YELLOW' }] });
    await expect(people.database.query(`UPDATE code_changes SET code = 'RED' WHERE person_id = $1`, [id])).rejects.toMatchObject({ constraint: 'code_change_stands' });
  });

  it('outside the own area is nobody, and a foreign id and a missing one answer alike', async () => {
    const id = await enter();
    const elsewhere = actorOf('health', { areaCode: '410802', id: 'elsewhere' });
    const foreign = (await people.call(elsewhere, assign, asked([id]))).assignHealthCodes.verdicts[0];
    const missing = (await people.call(officer(), assign, asked([crypto.randomUUID()]))).assignHealthCodes.verdicts[0];
    expect([foreign.refusal, foreign.message]).toEqual([missing.refusal, missing.message]);
    expect((await codeOf(id)).code).toBe('GREEN');
  });

  it('reached by a reference, it is told within sight and to nobody else', async () => {
    const id = await enter();
    await people.call(officer(), assign, asked([id]));
    const of = [{ __typename: 'Person', id }];
    const find = async (areaCode: string) => (await people.call(actorOf('health', { areaCode }), `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Person { healthCode { code } codeHistory { code } } } }`, { of }))._entities;
    expect(await find(community)).toEqual([{ healthCode: { code: 'YELLOW' }, codeHistory: [{ code: 'YELLOW' }] }]);
    expect(await find('410802')).toEqual([{ healthCode: null, codeHistory: [] }]);
  });

  it('is hidden, reason and evidence, from who only reads codes', async () => {
    const id = await enter();
    await people.call(officer(), assign, asked([id]));
    const clerk = await people.call(actorOf('community'), `query ($id: ID!) { person(id: $id) { healthCode { code } codeHistory { code decidedBy } } }`, { id });
    expect(clerk.person).toMatchObject({ healthCode: { code: 'YELLOW' }, codeHistory: [{ code: 'YELLOW' }] });
    for (const field of ['reason', 'evidence { kind }']) {
      expect((await people.refused(actorOf('community'), `query ($id: ID!) { person(id: $id) { codeHistory { ${field} } } }`, { id })).code).toBe('UNAUTHORIZED_FIELD_OR_TYPE');
    }
    expect((await people.refused(actorOf('guard'), `query ($id: ID!) { person(id: $id) { healthCode { code } } }`, { id })).code).toBe('UNAUTHORIZED_FIELD_OR_TYPE');
  });
});

describe('more than ten', () => {
  it('in one list wait for another person, and take effect only then', async () => {
    const who = officer();
    const ids = await several(11);
    const variables = asked(ids, { code: 'RED' });
    const { assignHealthCodes } = await people.call(who, assign, variables);
    expect(assignHealthCodes).toMatchObject({ verdicts: [], proposal: { people: 11, state: 'OPEN', own: true, area: { code: community } } });
    expect((await people.call(who, assign, variables)).assignHealthCodes.proposal.id).toBe(assignHealthCodes.proposal.id);
    const { id } = assignHealthCodes.proposal;
    expect((await codeOf(ids[0]!)).code).toBe('GREEN');
    expect((await people.refused(who, approve, { id })).code).toBe('PROPOSAL_OWN');
    expect((await people.refused(actorOf('community'), approve, { id })).code).toBe('UNAUTHORIZED_FIELD_OR_TYPE');
    expect((await people.refused(actorOf('health', { areaCode: '410802', id: 'x' }), approve, { id })).code).toBe('PROPOSAL_NOT_FOUND');
    expect((await codeOf(ids[10]!)).code).toBe('GREEN');
    const approved = (await people.call(second, approve, { id })).approveCodeProposal;
    expect(approved).toMatchObject({ state: 'APPROVED', decidedBy: '区卫健委复核岗' });
    expect(approved.verdicts).toHaveLength(11);
    expect(await codeOf(ids[10]!)).toMatchObject({ code: 'RED', history: [{ decidedBy: '区卫健委', approvedBy: '区卫健委复核岗' }] });
    expect((await people.refused(second, approve, { id })).code).toBe('PROPOSAL_DECIDED');
  });

  it('one by one within ten minutes, even at the same instant, are ten and a proposal', async () => {
    const who = officer();
    const ids = await several(12);
    const answers = await Promise.all(ids.slice(0, 11).map((id) => people.call(who, assign, asked([id]))));
    expect(answers.filter(({ assignHealthCodes }) => assignHealthCodes.proposal)).toHaveLength(1);
    people.clock.advance(10 * 60_000);
    expect((await people.call(who, assign, asked([ids[11]!]))).assignHealthCodes.proposal).toBeNull();
  });

  it('are rejected with a reason, or void after 24 hours', async () => {
    const who = officer();
    const propose = async () => (await people.call(who, assign, asked(await several(11)))).assignHealthCodes.proposal.id as string;
    const [rejected, expired] = [await propose(), await propose()];
    expect((await people.refused(second, reject, { id: rejected, reason: ' ' })).code).toBe('REASON_MISSING');
    expect((await people.call(second, reject, { id: rejected, reason: '依据不足' })).rejectCodeProposal).toEqual({ state: 'REJECTED', decisionReason: '依据不足' });
    people.clock.advance(24 * 3_600_000);
    expect((await people.refused(second, approve, { id: expired })).code).toBe('PROPOSAL_EXPIRED');
    const list = `query ($state: ProposalState) { codeProposals(areaCode: "${grid.slice(0, 6)}", state: $state) { totalCount edges { node { id state } } } }`;
    const { codeProposals } = await people.call(second, list, { state: 'EXPIRED' });
    expect(codeProposals.edges.map(({ node }: { node: object }) => node)).toContainEqual({ id: expired, state: 'EXPIRED' });
    expect((await people.call(second, list, { state: 'REJECTED' })).codeProposals.totalCount).toBe(1);
  });

  it('are not approved by their proposer through raw SQL either', async () => {
    await expect(
      people.database.query(`UPDATE proposals SET state = 'APPROVED', decided_by_id = proposed_by_id, decided_at = proposed_at WHERE state = 'OPEN'`),
    ).rejects.toMatchObject({ constraint: 'second_person' });
  });
});
