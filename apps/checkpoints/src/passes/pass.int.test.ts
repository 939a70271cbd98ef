import { randomUUID } from 'node:crypto';
import { OrderConfirmed, OrderReleased } from '@lianfang/contracts/events';
import { bootDistrict, clerk, foreignClerk, foreignGuard, grid, guard, issueMutation, street } from '../fixtures/district.ts';
import type { District } from '../fixtures/district.ts';

let district: District;
beforeAll(async () => {
  district = await bootDistrict();
});
afterAll(() => district.stop());

const stateQuery = 'query ($id: ID!) { pass(id: $id) { state } }';
const revoke = 'mutation ($id: ID!) { revokePass(passId: $id) { id state } }';

async function stateOf(id: string): Promise<string> {
  return (await district.call(clerk, stateQuery, { id })).pass.state;
}

function order(personId: string) {
  const payload = { orderId: randomUUID(), personId, householdId: null, areaCode: grid, mode: 'HOME' as const, day: '2022-11-20' };
  const at = new Date('2022-11-20T07:00:00+08:00');
  const confirmed = { id: randomUUID(), subject: payload.orderId, at, payload: { ...payload, plannedEnd: '2022-12-04T00:00:00+08:00', ruleVersion: 'protocol-8' } };
  const released = { id: randomUUID(), subject: payload.orderId, at: new Date('2022-11-20T07:30:00+08:00'), payload };
  return { confirmed, released };
}

function input(change: object = {}) {
  return { key: randomUUID(), householdId: randomUUID(), personId: randomUUID(), areaCode: grid, ...change };
}

describe('issuing a pass', () => {
  it('answers with the pass under the rule in force, and says it in both languages', async () => {
    const { issuePass } = await district.call(clerk, issueMutation, { input: input() });
    expect(issuePass).toMatchObject({
      state: 'ACTIVE',
      validUntil: '2023-02-17T16:00:00.000Z',
      nextOutingAt: null,
      rule: { version: 'one-per-two-days', outings: 1, days: 2, hoursOut: 2, summary: '每户每两天可有一人外出一次，每次不超过两小时' },
    });
    expect(issuePass.code).toMatch(/^LF1\./);
  });

  it('gives the same answer to the same key, and refuses the key for something else', async () => {
    const asked = input();
    const first = await district.call(clerk, issueMutation, { input: asked });
    expect(await district.call(clerk, issueMutation, { input: asked })).toEqual(first);
    expect(await district.refused(clerk, issueMutation, { input: { ...asked, personId: randomUUID() } })).toMatchObject({ code: 'KEY_REUSED' });
  });

  it('returns the holder the present pass, also when two desks issue at once', async () => {
    const asked = input();
    const twenty = await Promise.all(Array.from({ length: 20 }, () => district.call(clerk, issueMutation, { input: { ...asked, key: randomUUID() } })));
    expect(new Set(twenty.map(({ issuePass }) => issuePass.id)).size).toBe(1);
  });

  it('replaces the pass of a holder who moved to another household', async () => {
    const asked = input();
    const before = (await district.call(clerk, issueMutation, { input: asked })).issuePass.id;
    const after = (await district.call(clerk, issueMutation, { input: { ...asked, key: randomUUID(), householdId: randomUUID() } })).issuePass.id;
    expect(after).not.toBe(before);
    expect([await stateOf(before), await stateOf(after)]).toEqual(['REVOKED', 'ACTIVE']);
  });

  it('is refused outside the own area, to nobody, and to whoever may not issue', async () => {
    expect(await district.refused(foreignClerk, issueMutation, { input: input() })).toMatchObject({ code: 'AREA_NOT_YOURS' });
    expect(await district.refused(clerk, issueMutation, { input: input({ personId: 'x' }) })).toMatchObject({ code: 'ID_INVALID' });
    expect(await district.refused(guard, issueMutation, { input: input() })).toMatchObject({ code: 'UNAUTHORIZED_FIELD_OR_TYPE' });
  });
});

describe('a pass', () => {
  it('is revoked for good, once', async () => {
    const { id } = await district.pass();
    expect((await district.call(street, revoke, { id })).revokePass.state).toBe('REVOKED');
    const [before] = await district.database.query('SELECT revoked_at FROM passes WHERE id = $1', [id]);
    district.clock.advance(60_000);
    await district.call(clerk, revoke, { id });
    expect(await district.database.query('SELECT revoked_at FROM passes WHERE id = $1', [id])).toEqual([before]);
  });

  it('of another area is as unknown as one that does not exist', async () => {
    const { id } = await district.pass();
    for (const asked of [id, randomUUID(), 'no-id']) {
      expect(await district.call(foreignGuard, stateQuery, { id: asked })).toEqual({ pass: null });
      expect(await district.refused(foreignClerk, revoke, { id: asked })).toMatchObject({ code: 'PASS_NOT_FOUND' });
    }
  });

  it('is one per holder, whoever writes it', async () => {
    const { person } = await district.pass();
    const second = district.database.query(
      `INSERT INTO passes (id, household_id, person_id, area_code, rule_version, issued_at, issued_by, valid_until)
       SELECT gen_random_uuid(), household_id, person_id, area_code, rule_version, issued_at, issued_by, valid_until FROM passes WHERE person_id = $1`,
      [person],
    );
    await expect(second).rejects.toThrow('passes_one_per_holder');
  });

  it('is told for households and persons of many references at once, within the area', async () => {
    const [one, two] = [await district.pass(), await district.pass()];
    const query = `query ($refs: [_Any!]!) { _entities(representations: $refs) {
      ... on Household { passes { id person { id } } } ... on Person { passes { id household { id } } } ... on Pass { id state } } }`;
    const refs = [
      { __typename: 'Household', id: one.household },
      { __typename: 'Person', id: two.person },
      { __typename: 'Pass', id: two.id },
    ];
    expect((await district.call(clerk, query, { refs }))._entities).toEqual([
      { passes: [{ id: one.id, person: { id: one.person } }] },
      { passes: [{ id: two.id, household: { id: two.household } }] },
      { id: two.id, state: 'ACTIVE' },
    ]);
    expect((await district.call(foreignClerk, query, { refs }))._entities).toEqual([{ passes: [] }, { passes: [] }, null]);
  });

  it('shows its key to gates, to verify codes without network', async () => {
    expect((await district.call(guard, '{ passKey }')).passKey).toMatch(/^MCowBQYDK2VwAyEA/);
  });
});

describe('an isolation order', () => {
  it('blocks the passes of the person when confirmed and unblocks them when released, each event once', async () => {
    const { id, person } = await district.pass();
    const { confirmed, released } = order(person);
    await district.deliver(OrderConfirmed, confirmed);
    await district.deliver(OrderConfirmed, confirmed);
    expect(await stateOf(id)).toBe('BLOCKED');
    await district.deliver(OrderReleased, released);
    await district.deliver(OrderReleased, released);
    expect(await stateOf(id)).toBe('ACTIVE');
    // The first one comes again, late: the release stands.
    await district.deliver(OrderConfirmed, { ...confirmed, id: randomUUID() });
    expect(await stateOf(id)).toBe('ACTIVE');
    expect(await district.database.query('SELECT count(*)::int AS blocks FROM person_blocks WHERE person_id = $1', [person])).toEqual([{ blocks: 1 }]);
  });

  it('lasts while another order of the person does', async () => {
    const { id, person } = await district.pass();
    const [one, two] = [order(person), order(person)];
    await district.deliver(OrderConfirmed, one.confirmed);
    await district.deliver(OrderConfirmed, two.confirmed);
    await district.deliver(OrderReleased, one.released);
    expect(await stateOf(id)).toBe('BLOCKED');
    await district.deliver(OrderReleased, two.released);
    expect(await stateOf(id)).toBe('ACTIVE');
  });

  it('that was released before it was heard of blocks nobody', async () => {
    const { id, person } = await district.pass();
    const { confirmed, released } = order(person);
    await district.deliver(OrderReleased, released);
    await district.deliver(OrderConfirmed, confirmed);
    expect(await stateOf(id)).toBe('ACTIVE');
  });

  it('keeps the person from getting a pass', async () => {
    const personId = randomUUID();
    await district.deliver(OrderConfirmed, order(personId).confirmed);
    expect(await district.refused(clerk, issueMutation, { input: input({ personId }) })).toMatchObject({ code: 'PERSON_ISOLATED' });
  });
});
