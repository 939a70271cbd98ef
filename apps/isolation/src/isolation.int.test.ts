import { ArrivalDeclared, CaseConfirmed, ContactTraced } from '@lianfang/contracts/events';
import { actorOf, bootSubgraph } from '@lianfang/testing/graph';
import type { BootedSubgraph } from '@lianfang/testing/graph';
import { migrations } from '../migrations/index.ts';
import { sdl } from './generated/sdl.ts';
import { entities, resolvers } from './graph.ts';
import { orderSubscriptions } from './orders/order.consumer.ts';

const district = '410811';
const community = '410811001001';
const commission = actorOf('health');
const evidence = { kind: 'PCR_RESULT', reference: 'PCR-2022-1120', day: '2022-11-20' };
let officers = 0;
/** Each with ten decisions of their own. */
const officer = () => actorOf('health', { id: `officer-${++officers}` });
let isolation: BootedSubgraph;

beforeAll(async () => {
  isolation = await bootSubgraph({ name: 'isolation', sdl, resolvers, migrations, entities, subscriptions: orderSubscriptions });
});

afterAll(() => isolation.stop());

function arrival(change: object = {}) {
  return {
    arrivalId: crypto.randomUUID(),
    personId: crypto.randomUUID(),
    householdId: null,
    checkpointId: crypto.randomUUID(),
    areaCode: community,
    originAreaCode: '4201',
    risk: 'HIGH' as const,
    temperature: 36.5,
    day: '2022-11-20',
    arrivedAt: '2022-11-20T07:30:00+08:00',
    ...change,
  };
}

/** A proposal as it comes about: an arrival from a risk area. */
async function propose(change: object = {}): Promise<{ id: string; personId: string }> {
  const payload = arrival(change);
  await isolation.deliver(ArrivalDeclared, { payload, subject: payload.personId, areaCode: payload.areaCode });
  const order = await currentOrder(payload.personId);
  return { id: order.id, personId: payload.personId };
}

async function currentOrder(personId: string) {
  const { _entities } = await isolation.call(
    actorOf('health'),
    `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Person {
       underIsolation currentOrder { id state mode ruleVersion facilityDays plannedEnd facility { name } currentStay { bed { room label } } } } } }`,
    { of: [{ __typename: 'Person', id: personId }] },
  );
  return { ..._entities[0].currentOrder, underIsolation: _entities[0].underIsolation };
}

async function openFacility(rooms: { room: string; beds: number }[]): Promise<{ id: string; beds: string[] }> {
  const { registerFacility } = await isolation.call(
    commission,
    `mutation ($input: RegisterFacilityInput!) { registerFacility(input: $input) { id state } }`,
    { input: { key: crypto.randomUUID(), name: '福利院隔离点', areaCode: district, address: '解放路9号', sponsor: '民政局', rooms } },
  );
  const id = registerFacility.id;
  await isolation.call(
    commission,
    `mutation ($id: ID!) {
       fit: advanceFacility(facilityId: $id, to: FITTING_OUT) { state }
       tick: checkFacility(facilityId: $id, checklist: { cleanZone: true, bufferZone: true, isolationZone: true, staffPassage: true, patientPassage: true }) { checklist { complete } }
       inspect: advanceFacility(facilityId: $id, to: INSPECTED) { state }
       open: advanceFacility(facilityId: $id, to: OPEN) { state }
     }`,
    { id },
  );
  const { facility } = await isolation.call(commission, `query ($id: ID!) { facility(id: $id) { beds { id } } }`, { id });
  return { id, beds: facility.beds.map((bed: { id: string }) => bed.id) };
}

const confirmOrder = `mutation ($input: ConfirmOrderInput!) { confirmOrder(input: $input) { id state mode plannedEnd currentStay { bed { id } } } }`;

function confirmation(orderId: string, change: object = {}) {
  return { input: { key: crypto.randomUUID(), orderId, mode: 'FACILITY', evidence, ...change } };
}

async function emitted(type: string): Promise<{ subject: string; data: Record<string, unknown> }[]> {
  const rows = await isolation.database.query(`SELECT envelope FROM outbox WHERE envelope->>'type' = $1 ORDER BY id`, [type]);
  return rows.map((row: { envelope: { subject: string; data: Record<string, unknown> } }) => row.envelope);
}

describe('a proposal', () => {
  it('comes from an arrival out of a high-risk area, under the protocol of that day', async () => {
    const { personId, id } = await propose();
    expect(await currentOrder(personId)).toMatchObject({ id, state: 'PROPOSED', mode: 'FACILITY', ruleVersion: '2022-11', facilityDays: 5, underIsolation: false });
    expect((await emitted('isolation.order-proposed.v1')).filter(({ subject }) => subject === personId)).toHaveLength(1);
  });

  it('keeps the protocol that was in force when the person arrived', async () => {
    const { personId } = await propose({ arrivedAt: '2022-05-01T10:00:00+08:00', risk: 'MEDIUM' });
    expect(await currentOrder(personId)).toMatchObject({ mode: 'HOME', ruleVersion: '8', facilityDays: 14 });
  });

  it('does not come from a low-risk area', async () => {
    const payload = arrival({ risk: 'LOW' });
    await isolation.deliver(ArrivalDeclared, { payload, subject: payload.personId, areaCode: community });
    expect((await currentOrder(payload.personId)).id).toBeUndefined();
  });

  it('comes from tracing: close contacts to a facility, contacts of contacts to their homes, general contacts stay free', async () => {
    const trace = async (kind: 'CLOSE' | 'SECONDARY' | 'GENERAL') => {
      const payload = { contactId: crypto.randomUUID(), personId: crypto.randomUUID(), householdId: null, areaCode: community, kind, caseId: crypto.randomUUID(), lastExposureOn: '2022-11-18', day: '2022-11-20' };
      const fact = { payload, subject: payload.personId, areaCode: community, id: crypto.randomUUID() };
      await isolation.deliver(ContactTraced, fact);
      await isolation.deliver(ContactTraced, fact);
      await isolation.deliver(ContactTraced, { ...fact, id: crypto.randomUUID() });
      return payload;
    };
    const close = await trace('CLOSE');
    expect(await currentOrder(close.personId)).toMatchObject({ state: 'PROPOSED', mode: 'FACILITY', underIsolation: false });
    expect((await emitted('isolation.order-proposed.v1')).filter(({ subject }) => subject === close.personId)).toHaveLength(1);
    const [told] = await isolation.database.query('SELECT reason, evidence_kind, evidence_reference FROM order_decisions WHERE person_id = $1', [close.personId]);
    expect(told).toEqual({ reason: 'CLOSE_CONTACT', evidence_kind: 'CONTACT_TRACING', evidence_reference: close.caseId });
    expect(await currentOrder((await trace('SECONDARY')).personId)).toMatchObject({ mode: 'HOME' });
    expect((await currentOrder((await trace('GENERAL')).personId)).id).toBeUndefined();
  });

  it('comes from a confirmed case, for hospital, once', async () => {
    const payload = { caseId: crypto.randomUUID(), personId: crypto.randomUUID(), householdId: null, areaCode: community, class: 'CONFIRMED' as const, day: '2022-11-20' };
    const fact = { payload, subject: payload.personId, areaCode: community, id: crypto.randomUUID() };
    await isolation.deliver(CaseConfirmed, fact);
    await isolation.deliver(CaseConfirmed, fact);
    expect(await currentOrder(payload.personId)).toMatchObject({ state: 'PROPOSED', mode: 'HOSPITAL' });
    expect((await emitted('isolation.order-proposed.v1')).filter(({ subject }) => subject === payload.personId)).toHaveLength(1);
  });

  it('is one, however often the event arrives and however often the person does', async () => {
    const payload = arrival();
    const fact = { payload, subject: payload.personId, areaCode: community, id: crypto.randomUUID() };
    await isolation.deliver(ArrivalDeclared, fact);
    await isolation.deliver(ArrivalDeclared, fact);
    await isolation.deliver(ArrivalDeclared, { ...fact, id: crypto.randomUUID(), payload: { ...payload, arrivalId: crypto.randomUUID() } });
    const rows = await isolation.database.query('SELECT 1 FROM orders WHERE person_id = $1', [payload.personId]);
    expect(rows).toHaveLength(1);
  });
});

describe('a decision', () => {
  it('confirms, takes the bed in the same step, and tells the others', async () => {
    const { beds } = await openFacility([{ room: '201', beds: 1 }]);
    const { id, personId } = await propose();
    await isolation.call(officer(), confirmOrder, confirmation(id, { bedId: beds[0] }));
    expect(await currentOrder(personId)).toMatchObject({
      state: 'CONFIRMED',
      underIsolation: true,
      plannedEnd: '2022-11-25T00:00:00.000Z',
      facility: { name: '福利院隔离点' },
      currentStay: { bed: { room: '201', label: '1' } },
    });
    const told = (await emitted('isolation.order-confirmed.v1')).find(({ subject }) => subject === personId);
    expect(told!.data).toMatchObject({ orderId: id, mode: 'FACILITY', ruleVersion: '2022-11' });
    expect((await emitted('isolation.bed-occupancy-changed.v1')).filter(({ data }) => data.personId === personId)).toHaveLength(1);
  });

  it('sent twice with one key is one decision; with another payload it is refused', async () => {
    const { id } = await propose({ risk: 'MEDIUM' });
    const variables = confirmation(id, { mode: 'HOME' });
    const who = officer();
    const [one, other] = await Promise.all([isolation.call(who, confirmOrder, variables), isolation.call(who, confirmOrder, variables)]);
    expect(one).toEqual(other);
    expect((await isolation.refused(who, confirmOrder, { input: { ...variables.input, mode: 'HOSPITAL' } })).code).toBe('KEY_REUSED');
    expect((await isolation.refused(officer(), confirmOrder, confirmation(id, { mode: 'HOME' }))).code).toBe('ORDER_NOT_PROPOSED');
  });

  it('is the commission\'s alone, and only in its own area', async () => {
    const { id } = await propose({ risk: 'MEDIUM' });
    for (const who of ['street', 'guard', 'police', 'supply', 'command']) {
      expect((await isolation.refused(actorOf(who), confirmOrder, confirmation(id, { mode: 'HOME' }))).code).toBe('UNAUTHORIZED_FIELD_OR_TYPE');
    }
    const foreign = await isolation.refused(actorOf('health', { areaCode: '410802' }), confirmOrder, confirmation(id, { mode: 'HOME' }));
    const missing = await isolation.refused(officer(), confirmOrder, confirmation(crypto.randomUUID(), { mode: 'HOME' }));
    expect([foreign.code, foreign.message]).toEqual([missing.code, missing.message]);
  });

  it('may decline with a reason, and release', async () => {
    const declined = await propose();
    const decline = `mutation ($id: ID!, $reason: String!) { declineOrder(orderId: $id, reason: $reason) { state } }`;
    expect((await isolation.refused(commission, decline, { id: declined.id, reason: ' ' })).code).toBe('DECLINE_REASON_MISSING');
    await isolation.call(commission, decline, { id: declined.id, reason: '核酸阴性且非风险区' });
    const { beds } = await openFacility([{ room: '1', beds: 1 }]);
    const held = await propose();
    await isolation.call(officer(), confirmOrder, confirmation(held.id, { bedId: beds[0] }));
    await isolation.call(commission, `mutation ($id: ID!, $evidence: EvidenceInput) { releaseOrder(orderId: $id, evidence: $evidence) { state endedAt } }`, { id: held.id, evidence });
    expect(await currentOrder(held.personId)).toMatchObject({ underIsolation: false });
    isolation.clock.advance(1000);
    const next = await propose();
    await isolation.call(officer(), confirmOrder, confirmation(next.id, { bedId: beds[0] }));
  });
});

describe('a bed', () => {
  const waiting: string[] = [];

  it('asked for by 64 clients at once is held by one of them, and the others are told', async () => {
    const { beds } = await openFacility([{ room: '301', beds: 50 }]);
    for (let round = 0; round < 50; round++) {
      const orders = round === 0 ? await Promise.all(Array.from({ length: 64 }, () => propose())) : await Promise.all([propose()]);
      if (round === 0) waiting.push(...orders.map(({ id }) => id));
      else waiting.push(orders[0]!.id);
      const answers = await Promise.all(
        waiting.map((orderId) =>
          isolation.call(officer(), confirmOrder, confirmation(orderId, { bedId: beds[round] })).then(
            () => ({ orderId, won: true }),
            (error: Error) => ({ orderId, won: !error.message.includes('BED_OCCUPIED') }),
          ),
        ),
      );
      const winners = answers.filter(({ won }) => won);
      expect(winners).toHaveLength(1);
      waiting.splice(waiting.indexOf(winners[0]!.orderId), 1);
    }
    const [{ overlaps }] = await isolation.database.query(
      `SELECT count(*)::int AS overlaps FROM stays a JOIN stays b ON a.bed_id = b.bed_id AND a.id < b.id AND a.period && b.period`,
    );
    expect(overlaps).toBe(0);
  }, 180_000);

  it('does not hold two people by raw SQL either', async () => {
    const { beds } = await openFacility([{ room: '1', beds: 1 }]);
    const { id, personId } = await propose();
    await isolation.call(officer(), confirmOrder, confirmation(id, { bedId: beds[0] }));
    const overlap = (person: string, bed: string) =>
      isolation.database.query(`INSERT INTO stays VALUES (gen_random_uuid(), $1, $2, $3, tstzrange(now() - interval '10 years', NULL))`, [id, person, bed]);
    await expect(overlap(crypto.randomUUID(), beds[0]!)).rejects.toMatchObject({ constraint: 'one_person_per_bed' });
    const other = await openFacility([{ room: '1', beds: 1 }]);
    await expect(overlap(personId, other.beds[0]!)).rejects.toMatchObject({ constraint: 'one_bed_per_person' });
  });

  it('is left when the person moves to another', async () => {
    const { id: facilityId, beds } = await openFacility([{ room: '1', beds: 2 }]);
    const { id } = await propose();
    await isolation.call(officer(), confirmOrder, confirmation(id, { bedId: beds[0] }));
    isolation.clock.advance(60_000);
    await isolation.call(commission, `mutation ($key: ID!, $order: ID!, $bed: ID!) { assignBed(key: $key, orderId: $order, bedId: $bed) { id } }`, {
      key: crypto.randomUUID(),
      order: id,
      bed: beds[1],
    });
    const { facility } = await isolation.call(commission, `query ($id: ID!) { facility(id: $id) { capacity occupied free beds { label currentStay { order { id } } } } }`, { id: facilityId });
    expect(facility).toEqual({ capacity: 2, occupied: 1, free: 1, beds: [{ label: '1', currentStay: null }, { label: '2', currentStay: { order: { id } } }] });
  });
});

describe('a facility', () => {
  const register = `mutation ($input: RegisterFacilityInput!) { registerFacility(input: $input) { id } }`;
  const draft = (change: object = {}) => ({
    input: { key: crypto.randomUUID(), name: '隔离点', areaCode: district, address: '路', sponsor: '局', rooms: [{ room: '1', beds: 1 }], ...change },
  });

  it('needs a name and beds, and each room once', async () => {
    const refusal = (change: object) => isolation.refused(commission, register, draft(change)).then(({ code }) => code);
    expect(await refusal({ name: ' ' })).toBe('FACILITY_NAME_INVALID');
    expect(await refusal({ sponsor: ' ' })).toBe('FACILITY_NAME_INVALID');
    expect(await refusal({ rooms: [] })).toBe('FACILITY_WITHOUT_BEDS');
    expect(await refusal({ rooms: [{ room: '1', beds: 1 }, { room: ' 1', beds: 2 }] })).toBe('ROOM_TWICE');
    expect(await refusal({ areaCode: '410802' })).toBe('AREA_NOT_YOURS');
  });

  it('takes no step before the one it follows, and is inspected only when complete', async () => {
    const { registerFacility } = await isolation.call(commission, register, draft());
    const advance = `mutation ($id: ID!, $to: FacilityState!) { advanceFacility(facilityId: $id, to: $to) { state } }`;
    const { id } = registerFacility;
    expect((await isolation.refused(commission, advance, { id, to: 'OPEN' })).code).toBe('FACILITY_STEP_SKIPPED');
    await isolation.call(commission, advance, { id, to: 'FITTING_OUT' });
    expect((await isolation.refused(commission, advance, { id, to: 'INSPECTED' })).code).toBe('FACILITY_CHECKLIST_INCOMPLETE');
    await expect(isolation.database.query(`UPDATE facilities SET state = 'OPEN' WHERE id = $1`, [id])).rejects.toMatchObject({ code: '23514' });
  });

  it('admits nobody before it is open, and is not closed while somebody stays', async () => {
    const { registerFacility } = await isolation.call(commission, register, draft());
    const [bed] = await isolation.database.query('SELECT id FROM beds WHERE facility_id = $1', [registerFacility.id]);
    const { id } = await propose();
    expect((await isolation.refused(officer(), confirmOrder, confirmation(id, { bedId: bed.id }))).code).toBe('FACILITY_NOT_OPEN');
    const open = await openFacility([{ room: '1', beds: 1 }]);
    await isolation.call(officer(), confirmOrder, confirmation(id, { bedId: open.beds[0] }));
    const closing = await isolation.refused(commission, `mutation ($id: ID!) { advanceFacility(facilityId: $id, to: CLOSED) { state } }`, { id: open.id });
    expect(closing.code).toBe('FACILITY_OCCUPIED');
  });

  it('tells how many beds the district gained', async () => {
    const { id } = await openFacility([{ room: '1', beds: 3 }]);
    const steps = (await emitted('isolation.facility-changed.v1')).filter(({ subject }) => subject === id);
    expect(steps.map(({ data }) => [data.state, data.openBeds])).toEqual([['DESIGNATED', 0], ['FITTING_OUT', 0], ['INSPECTED', 0], ['OPEN', 3]]);
  });
});

describe('an id that is none', () => {
  const odd = 'abc';

  it.each(['order', 'facility'])('names no %s', async (field) => {
    expect(await isolation.call(commission, `query ($id: ID!) { ${field}(id: $id) { id } }`, { id: odd })).toEqual({ [field]: null });
  });

  it.each([
    ['declineOrder(orderId: $id, reason: "误报")', 'ORDER_NOT_FOUND'],
    ['releaseOrder(orderId: $id, evidence: { kind: PCR_RESULT, reference: "P", day: "2022-11-20" })', 'ORDER_NOT_FOUND'],
    ['confirmOrder(input: { key: $key, orderId: $id, mode: HOME, evidence: { kind: PCR_RESULT, reference: "P", day: "2022-11-20" } })', 'ORDER_NOT_FOUND'],
    ['assignBed(key: $key, orderId: $id, bedId: $id)', 'ORDER_NOT_FOUND'],
    ['checkFacility(facilityId: $id, checklist: {})', 'FACILITY_NOT_FOUND'],
    ['advanceFacility(facilityId: $id, to: OPEN)', 'FACILITY_NOT_FOUND'],
  ])('is refused by %s as a missing one is', async (field, code) => {
    for (const id of [odd, crypto.randomUUID()]) {
      const keyed = field.includes('$key') ? ', $key: ID!' : '';
      const variables = { id, ...(keyed ? { key: crypto.randomUUID() } : {}) };
      expect((await isolation.refused(commission, `mutation ($id: ID!${keyed}) { ${field} { id } }`, variables)).code).toBe(code);
    }
  });

  it('is no bed, and no place in a list', async () => {
    const order = await propose();
    const confirm = 'mutation ($input: ConfirmOrderInput!) { confirmOrder(input: $input) { id } }';
    const input = { key: crypto.randomUUID(), orderId: order.id, mode: 'FACILITY', bedId: odd, evidence };
    expect((await isolation.refused(commission, confirm, { input })).code).toBe('BED_NOT_FOUND');
    expect(await currentOrder(order.personId)).toMatchObject({ state: 'PROPOSED' });
    const after = Buffer.from(odd).toString('base64url');
    expect((await isolation.refused(commission, `{ orders(areaCode: "${district}", after: "${after}") { totalCount } }`)).code).toBe('CURSOR_INVALID');
  });
});
