import { randomUUID } from 'node:crypto';
import { PeopleAudited } from '@lianfang/contracts/events';
import type { AuditEntry } from '@lianfang/contracts/events';
import { anonymous } from '@lianfang/platform/auth';
import { actorOf, testGatewaySecret } from '@lianfang/testing/graph';
import type { BootedSubgraph, TestActor } from '@lianfang/testing/graph';
import { bootAgencies } from '../testing/agencies.ts';
import type { Context } from '../graph.ts';
import { trailResolvers } from './trail.resolvers.ts';
import type { PersonEntry } from './trail.rules.ts';
import type { GatewayTelling } from './trail.sink.ts';

let agencies: BootedSubgraph;
let next = 1;
beforeAll(async () => {
  agencies = await bootAgencies();
});
afterAll(() => agencies.stop());

const person = randomUUID();
const household = randomUUID();
const auditor = actorOf('auditor');
const clerk = actorOf('community');

function entry(change: Partial<AuditEntry> = {}): AuditEntry {
  return {
    id: randomUUID(), at: '2022-11-20T00:00:00.000Z', service: 'people', kind: 'READ', operation: 'person', outcome: 'DONE', actor: 'community', actorKind: 'user',
    agency: 'community', roles: ['community-clerk'], actorArea: '410811001001', areaCode: '410811001001',
    records: [{ type: 'Person', ids: [person], fields: ['name', 'phone'] }], request: randomUUID(), ...change,
  };
}

/** The people service tells these entries, with the next numbers of its chain. */
async function tell(entries: readonly AuditEntry[], from = next, id?: string): Promise<void> {
  const chained = entries.map((one, at) => ({ seq: from + at, hash: Buffer.alloc(32, `${from + at} ${one.id}`).toString('base64'), entry: one }));
  next = Math.max(next, from + entries.length);
  await agencies.deliver(PeopleAudited, { subject: 'people', payload: { entries: chained }, ...(id ? { id } : {}) });
}

const ask = (actor: TestActor, filter: object, more = '') =>
  agencies.call(actor, `query($filter: AuditFilter!) { auditEntries(filter: $filter ${more}) {
    totalCount edges { cursor node { id at service kind operation result actorId agency { id } roles area { code } records { type ids fields } rule } } pageInfo { hasNextPage endCursor } } }`, { filter });

const { Person, PersonSight } = trailResolvers as unknown as {
  Person: { looks(of: object, args: object, ctx: Context): Promise<{ edges: { node: PersonEntry }[] }> };
  PersonSight: { actorId(node: PersonEntry, args: object, ctx: Context): string | null };
};
const lookAt = (of: object, args: object, ctx: Context) => Person.looks(of, args, ctx);
const actorOfSight = (node: PersonEntry, ctx: Context) => PersonSight.actorId(node, {}, ctx);

const rows = async () => ((await agencies.database.query('SELECT count(*)::int AS rows FROM trail_entries')) as { rows: number }[])[0]!.rows;

it('keeps what a service tells, once however often it is told', async () => {
  const id = randomUUID();
  const told = [entry(), entry({ kind: 'MUTATION', operation: 'correctPerson', rule: 'own-area', records: [{ type: 'Person', ids: [person] }] })];
  await tell(told, 1, id);
  await tell(told, 1, id);
  await tell(told, 1);
  expect(await rows()).toBe(2);
  const { auditEntries } = await ask(auditor, { areaCode: '410811' });
  expect(auditEntries.totalCount).toBe(2);
  expect(auditEntries.edges[0].node).toEqual({
    id: 'people:1', at: '2022-11-20T00:00:00.000Z', service: 'people', kind: 'READ', operation: 'person', result: 'DONE', actorId: 'community', agency: { id: 'community' },
    roles: ['community-clerk'], area: { code: '410811001001' }, records: [{ type: 'Person', ids: [person], fields: ['name', 'phone'] }], rule: null,
  });
});

it('keeps the first entry when a chain is numbered anew, and says so', async () => {
  await tell([entry({ actor: 'somebody-else' })], 1);
  expect(agencies.logged()).toContain('its audit log was bent');
  expect((await ask(auditor, { areaCode: '410811', actor: 'somebody-else' })).auditEntries.totalCount).toBe(0);
});

it('is asked by area, agency, actor, action, record, kind and day', async () => {
  const order = randomUUID();
  await tell([
    entry({ at: '2022-11-21T15:59:00.000Z', actor: 'health', agency: 'health', kind: 'MUTATION', operation: 'confirmOrder', areaCode: '410811002', records: [{ type: 'IsolationOrder', ids: [order] }] }),
    entry({ at: '2022-11-21T16:01:00.000Z', actor: 'stranger', actorArea: '410802', agency: 'police', kind: 'REFUSAL', outcome: 'AREA_NOT_YOURS', operation: 'people', areaCode: '410802', records: [] }),
  ]);
  const total = async (filter: object) => (await ask(auditor, filter)).auditEntries.totalCount;
  expect(await total({})).toBe(3);
  expect(await total({ areaCode: '410811001' })).toBe(3);
  expect(await total({ areaCode: '410811002' })).toBe(1);
  expect(await total({ areaCode: '410811003' })).toBe(0);
  expect(await total({ agency: 'health' })).toBe(1);
  expect(await total({ actor: 'health' })).toBe(1);
  expect(await total({ action: 'confirmOrder' })).toBe(1);
  expect(await total({ record: order })).toBe(1);
  expect(await total({ record: person })).toBe(2);
  expect(await total({ kinds: ['READ', 'MUTATION'] })).toBe(3);
  expect(await total({ from: '2022-11-21', to: '2022-11-21' })).toBe(1);
  expect(await total({ from: '2022-11-22' })).toBe(0);
  expect(await agencies.refused(auditor, '{ auditEntries(filter: { areaCode: "410802" }) { totalCount } }')).toMatchObject({ code: 'AREA_NOT_YOURS' });
  expect(await agencies.refused(auditor, '{ auditEntries(filter: { from: "2022-11-22", to: "2022-11-21" }) { totalCount } }')).toMatchObject({ code: 'PERIOD_INVALID' });
  expect(await agencies.refused(clerk, '{ auditEntries(filter: {}) { totalCount } }')).toMatchObject({ code: 'UNAUTHORIZED_FIELD_OR_TYPE' });
});

it('turns pages, newest first, without a gap', async () => {
  const seen: string[] = [];
  for (let after: string | null = null, more = true; more; ) {
    const { auditEntries }: Awaited<ReturnType<typeof ask>> = await ask(auditor, {}, `, first: 2 ${after ? `, after: "${after}"` : ''}`);
    seen.push(...auditEntries.edges.map((edge: { node: { id: string } }) => edge.node.id));
    more = auditEntries.pageInfo.hasNextPage;
    after = auditEntries.pageInfo.endCursor;
  }
  expect(seen).toEqual(['people:3', 'people:1', 'people:2']);
});

describe('a person', () => {
  const look = (actor: TestActor, of: object = { area: { code: '410811001001' }, household: { id: household }, version: 3 }) =>
    agencies.call(actor, `query($of: [_Any!]!) { _entities(representations: $of) { ... on Person {
      looks { totalCount edges { node { at agency { id } roles actorId fields } } } changes { edges { node { operation rule agency { id } actorId } } } } } }`,
    { of: [{ __typename: 'Person', id: person, ...of }] });
  const refusedLook = (actor: TestActor, of: object) =>
    agencies.refused(actor, 'query($of: [_Any!]!) { _entities(representations: $of) { ... on Person { looks { totalCount } } } }', { of: [{ __typename: 'Person', id: person, ...of }] });

  it('is told who looked, and who changed what by which rule', async () => {
    const { _entities: [told] } = await look(clerk);
    expect(told.looks).toEqual({
      totalCount: 1,
      edges: [{ node: { at: '2022-11-20T00:00:00.000Z', agency: { id: 'community' }, roles: ['community-clerk'], actorId: 'community', fields: ['name', 'phone'] } }],
    });
    expect(told.changes.edges).toEqual([{ node: { operation: 'correctPerson', rule: 'own-area', agency: { id: 'community' }, actorId: 'community' } }]);
  });

  it('is told to the own household, without the account; to no other household', async () => {
    const of = { id: person, area: { code: '410811001001' }, household: { id: household }, version: 3 };
    const asked = (householdId: string) => {
      const resident = { ...anonymous, id: 'resident', kind: 'user' as const, areaCode: '410811001001', seesOwnArea: true, householdId };
      const ctx = { actor: resident, database: agencies.database, language: 'zh' } as unknown as Context;
      return { ctx, looks: async () => lookAt(of, { first: 5 }, ctx) };
    };
    const own = asked(household);
    const { edges } = await own.looks();
    expect(edges.map(({ node }) => [actorOfSight(node, own.ctx), node.entry.agency])).toEqual([[null, 'community']]);
    await expect(asked(randomUUID()).looks()).rejects.toMatchObject({ code: 'PERSON_NOT_YOURS' });
  });

  it('of another area or unknown tells nothing', async () => {
    const standIn = { area: { code: '410811001001' }, household: null, version: 0 };
    for (const told of [{ area: { code: '410802001001' }, household: { id: household }, version: 3 }, standIn, { area: null, household: null }, {}]) {
      expect(await refusedLook(clerk, told)).toMatchObject({ code: 'PERSON_NOT_YOURS' });
    }
  });
});

describe('the gateway', () => {
  const post = (body: object, secret = testGatewaySecret) =>
    fetch(new URL('/audit', agencies.url), { method: 'POST', headers: { 'content-type': 'application/json', 'x-lianfang-gateway': secret }, body: JSON.stringify(body) });
  const login: GatewayTelling = {
    at: '2022-11-20T00:00:00.000Z', kind: 'LOGIN', operation: 'login', outcome: 'DONE', actor: 'community', actorKind: 'user', agency: 'community', roles: [],
    actorArea: '410811001001', areaCode: '410811001001', records: [], request: randomUUID(), address: '203.0.113.9', token: 'a-token-id',
  };

  it('tells logins and refusals; they stand in our log when it is answered', async () => {
    const answer = await post({ entries: [login, { ...login, kind: 'REFUSAL', outcome: 'UNAUTHENTICATED', actor: 'anonymous' }] });
    expect([answer.status, await answer.json()]).toEqual([200, { written: 2 }]);
    expect((await agencies.trail()).filter(({ service }) => service === 'gateway')).toMatchObject([{ kind: 'LOGIN', address: '203.0.113.9', token: 'a-token-id' }, { outcome: 'UNAUTHENTICATED' }]);
  });

  it('alone: without its credential, with a mutation, or with more than there may be, nothing is written', async () => {
    const before = (await agencies.trail()).length;
    expect((await post({ entries: [login] }, 'another')).status).toBe(403);
    for (const body of [{ entries: [] }, { entries: [{ ...login, kind: 'MUTATION' }] }, { entries: Array.from({ length: 501 }, () => login) }, {}]) {
      const answer = await post(body);
      expect([answer.status, ((await answer.json()) as { errors: { extensions: { code: string } }[] }).errors[0]!.extensions.code]).toEqual([400, 'INPUT_INVALID']);
    }
    expect((await agencies.trail()).length).toBe(before);
  });
});

it('nobody changes or takes away what is kept', async () => {
  for (const sql of [`UPDATE trail_entries SET actor = 'x'`, 'DELETE FROM trail_entries', 'TRUNCATE trail_entries']) {
    await expect(agencies.database.query(sql)).rejects.toMatchObject({ driverError: { code: '23001' } });
  }
});
