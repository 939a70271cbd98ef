import { OrderConfirmed, OrderReleased } from '@lianfang/contracts/events';
import { actorOf, bootSubgraph } from '@lianfang/testing/graph';
import type { BootedSubgraph } from '@lianfang/testing/graph';
import { migrations } from '../migrations/index.ts';
import { sdl } from './generated/sdl.ts';
import { entities, resolvers } from './graph.ts';
import { closeOnRelease, openOnHomeOrder } from './support/support.consumer.ts';

const district = '410811';
const community = '410811001001';
const desk = actorOf('supply');
const mask = '00000000-0000-7000-8000-000000000001';
const suit = '00000000-0000-7000-8000-000000000003';
let supplies: BootedSubgraph;

beforeAll(async () => {
  supplies = await bootSubgraph({ name: 'supplies', sdl, resolvers, migrations, entities, subscriptions: [openOnHomeOrder, closeOnRelease] });
});

afterAll(() => supplies.stop());

const registerPlace = `mutation ($input: RegisterPlaceInput!) { registerPlace(input: $input) { id kind } }`;

/** A warehouse of its own, so that tests do not share stock. */
async function warehouse(areaCode = district): Promise<string> {
  const input = { key: crypto.randomUUID(), name: '物资库', kind: 'WAREHOUSE', areaCode };
  return (await supplies.call(actorOf('supply', { areaCode }), registerPlace, { input })).registerPlace.id;
}

describe('a place', () => {
  it('needs a name, is a warehouse or a community store, and lies in the caller\'s area', async () => {
    const code = (change: object) =>
      supplies.refused(desk, registerPlace, { input: { key: crypto.randomUUID(), name: '库', kind: 'WAREHOUSE', areaCode: district, ...change } }).then((error) => error.code);
    expect(await code({ name: ' ' })).toBe('PLACE_NAME_INVALID');
    expect(await code({ kind: 'CHECKPOINT' })).toBe('PLACE_KIND_INVALID');
    expect(await code({ areaCode: '410802' })).toBe('AREA_NOT_YOURS');
  });
});

const moveStock = `mutation ($input: MoveStockInput!) { moveStock(input: $input) { id kind quantity } }`;

function movement(change: object) {
  return { input: { key: crypto.randomUUID(), itemId: mask, quantity: 10, reason: '测试', ...change } };
}

async function stockOf(placeId: string, itemId = mask): Promise<number> {
  const [row] = await supplies.database.query('SELECT quantity FROM stock_balances WHERE place_id = $1 AND item_id = $2', [placeId, itemId]);
  return row?.quantity ?? 0;
}

async function emitted(type: string): Promise<{ subject: string; data: Record<string, unknown> }[]> {
  const rows = await supplies.database.query(`SELECT envelope FROM outbox WHERE envelope->>'type' = $1 ORDER BY id`, [type]);
  return rows.map((row: { envelope: { subject: string; data: Record<string, unknown> } }) => row.envelope);
}

describe('stock', () => {
  it('moves by the ledger and tells the balance after it', async () => {
    const place = await warehouse();
    await supplies.call(desk, moveStock, movement({ toPlaceId: place, quantity: 300 }));
    await supplies.call(desk, moveStock, movement({ fromPlaceId: place, quantity: 150 }));
    expect(await stockOf(place)).toBe(150);
    const told = (await emitted('supplies.stock-moved.v1')).filter(({ subject }) => subject === place);
    expect(told.map(({ data }) => [data.quantity, data.balance, data.belowThreshold])).toEqual([[300, 300, false], [-150, 150, true]]);
    const { shortStock } = await supplies.call(desk, `{ shortStock(areaCode: "${district}") { id quantity place { id } item { id } } }`);
    expect(shortStock).toContainEqual({ id: told[1]!.data.stockId, quantity: 150, place: { id: place }, item: { id: mask } });
  });

  it('is not taken where there is none, and nothing is half moved', async () => {
    const [from, to] = [await warehouse(), await warehouse()];
    await supplies.call(desk, moveStock, movement({ toPlaceId: from, quantity: 5 }));
    expect((await supplies.refused(desk, moveStock, movement({ fromPlaceId: from, toPlaceId: to, quantity: 6 }))).code).toBe('STOCK_INSUFFICIENT');
    expect([await stockOf(from), await stockOf(to)]).toEqual([5, 0]);
  });

  it('is refused with a wrong quantity, without a place, without a reason, to a foreign or missing place', async () => {
    const place = await warehouse();
    const foreign = await warehouse('410802');
    const code = (change: object) => supplies.refused(desk, moveStock, movement({ toPlaceId: place, ...change })).then((error) => error.code);
    expect(await code({ quantity: 0 })).toBe('QUANTITY_INVALID');
    expect(await code({ toPlaceId: null })).toBe('MOVEMENT_WITHOUT_PLACE');
    expect(await code({ reason: ' ' })).toBe('MOVEMENT_REASON_MISSING');
    expect(await code({ toPlaceId: foreign })).toBe('PLACE_NOT_FOUND');
    expect(await code({ toPlaceId: crypto.randomUUID() })).toBe('PLACE_NOT_FOUND');
    expect(await code({ itemId: crypto.randomUUID() })).toBe('ITEM_NOT_FOUND');
  });

  it('cannot be bent by raw SQL', async () => {
    const place = await warehouse();
    await supplies.call(desk, moveStock, movement({ toPlaceId: place, quantity: 5 }));
    const sql = (text: string) => supplies.database.query(text, [place]);
    await expect(sql('UPDATE stock_balances SET quantity = -1 WHERE place_id = $1')).rejects.toMatchObject({ code: '23001' });
    await expect(sql('UPDATE stock_balances SET quantity = 99 WHERE place_id = $1')).rejects.toMatchObject({ code: '23001' });
    await expect(sql('DELETE FROM stock_balances WHERE place_id = $1')).rejects.toMatchObject({ code: '23001' });
    await expect(sql('UPDATE stock_movements SET quantity = 1 WHERE to_place_id = $1')).rejects.toMatchObject({ code: '23001' });
    await expect(
      sql(`INSERT INTO stock_movements VALUES (gen_random_uuid(), 'USE', '${mask}', 6, $1, NULL, 'x', now(), 'x')`),
    ).rejects.toMatchObject({ constraint: 'stock_never_negative' });
  });

  it('under 20 workers and 5,000 random movements stays the sum of its ledger and never falls below zero', async () => {
    const places = await Promise.all(Array.from({ length: 6 }, () => warehouse()));
    const items = [mask, suit];
    for (const place of places) for (const item of items) {
      await supplies.call(desk, moveStock, movement({ toPlaceId: place, itemId: item, quantity: 50 }));
    }
    let left = 5_000;
    let refused = 0;
    const pick = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)]!;
    const worker = async () => {
      while (left-- > 0) {
        const [from, to] = [pick([...places, null]), pick([...places, null])];
        if (from === to) continue;
        const change = { fromPlaceId: from, toPlaceId: to, itemId: pick(items), quantity: 1 + Math.floor(Math.random() * 40) };
        await supplies.call(desk, moveStock, movement(change)).catch((error: Error) => {
          if (!error.message.includes('STOCK_INSUFFICIENT')) throw error;
          refused += 1;
        });
      }
    };
    await Promise.all(Array.from({ length: 20 }, worker));
    expect(refused).toBeGreaterThan(0);
    const wrong = await supplies.database.query(
      `SELECT b.place_id FROM stock_balances b
        WHERE b.quantity < 0 OR b.quantity <> (
          SELECT coalesce(sum(CASE WHEN m.to_place_id = b.place_id THEN m.quantity ELSE -m.quantity END), 0)
            FROM stock_movements m WHERE m.item_id = b.item_id AND b.place_id IN (m.from_place_id, m.to_place_id))`,
    );
    expect(wrong).toEqual([]);
  }, 240_000);
});

describe('a donation', () => {
  const receive = `mutation ($input: ReceiveDonationInput!) { receiveDonation(input: $input) { id receiptNumber valueFen lines { quantity allocated } } }`;
  const gift = (change: object = {}) => ({
    input: { key: crypto.randomUUID(), donor: '某某公司', purpose: '卡点防护', areaCode: district, lines: [{ itemId: mask, quantity: 100, valueFen: 5000 }], ...change },
  });

  it('is receipted, stocked, allocated to a checkpoint, seen there, and its donor sees where every piece went', async () => {
    const place = await warehouse();
    const { receiveDonation } = await supplies.call(desk, receive, gift({ placeId: place, cashFen: 3_300_000_000 }));
    expect(receiveDonation).toMatchObject({ receiptNumber: expect.stringMatching(/^JZ20221120-\d{6}$/), valueFen: 3_300_005_000 });
    expect(await stockOf(place)).toBe(100);

    const [one, two] = [crypto.randomUUID(), crypto.randomUUID()];
    const line = (checkpointId: string, headcount: number) => ({ checkpointId, headcount, placeName: '卡点', areaCode: community });
    const { planAllocation } = await supplies.call(
      desk,
      `mutation ($input: PlanAllocationInput!) { planAllocation(input: $input) { id state quantity lines { place { id } quantity } } }`,
      { input: { key: crypto.randomUUID(), itemId: mask, fromPlaceId: place, basis: 'HEADCOUNT', quantity: 90, lines: [line(one, 2), line(two, 1)] } },
    );
    expect(planAllocation).toMatchObject({ state: 'PLANNED', quantity: 90 });
    expect(await stockOf(place)).toBe(100);

    const { id } = planAllocation;
    expect((await supplies.refused(desk, `mutation ($id: ID!) { issueAllocation(allocationId: $id) { id } }`, { id })).code).toBe('ALLOCATION_STATE_WRONG');
    await supplies.call(desk, `mutation ($id: ID!) { approveAllocation(allocationId: $id) { state } issueAllocation(allocationId: $id) { state } }`, { id });
    expect(await stockOf(place)).toBe(10);
    for (const { place: receiver } of planAllocation.lines) {
      await supplies.call(desk, `mutation ($id: ID!, $place: ID!) { signAllocationLine(allocationId: $id, placeId: $place, signedBy: "卡点班长") { state } }`, { id, place: receiver.id });
    }

    const { _entities } = await supplies.call(
      actorOf('guard'),
      `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Checkpoint { stock { quantity item { code } place { kind } } } } }`,
      { of: [one, two].map((checkpoint) => ({ __typename: 'Checkpoint', id: checkpoint })) },
    );
    expect(_entities.map((checkpoint: { stock: unknown }) => checkpoint.stock)).toEqual([
      [{ quantity: 60, item: { code: 'MASK-SURGICAL' }, place: { kind: 'CHECKPOINT' } }],
      [{ quantity: 30, item: { code: 'MASK-SURGICAL' }, place: { kind: 'CHECKPOINT' } }],
    ]);
    const { donation } = await supplies.call(desk, `query ($id: ID!) { donation(id: $id) { lines { quantity allocated destinations { quantity place { kind } } } } }`, { id: receiveDonation.id });
    expect(donation.lines[0]).toMatchObject({ quantity: 100, allocated: 90 });
    expect(donation.lines[0].destinations.map((share: { quantity: number }) => share.quantity).sort()).toEqual([30, 60]);
  });

  it('is refused empty, without a donor, with goods but no place, and with an item twice', async () => {
    const place = await warehouse();
    const code = (change: object) => supplies.refused(desk, receive, gift({ placeId: place, ...change })).then((error) => error.code);
    expect(await code({ lines: [] })).toBe('DONATION_EMPTY');
    expect(await code({ donor: ' ' })).toBe('DONOR_MISSING');
    expect(await code({ purpose: ' ' })).toBe('PURPOSE_MISSING');
    expect(await code({ placeId: null })).toBe('PLACE_MISSING');
    expect(await code({ lines: [{ itemId: mask, quantity: 1 }, { itemId: mask, quantity: 2 }] })).toBe('ITEM_TWICE');
  });

  it('beyond a billion yuan is refused: one slip would end the sums of the whole district', async () => {
    const place = await warehouse();
    const refusedFor = (change: object) => supplies.refused(desk, receive, gift({ placeId: place, ...change })).then(({ code }) => code);
    expect(await refusedFor({ cashFen: 100_000_000_001 })).toBe('DONATION_VALUE_INVALID');
    expect(await refusedFor({ lines: [{ itemId: mask, quantity: 1, valueFen: Number.MAX_SAFE_INTEGER }] })).toBe('DONATION_VALUE_INVALID');
  });

  it('sent twice with one key is stocked once', async () => {
    const place = await warehouse();
    const variables = gift({ placeId: place });
    const answers = await Promise.all([1, 2, 3].map(() => supplies.call(desk, receive, variables)));
    expect(new Set(answers.map((answer) => answer.receiveDonation.id)).size).toBe(1);
    expect(await stockOf(place)).toBe(100);
  });
});

describe('living support', () => {
  const order = (mode: 'HOME' | 'FACILITY') => ({
    orderId: crypto.randomUUID(), personId: crypto.randomUUID(), householdId: crypto.randomUUID(), areaCode: community, mode, day: '2022-11-20',
  });
  const confirmed = (fact: ReturnType<typeof order>) => ({ payload: { ...fact, plannedEnd: '2022-11-25T00:00:00Z', ruleVersion: '2022-11' }, subject: fact.personId, areaCode: community });

  async function requestsOf(personId: string) {
    const { _entities } = await supplies.call(
      actorOf('community'),
      `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Person { supportRequests { id state overdue order { id } } } } }`,
      { of: [{ __typename: 'Person', id: personId }] },
    );
    return _entities[0].supportRequests;
  }

  it('opens once for an order at home, and closes with its release', async () => {
    const fact = order('HOME');
    const delivery = { ...confirmed(fact), id: crypto.randomUUID() };
    await supplies.deliver(OrderConfirmed, delivery);
    await supplies.deliver(OrderConfirmed, delivery);
    expect(await requestsOf(fact.personId)).toEqual([{ id: expect.any(String), state: 'OPEN', overdue: false, order: { id: fact.orderId } }]);
    const release = { payload: fact, subject: fact.personId, areaCode: community, id: crypto.randomUUID() };
    await supplies.deliver(OrderReleased, release);
    await supplies.deliver(OrderReleased, release);
    expect(await requestsOf(fact.personId)).toMatchObject([{ state: 'CLOSED' }]);
    expect((await emitted('supplies.support-closed.v1')).filter(({ data }) => data.personId === fact.personId)).toHaveLength(1);
  });

  it('does not open for an order in a facility', async () => {
    const fact = order('FACILITY');
    await supplies.deliver(OrderConfirmed, confirmed(fact));
    expect(await requestsOf(fact.personId)).toEqual([]);
  });

  it('is taken, delivered and closed in this order', async () => {
    const input = { key: crypto.randomUUID(), personId: crypto.randomUUID(), areaCode: community, need: '买降压药' };
    const worker = actorOf('community');
    const { openSupport } = await supplies.call(worker, `mutation ($input: OpenSupportInput!) { openSupport(input: $input) { id state } }`, { input });
    const step = (name: string) => `mutation ($id: ID!) { ${name}(requestId: $id) { state } }`;
    const { id } = openSupport;
    expect((await supplies.refused(worker, step('deliverSupport'), { id })).code).toBe('SUPPORT_STATE_WRONG');
    for (const name of ['takeSupport', 'deliverSupport', 'closeSupport']) await supplies.call(worker, step(name), { id });
    expect((await supplies.refused(worker, step('takeSupport'), { id })).code).toBe('SUPPORT_STATE_WRONG');
    expect(await requestsOf(input.personId)).toMatchObject([{ state: 'CLOSED' }]);
    const told = (await emitted('supplies.support-advanced.v1')).filter(({ subject }) => subject === id);
    expect(told.map(({ data }) => data.state)).toEqual(['TAKEN', 'DELIVERED']);
  });
});

describe('an id that is none', () => {
  const odd = 'abc';

  it.each(['allocation', 'donation', 'supportRequest'])('names no %s', async (field) => {
    expect(await supplies.call(desk, `query ($id: ID!) { ${field}(id: $id) { id } }`, { id: odd })).toEqual({ [field]: null });
  });

  it.each([
    ['approveAllocation(allocationId: $id)', 'ALLOCATION_NOT_FOUND'],
    ['issueAllocation(allocationId: $id)', 'ALLOCATION_NOT_FOUND'],
    ['signAllocationLine(allocationId: $id, placeId: $id, signedBy: "甲")', 'ALLOCATION_NOT_FOUND'],
    ['takeSupport(requestId: $id)', 'SUPPORT_NOT_FOUND'],
    ['deliverSupport(requestId: $id)', 'SUPPORT_NOT_FOUND'],
    ['closeSupport(requestId: $id)', 'SUPPORT_NOT_FOUND'],
  ])('is refused by %s as a missing one is', async (field, code) => {
    for (const id of [odd, crypto.randomUUID()]) {
      expect((await supplies.refused(desk, `mutation ($id: ID!) { ${field} { id } }`, { id })).code).toBe(code);
    }
  });

  it('is refused in what is entered', async () => {
    const place = await warehouse();
    const moved = (change: object) => supplies.refused(desk, moveStock, movement({ toPlaceId: place, ...change })).then(({ code }) => code);
    expect([await moved({ itemId: odd }), await moved({ toPlaceId: odd }), await moved({ fromPlaceId: odd })]).toEqual(['ITEM_NOT_FOUND', 'PLACE_NOT_FOUND', 'PLACE_NOT_FOUND']);
    const open = 'mutation ($input: OpenSupportInput!) { openSupport(input: $input) { id } }';
    const asked = (change: object) =>
      supplies.refused(desk, open, { input: { key: crypto.randomUUID(), personId: crypto.randomUUID(), areaCode: community, need: '米', ...change } }).then(({ code }) => code);
    expect([await asked({ personId: odd }), await asked({ householdId: odd })]).toEqual(['ID_INVALID', 'ID_INVALID']);
    const plan = 'mutation ($input: PlanAllocationInput!) { planAllocation(input: $input) { id } }';
    const planned = (line: object) =>
      supplies.refused(desk, plan, { input: { key: crypto.randomUUID(), itemId: mask, fromPlaceId: place, basis: 'NEED', lines: [{ quantity: 1, ...line }] } }).then(({ code }) => code);
    expect([await planned({ checkpointId: odd }), await planned({ placeId: odd })]).toEqual(['PLACE_NOT_FOUND', 'PLACE_NOT_FOUND']);
  });

  it('lists nothing, and is no place in a list', async () => {
    const place = await warehouse();
    expect((await supplies.call(desk, `{ stockMovements(placeId: "${place}", itemId: "${odd}") { id } }`)).stockMovements).toEqual([]);
    const after = Buffer.from(odd).toString('base64url');
    for (const list of ['donations', 'supportRequests']) {
      expect((await supplies.refused(desk, `{ ${list}(areaCode: "${district}", after: "${after}") { totalCount } }`)).code).toBe('CURSOR_INVALID');
    }
  });
});

it('a place that would hold more than can be counted refuses the movement, and holds what it held', async () => {
  const place = await warehouse();
  await supplies.database.query(
    `INSERT INTO stock_movements (id, kind, item_id, quantity, to_place_id, reason, moved_at, moved_by) VALUES ($1, 'RECEIPT', $2, 2147483600, $3, '测试', now(), '测试')`,
    [crypto.randomUUID(), mask, place],
  );
  expect((await supplies.refused(desk, moveStock, movement({ toPlaceId: place, quantity: 100 }))).code).toBe('STOCK_TOO_LARGE');
  expect(await stockOf(place)).toBe(2_147_483_600);
});
