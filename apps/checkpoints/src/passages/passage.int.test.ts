import { randomUUID } from 'node:crypto';
import { HealthCodeAssigned, OrderConfirmed } from '@lianfang/contracts/events';
import { bootDistrict, foreignGuard, grid, guard, health, morning, passageInput, police, scanManyMutation, scanMutation, clerk } from '../fixtures/district.ts';
import type { TestActor } from '@lianfang/testing/graph';
import type { District } from '../fixtures/district.ts';

let district: District;
let gate: string;
beforeAll(async () => {
  district = await bootDistrict();
  gate = await district.gate();
});
afterAll(() => district.stop());

async function isolate(personId: string): Promise<void> {
  await district.deliver(OrderConfirmed, {
    at: new Date('2022-11-20T07:00:00+08:00'),
    payload: {
      orderId: randomUUID(), personId, householdId: null, areaCode: grid, mode: 'HOME', day: '2022-11-20',
      plannedEnd: '2022-12-04T00:00:00+08:00', ruleVersion: 'protocol-8',
    },
  });
}

async function giveCode(personId: string, code: 'GREEN' | 'YELLOW' | 'RED', at: string, until: string | null = null, id = randomUUID()): Promise<void> {
  const payload = { changeId: id, personId, areaCode: grid, code, previous: 'GREEN' as const, ruleId: 'by-decision', ruleVersion: '9', until, day: '2022-11-20' };
  await district.deliver(HealthCodeAssigned, { id, subject: personId, at: new Date(at), payload });
}

interface Result {
  key: string;
  code: string | null;
  message: string | null;
  passage: { id: string; verdict: string; reason: string | null } | null;
}

async function scanMany(inputs: object[]): Promise<Result[]> {
  return (await district.call(guard, scanManyMutation, { inputs })).recordPassages;
}

describe('a passage', () => {
  it('tells its temperature to the commission alone; a gate is told the verdict', async () => {
    const { id } = await district.scan({ gate, code: (await district.pass()).code, temperature: 36.54 });
    const ask = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Passage { temperature verdict } } }`;
    const told = async (actor: TestActor) => (await district.call(actor, ask, { of: [{ __typename: 'Passage', id }] }))._entities;
    expect(await told(health)).toEqual([{ temperature: 36.5, verdict: 'ALLOWED' }]);
    for (const other of [guard, police, clerk]) expect(await told(other)).toEqual([{ temperature: null, verdict: 'ALLOWED' }]);
  });

  it('is answered, kept and told', async () => {
    const { code, id, person } = await district.pass();
    const passage = await district.scan({ gate, code, temperature: 36.54, plate: '豫h12345' });
    expect(passage).toMatchObject({
      verdict: 'ALLOWED', reason: null, reasonText: null, temperature: null, plate: '豫H12345', person: { id: person }, pass: { id }, alert: null,
      passedAt: '2022-11-20T00:00:00.000Z', receivedAt: '2022-11-20T00:00:00.000Z',
    });
    const [row] = await district.database.query('SELECT person_id, pass_id, area_code, recorded_by FROM passages WHERE id = $1', [passage.id]);
    expect(row).toEqual({ person_id: person, pass_id: id, area_code: grid, recorded_by: '高速口卡点' });
    expect((await district.outbox('passage-recorded')).at(-1)).toMatchObject({
      subject: passage.id, areacode: grid, agency: 'police',
      data: { passageId: passage.id, checkpointId: gate, personId: person, day: '2022-11-20', direction: 'OUT', verdict: 'ALLOWED', reason: null },
    });
  });

  it('of a person under isolation is refused, and the health commission is told', async () => {
    const { code, person } = await district.pass();
    await isolate(person);
    const passage = await district.scan({ gate, code, temperature: 38 });
    expect(passage).toMatchObject({
      verdict: 'REFUSED', reason: 'UNDER_ISOLATION', reasonText: '该人员正在隔离，不得通行，已报告卫健委。',
      alert: { kind: 'ISOLATION_BREACH', ownerAgency: 'health', state: 'RAISED' },
    });
    expect((await district.outbox('alert-raised')).at(-1)).toMatchObject({
      subject: passage.alert!.id, agency: 'health', data: { kind: 'ISOLATION_BREACH', personId: person, ownerAgency: 'health' },
    });
  });

  it('of a person under isolation is refused although a neighbour lent a pass', async () => {
    const { code } = await district.pass();
    const person = randomUUID();
    await isolate(person);
    expect(await district.scan({ gate, code, person })).toMatchObject({ reason: 'UNDER_ISOLATION', person: { id: person } });
  });

  it('of a person with a red or yellow code is refused, and the health commission is told', async () => {
    const { code, person } = await district.pass();
    const id = randomUUID();
    await giveCode(person, 'YELLOW', '2022-11-20T07:00:00+08:00', null, id);
    await giveCode(person, 'YELLOW', '2022-11-20T07:00:00+08:00', null, id);
    expect(await district.scan({ gate, code })).toMatchObject({
      verdict: 'REFUSED', reason: 'YELLOW_CODE', reasonText: '黄码，不得通行，已报告卫健委，请就地等候。', alert: { kind: 'CODE', ownerAgency: 'health', state: 'RAISED' },
    });
    await giveCode(person, 'RED', '2022-11-20T07:20:00+08:00');
    expect(await district.scan({ gate, code, temperature: 38 })).toMatchObject({ reason: 'RED_CODE', alert: { kind: 'CODE' } });
    await giveCode(person, 'GREEN', '2022-11-20T07:40:00+08:00');
    expect(await district.scan({ gate, code })).toMatchObject({ verdict: 'ALLOWED', alert: null });
    expect(await district.scan({ gate, code, at: '2022-11-20T07:30:00+08:00' })).toMatchObject({ reason: 'RED_CODE' });
  });

  it('after the term of a code is over is let through', async () => {
    const { code, person } = await district.pass();
    await giveCode(person, 'RED', '2022-11-14T08:00:00+08:00', '2022-11-19T08:00:00+08:00');
    expect(await district.scan({ gate, code })).toMatchObject({ verdict: 'ALLOWED' });
  });

  it('with a fever is refused, and the health commission is told', async () => {
    const { code } = await district.pass();
    expect(await district.scan({ gate, code, temperature: 37.3 })).toMatchObject({ reason: 'FEVER', alert: { kind: 'FEVER', ownerAgency: 'health' } });
  });

  it('with a pass that is revoked, expired or not ours is refused', async () => {
    const revoked = await district.pass();
    await district.call(clerk, 'mutation ($id: ID!) { revokePass(passId: $id) { id } }', { id: revoked.id });
    expect(await district.scan({ gate, code: revoked.code })).toMatchObject({ reason: 'PASS_REVOKED' });
    const expired = await district.pass();
    await district.database.query(`UPDATE passes SET issued_at = '2022-01-01', valid_until = $2 WHERE id = $1`, [expired.id, morning]);
    expect(await district.scan({ gate, code: expired.code })).toMatchObject({ reason: 'PASS_EXPIRED' });
    expect(await district.scan({ gate, code: 'LF1.eyJwIjoxfQ.AAAA' })).toMatchObject({ reason: 'PASS_UNKNOWN', person: null, pass: null });
  });

  it('at a closed checkpoint is refused', async () => {
    const closed = await district.gate({ opensAt: '09:00', closesAt: '23:30' });
    expect(await district.scan({ gate: closed, person: randomUUID() })).toMatchObject({ reason: 'CHECKPOINT_CLOSED' });
  });

  it('of a person whom the guard identified counts against the pass the person holds', async () => {
    const { person, id } = await district.pass();
    expect(await district.scan({ gate, person })).toMatchObject({ verdict: 'ALLOWED', pass: { id } });
    expect(await district.scan({ gate, person })).toMatchObject({ reason: 'QUOTA_USED' });
  });

  it.each([
    ['at a checkpoint that does not exist', { checkpointId: randomUUID() }, 'CHECKPOINT_NOT_FOUND'],
    ['at what is no checkpoint', { checkpointId: 'gate' }, 'CHECKPOINT_NOT_FOUND'],
    ['in the future', { passedAt: '2022-11-20T09:00:00+08:00' }, 'PASSAGE_IN_FUTURE'],
    ['of nobody', { personId: null }, 'PASSAGE_WITHOUT_PERSON'],
    ['of an implausible body', { temperature: 3.7 }, 'TEMPERATURE_IMPLAUSIBLE'],
  ])('%s is an error and leaves nothing', async (_case, change, code) => {
    const before = [await district.count('passages'), await district.count('idempotency_keys'), await district.count('outbox')];
    const input = { ...passageInput({ gate, person: randomUUID() }), ...change };
    expect(await district.refused(guard, scanMutation, { input })).toMatchObject({ code });
    expect([await district.count('passages'), await district.count('idempotency_keys'), await district.count('outbox')]).toEqual(before);
  });

  it('at a gate of another area is an error, as at none', async () => {
    const input = passageInput({ gate, person: randomUUID() });
    expect(await district.refused(foreignGuard, scanMutation, { input })).toMatchObject({ code: 'CHECKPOINT_NOT_FOUND' });
  });
});

describe('a key', () => {
  it('gives one answer for ever, also to a batch, and uses the quota once', async () => {
    const { code } = await district.pass();
    const input = passageInput({ gate, code });
    const { recordPassage: first } = await district.call(guard, scanMutation, { input });
    expect(first.verdict).toBe('ALLOWED');
    expect((await district.call(guard, scanMutation, { input })).recordPassage).toEqual(first);
    expect(await scanMany([input])).toMatchObject([{ passage: { id: first.id, verdict: 'ALLOWED' } }]);
  });

  it('sent twenty times at once makes one passage and one answer', async () => {
    const { code } = await district.pass();
    const input = passageInput({ gate, code });
    const told = (await district.outbox('passage-recorded')).length;
    const answers = await Promise.all(Array.from({ length: 20 }, () => district.call(guard, scanMutation, { input })));
    expect(new Set(answers.map(({ recordPassage }) => `${recordPassage.id} ${recordPassage.verdict}`)).size).toBe(1);
    expect(answers[0]!.recordPassage.verdict).toBe('ALLOWED');
    expect((await district.outbox('passage-recorded')).length).toBe(told + 1);
  });

  it('of something else is refused', async () => {
    const input = passageInput({ gate, person: randomUUID() });
    await district.call(guard, scanMutation, { input });
    expect(await district.refused(guard, scanMutation, { input: { ...input, direction: 'IN' } })).toMatchObject({ code: 'KEY_REUSED' });
  });

  it('belongs to its caller', async () => {
    const input = passageInput({ gate, person: randomUUID() });
    const { recordPassage: one } = await district.call(guard, scanMutation, { input });
    const { recordPassage: other } = await district.call(police, scanMutation, { input });
    expect(other.id).not.toBe(one.id);
  });
});

describe('a batch of an offline phone', () => {
  it('is judged row by row: good rows are in, the others come back with the reason', async () => {
    const { code } = await district.pass();
    const good = passageInput({ gate, code });
    const inputs = [
      good,
      passageInput({ gate, person: randomUUID(), temperature: 99 }),
      passageInput({ gate: randomUUID(), person: randomUUID() }),
      passageInput({ gate, code }),
      good,
      { ...good, direction: 'IN' },
    ];
    const results = await scanMany(inputs);
    expect(results.map(({ key }) => key)).toEqual(inputs.map(({ key }) => key));
    expect(results.map(({ code, passage }) => code ?? passage?.reason ?? 'ALLOWED')).toEqual([
      'ALLOWED', 'TEMPERATURE_IMPLAUSIBLE', 'CHECKPOINT_NOT_FOUND', 'QUOTA_USED', 'ALLOWED', 'KEY_REUSED',
    ]);
    expect(results[4]!.passage!.id).toBe(results[0]!.passage!.id);
    expect(results[1]!.message).toContain('30 至 45');
  });

  it('of five hundred is taken at once and again with the same answers; one more is refused', async () => {
    const { code } = await district.pass();
    const inputs = Array.from({ length: 500 }, (_, at) => (at % 2 ? passageInput({ gate, code }) : passageInput({ gate, person: randomUUID(), direction: 'IN' })));
    const first = await scanMany(inputs);
    expect(first.filter(({ passage }) => passage?.verdict === 'ALLOWED')).toHaveLength(251);
    expect(await scanMany(inputs)).toEqual(first);
    expect(await district.refused(guard, scanManyMutation, { inputs: [...inputs, passageInput({ gate, person: randomUUID() })] })).toMatchObject({ code: 'BATCH_TOO_LARGE' });
  });

  it('sent twice at the same time, in another order, makes each passage once', async () => {
    const inputs = await Promise.all(Array.from({ length: 40 }, async () => passageInput({ gate, code: (await district.pass()).code })));
    const before = await district.count('passages');
    const [one, two] = await Promise.all([scanMany(inputs), scanMany(inputs.toReversed())]);
    expect(two!.toReversed()).toEqual(one);
    expect(await district.count('passages')).toBe(before + 40);
  });

  it('may be empty', async () => {
    expect(await scanMany([])).toEqual([]);
  });
});

describe('the latest passages', () => {
  const query = `query ($refs: [_Any!]!, $first: Int!) { _entities(representations: $refs) {
    ... on Checkpoint { passages(first: $first) { id } passageCount }
    ... on Person { passages(first: $first) { id } } } }`;

  it('of many gates and persons come newest first, with one statement for each kind', async () => {
    const gates = await Promise.all(Array.from({ length: 5 }, () => district.gate()));
    const person = randomUUID();
    const ids: string[][] = [];
    for (const at of ['07:00', '07:30', '07:10']) {
      const passed = [];
      for (const of of gates) passed.push((await district.scan({ gate: of, person, direction: 'IN', at: `2022-11-20T${at}:00+08:00` })).id);
      ids.push(passed);
    }
    const refs = [...gates.map((id) => ({ __typename: 'Checkpoint', id })), { __typename: 'Person', id: person }];
    const asked = jest.spyOn(district.database.logger, 'logQuery');
    const { _entities: entities } = await district.call(guard, query, { refs, first: 2 });
    const lists = asked.mock.calls.map(([sql]) => /listLatestOf\w+|countPassages/.exec(sql)?.[0]).filter(Boolean);
    asked.mockRestore();
    expect(lists.toSorted()).toEqual(['countPassages', 'listLatestOfCheckpoints', 'listLatestOfPersons']);
    for (const [at] of gates.entries()) {
      expect(entities[at]).toEqual({ passages: [{ id: ids[1]![at] }, { id: ids[2]![at] }], passageCount: 3 });
    }
    expect(entities.at(-1).passages).toHaveLength(2);
    expect(new Set(ids[1])).toContain(entities.at(-1).passages[0].id);
  });

  it('are nobody else\'s: the gate of another area is unknown, its persons passed nowhere', async () => {
    const person = randomUUID();
    await district.scan({ gate, person, direction: 'IN' });
    const refs = [{ __typename: 'Checkpoint', id: gate }, { __typename: 'Person', id: person }];
    expect((await district.call(foreignGuard, query, { refs, first: 2 }))._entities).toEqual([null, { passages: [] }]);
  });

  it('are at most a hundred', async () => {
    const asked = district.refused(guard, query, { refs: [{ __typename: 'Checkpoint', id: gate }], first: 101 });
    expect(await asked).toMatchObject({ code: 'PAGE_TOO_LARGE' });
  });
});
