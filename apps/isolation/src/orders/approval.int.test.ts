import { ArrivalDeclared } from '@lianfang/contracts/events';
import { actorOf, bootSubgraph } from '@lianfang/testing/graph';
import type { BootedSubgraph } from '@lianfang/testing/graph';
import { migrations } from '../../migrations/index.ts';
import { sdl } from '../generated/sdl.ts';
import { entities, resolvers } from '../graph.ts';
import { orderSubscriptions } from './order.consumer.ts';

const community = '410811001001';
const second = actorOf('health2');
const evidence = { kind: 'PCR_RESULT', reference: 'PCR-2022-1120', day: '2022-11-20' };
const proposal = `proposal { id people state own action area { code } orders { id state } expiresAt }`;
const confirmOne = `mutation ($input: ConfirmOrderInput!) { confirmOrder(input: $input) { id state } }`;
const confirmMany = `mutation ($input: ConfirmOrdersInput!) { confirmOrders(input: $input) { verdicts { orderId refusal message order { state } } ${proposal} } }`;
const releaseMany = `mutation ($input: ReleaseOrdersInput!) { releaseOrders(input: $input) { verdicts { orderId refusal } ${proposal} } }`;
const release = `mutation ($id: ID!, $evidence: EvidenceInput, $reason: String) { releaseOrder(orderId: $id, evidence: $evidence, reason: $reason) { state } }`;
const approve = `mutation ($id: ID!) { approveOrderProposal(proposalId: $id) { state decidedBy verdicts { orderId refusal order { state } } } }`;
const reject = `mutation ($id: ID!, $reason: String!) { rejectOrderProposal(proposalId: $id, reason: $reason) { state decisionReason } }`;
let isolation: BootedSubgraph;
let officers = 0;

beforeAll(async () => {
  isolation = await bootSubgraph({ name: 'isolation', sdl, resolvers, migrations, entities, subscriptions: orderSubscriptions });
});

afterAll(() => isolation.stop());

const officer = () => actorOf('health', { id: `officer-${++officers}` });

interface Proposed { id: string; personId: string }

async function propose(): Promise<Proposed> {
  const payload = {
    arrivalId: crypto.randomUUID(), personId: crypto.randomUUID(), householdId: null, checkpointId: crypto.randomUUID(), areaCode: community,
    originAreaCode: '4201', risk: 'MEDIUM' as const, temperature: 36.5, day: '2022-11-20', arrivedAt: '2022-11-20T07:30:00+08:00',
  };
  await isolation.deliver(ArrivalDeclared, { payload, subject: payload.personId, areaCode: community });
  const [{ id }] = await isolation.database.query('SELECT id FROM orders WHERE person_id = $1', [payload.personId]);
  return { id, personId: payload.personId };
}

const several = (many: number) => Promise.all(Array.from({ length: many }, () => propose()));
const one = (orderId: string, more: object = {}) => ({ input: { key: crypto.randomUUID(), orderId, mode: 'HOME', evidence, ...more } });
const list = (orders: readonly Proposed[], more: object = {}) => ({
  input: { key: crypto.randomUUID(), orders: orders.map(({ id }) => ({ orderId: id, mode: 'HOME' })), evidence, ...more },
});

async function statesOf(orders: readonly Proposed[]): Promise<string[]> {
  const rows = await isolation.database.query('SELECT DISTINCT state FROM orders WHERE id = ANY($1)', [orders.map(({ id }) => id)]);
  return rows.map(({ state }: { state: string }) => state);
}

async function historyOf(personId: string) {
  const { _entities } = await isolation.call(
    second,
    `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Person { orderHistory {
       step ruleVersion reason evidence { kind reference day } decidedBy approvedBy agency at } } } }`,
    { of: [{ __typename: 'Person', id: personId }] },
  );
  return _entities[0].orderHistory;
}

describe('an order', () => {
  it('is neither confirmed nor released without evidence, nor by another role', async () => {
    const order = await propose();
    expect((await isolation.refused(officer(), confirmOne, one(order.id, { evidence: null }))).code).toBe('EVIDENCE_MISSING');
    expect((await isolation.refused(officer(), confirmMany, list([order], { evidence: null }))).code).toBe('EVIDENCE_MISSING');
    expect((await isolation.refused(officer(), release, { id: order.id })).code).toBe('EVIDENCE_MISSING');
    for (const who of ['street', 'community', 'grid', 'guard', 'police', 'supply', 'command', 'facility', 'auditor', 'admin', 'resident']) {
      expect((await isolation.refused(actorOf(who), confirmMany, list([order]))).code).toBe('UNAUTHORIZED_FIELD_OR_TYPE');
    }
    expect(await statesOf([order])).toEqual(['PROPOSED']);
  });

  it('tells who, when, why and by which rule, step by step', async () => {
    const order = await propose();
    const who = officer();
    await isolation.call(who, confirmOne, one(order.id));
    isolation.clock.advance(1000);
    await isolation.call(who, release, { id: order.id, evidence: { ...evidence, reference: 'PCR-9' }, reason: '第五天阴性' });
    expect(await historyOf(order.personId)).toMatchObject([
      { step: 'RELEASED', reason: '第五天阴性', evidence: { reference: 'PCR-9' }, decidedBy: '区卫健委', approvedBy: null, agency: 'health' },
      { step: 'CONFIRMED', ruleVersion: '2022-11', evidence: { kind: 'PCR_RESULT', reference: 'PCR-2022-1120', day: '2022-11-20' } },
      { step: 'PROPOSED', reason: 'ARRIVAL_FROM_RISK_AREA', evidence: { kind: 'ARRIVAL_DECLARATION' }, decidedBy: null },
    ]);
    await expect(isolation.database.query(`UPDATE order_decisions SET decided_by = 'x'`)).rejects.toMatchObject({ constraint: 'order_decision_stands' });
    await expect(
      isolation.database.query(
        `INSERT INTO order_decisions (id, order_id, person_id, area_code, step, mode, rule_version, decided_by_id, decided_by, decided_at)
         SELECT gen_random_uuid(), id, person_id, area_code, 'CONFIRMED', mode, rule_version, 'x', 'x', now() FROM orders WHERE id = $1`,
        [order.id],
      ),
    ).rejects.toMatchObject({ constraint: 'decision_has_evidence' });
  });
});

describe('a list', () => {
  it('of ten is decided row by row: a refused row takes no other with it', async () => {
    const orders = await several(10);
    const declined = orders[3]!;
    await isolation.call(second, `mutation ($id: ID!) { declineOrder(orderId: $id, reason: "非风险区") { state } }`, { id: declined.id });
    const { verdicts, proposal: kept } = (await isolation.call(officer(), confirmMany, list(orders))).confirmOrders;
    expect(kept).toBeNull();
    expect(verdicts[3]).toMatchObject({ orderId: declined.id, refusal: 'ORDER_NOT_PROPOSED', order: null });
    expect(verdicts.filter(({ order }: { order: { state: string } | null }) => order?.state === 'CONFIRMED')).toHaveLength(9);
  });

  it('of eleven waits for another person, and takes effect only then', async () => {
    const who = officer();
    const orders = await several(11);
    const { confirmOrders } = await isolation.call(who, confirmMany, list(orders));
    expect(confirmOrders).toMatchObject({ verdicts: [], proposal: { people: 11, state: 'OPEN', own: true, action: 'CONFIRM', area: { code: community } } });
    const { id } = confirmOrders.proposal;
    expect((await isolation.refused(who, approve, { id })).code).toBe('PROPOSAL_OWN');
    expect((await isolation.refused(actorOf('facility'), approve, { id })).code).toBe('UNAUTHORIZED_FIELD_OR_TYPE');
    expect(await statesOf(orders)).toEqual(['PROPOSED']);
    const { approveOrderProposal } = await isolation.call(second, approve, { id });
    expect(approveOrderProposal).toMatchObject({ state: 'APPROVED', decidedBy: '区卫健委复核岗' });
    expect(await statesOf(orders)).toEqual(['CONFIRMED']);
    expect((await historyOf(orders[0]!.personId))[0]).toMatchObject({ step: 'CONFIRMED', decidedBy: '区卫健委', approvedBy: '区卫健委复核岗' });
  });

  it('of eleven to be released waits likewise; a rejected one changes nothing', async () => {
    const orders = await several(11);
    const kept = (await isolation.call(officer(), confirmMany, list(orders))).confirmOrders.proposal;
    await isolation.call(second, approve, { id: kept.id });
    const input = { key: crypto.randomUUID(), orderIds: orders.map(({ id }) => id), evidence };
    const { id } = (await isolation.call(officer(), releaseMany, { input })).releaseOrders.proposal;
    expect((await isolation.refused(second, reject, { id, reason: '' })).code).toBe('REASON_MISSING');
    expect((await isolation.call(second, reject, { id, reason: '未见检测报告' })).rejectOrderProposal.state).toBe('REJECTED');
    expect(await statesOf(orders)).toEqual(['CONFIRMED']);
  });
});

describe('one by one', () => {
  it('the eleventh of one person within ten minutes is kept as a proposal, and the caller told who may approve', async () => {
    const who = officer();
    const orders = await several(12);
    const eleventh = one(orders[10]!.id);
    for (const { id } of orders.slice(0, 10)) await isolation.call(who, confirmOne, one(id));
    const refusal = await isolation.refused(who, confirmOne, eleventh);
    expect(refusal).toMatchObject({ code: 'SECOND_APPROVER_NEEDED', extensions: { roles: ['health-commission'] } });
    expect(await statesOf([orders[10]!])).toEqual(['PROPOSED']);
    // The device sends it again: the same proposal.
    const again = await isolation.refused(who, confirmOne, eleventh);
    expect(again.extensions!.proposalId).toBe(refusal.extensions!.proposalId);
    expect((await isolation.refused(who, approve, { id: refusal.extensions!.proposalId })).code).toBe('PROPOSAL_OWN');
    await isolation.call(second, approve, { id: refusal.extensions!.proposalId });
    expect(await statesOf([orders[10]!])).toEqual(['CONFIRMED']);
    isolation.clock.advance(10 * 60_000);
    await isolation.call(who, confirmOne, one(orders[11]!.id));
  });

  it('twenty at the same instant are ten, and ten proposals', async () => {
    const who = officer();
    const orders = await several(20);
    await Promise.allSettled(orders.map(({ id }) => isolation.call(who, confirmOne, one(id))));
    const [{ confirmed }] = await isolation.database.query(`SELECT count(*)::int AS confirmed FROM orders WHERE id = ANY($1) AND state = 'CONFIRMED'`, [
      orders.map(({ id }) => id),
    ]);
    expect(confirmed).toBe(10);
  });

  it('a proposal that nobody decided within 24 hours is void', async () => {
    const { id } = (await isolation.call(officer(), confirmMany, list(await several(11)))).confirmOrders.proposal;
    isolation.clock.advance(24 * 3_600_000);
    expect((await isolation.refused(second, approve, { id })).code).toBe('PROPOSAL_EXPIRED');
    const { orderProposals } = await isolation.call(second, `{ orderProposals(areaCode: "410811", state: EXPIRED) { totalCount edges { node { id state } } } }`);
    expect(orderProposals.edges[0].node).toEqual({ id, state: 'EXPIRED' });
  });
});
