import { actorOf } from '@lianfang/testing/graph';
import type { BootedSubgraph } from '@lianfang/testing/graph';
import { bootAgencies, key, told } from '../testing/agencies.ts';

let agencies: BootedSubgraph;
const admin = actorOf('admin');
const otherAgency = actorOf('health-admin');
const otherArea = actorOf('admin', { id: 'far', areaCode: '410802' });

beforeEach(async () => {
  agencies = await bootAgencies();
});
afterEach(() => agencies.stop());

const fields = `id agency { id } area { code } roles { name } name suspendedAt suspendedBy version`;
const register = `mutation ($input: RegisterAccountInput!) { registerAccount(input: $input) { ${fields} } }`;
const change = `mutation ($input: ChangeAccountInput!) { changeAccount(input: $input) { ${fields} } }`;
const doTo = (verb: string) => `mutation ($id: ID!) { ${verb}Account(accountId: $id) { ${fields} } }`;

const clerk = (more: object = {}) => ({ key: key(), accountId: 'li.na', name: '李娜', roles: ['street-clerk'], areaCode: '410811001', ...more });
const enter = async (more: object = {}, actor = admin) => (await agencies.call(actor, register, { input: clerk(more) })).registerAccount;
const refusedRegister = async (more: object, actor = admin) => (await agencies.refused(actor, register, { input: clerk(more) })).code;

describe('registering an account', () => {
  it('is of the administrator\'s own agency, told to every process, and its name stays here', async () => {
    const made = await enter();
    expect(made).toEqual({
      id: 'li.na', agency: { id: 'street' }, area: { code: '410811001' }, roles: [{ name: 'street-clerk' }], name: '李娜', suspendedAt: null, suspendedBy: null, version: 1,
    });
    expect(await told(agencies, 'agencies.account-changed.v1')).toEqual([
      { accountId: 'li.na', agency: 'street', roles: ['street-clerk'], areaCode: '410811001', suspended: false, householdId: null, version: 1 },
    ]);
    const everything = JSON.stringify(await agencies.database.query('SELECT o.*, a.*, k.* FROM outbox o, accounts a, idempotency_keys k'));
    expect(everything).not.toContain('李娜');
    expect(everything).not.toContain(Buffer.from('李娜').toString('hex'));
  });

  it('sent twice with one key is one', async () => {
    const input = clerk();
    const [one, two] = await Promise.all([1, 2].map(() => agencies.call(admin, register, { input })));
    expect(one).toEqual(two);
    expect(await refusedRegister({ key: input.key, name: '王' })).toBe('KEY_REUSED');
  });

  it.each([
    ['a role of another agency', { roles: ['health-commission'] }, 'ROLE_NOT_OF_AGENCY'],
    ['no role at all', { roles: [] }, 'ROLE_NOT_OF_AGENCY'],
    ['another area', { areaCode: '410802001' }, 'AREA_NOT_YOURS'],
    ['an area above the own', { areaCode: '4108' }, 'AREA_NOT_YOURS'],
    ['an id that is none', { accountId: 'Li Na' }, 'ACCOUNT_ID_INVALID'],
    ['no name', { name: ' ' }, 'ACCOUNT_NAME_INVALID'],
    ['a household for a clerk', { householdId: '019a0000-0000-7000-8000-000000000000' }, 'HOUSEHOLD_NOT_OF_ROLE'],
  ])('is refused with %s', async (_what, more, code) => {
    expect(await refusedRegister(more)).toBe(code);
    expect(await told(agencies, 'agencies.account-changed.v1')).toEqual([]);
  });

  it('of an id that is registered already is refused, whosoever it is', async () => {
    await enter();
    expect(await refusedRegister({})).toBe('ACCOUNT_TAKEN');
    expect(await refusedRegister({ roles: ['health-commission'], areaCode: '410811' }, otherAgency)).toBe('ACCOUNT_TAKEN');
  });

  it('is not a clerk\'s to do', async () => {
    expect(await refusedRegister({}, actorOf('street'))).toBe('UNAUTHORIZED_FIELD_OR_TYPE');
  });
});

describe('an account', () => {
  it('of another agency or area is as one that does not exist', async () => {
    await enter();
    const ask = `query ($id: ID!) { account(id: $id) { ${fields} } }`;
    for (const actor of [otherAgency, otherArea]) {
      expect(await agencies.call(actor, ask, { id: 'li.na' })).toEqual({ account: null });
      const [foreign, missing] = await Promise.all(['li.na', 'nobody'].map((id) => agencies.refused(actor, doTo('suspend'), { id })));
      expect([foreign!.code, foreign!.message]).toEqual([missing!.code, missing!.message]);
      expect(foreign!.code).toBe('ACCOUNT_NOT_FOUND');
    }
    expect((await agencies.call(admin, ask, { id: 'li.na' })).account.id).toBe('li.na');
  });

  it('is listed to its own administrators, a page at a time', async () => {
    for (const id of ['c1', 'b1', 'a1']) await enter({ accountId: id });
    await enter({ accountId: 'z1', roles: ['health-commission'], areaCode: '410811' }, otherAgency);
    const list = `query ($after: String, $suspended: Boolean) { accounts(areaCode: "410811", first: 2, after: $after, suspended: $suspended) { totalCount edges { node { id } } pageInfo { endCursor hasNextPage } } }`;
    const { accounts: first } = await agencies.call(admin, list);
    expect(first).toMatchObject({ totalCount: 3, edges: [{ node: { id: 'a1' } }, { node: { id: 'b1' } }], pageInfo: { hasNextPage: true } });
    const { accounts: next } = await agencies.call(admin, list, { after: first.pageInfo.endCursor });
    expect(next.edges).toEqual([{ node: { id: 'c1' } }]);
    await agencies.call(admin, doTo('suspend'), { id: 'b1' });
    expect((await agencies.call(admin, list, { suspended: true })).accounts.edges).toEqual([{ node: { id: 'b1' } }]);
  });

  it('gets new roles and another area, by who saw its last state', async () => {
    await enter();
    const { changeAccount } = await agencies.call(admin, change, { input: { accountId: 'li.na', version: 1, roles: ['grid-worker', 'community-clerk'], areaCode: '410811001001' } });
    expect(changeAccount).toMatchObject({ roles: [{ name: 'community-clerk' }, { name: 'grid-worker' }], area: { code: '410811001001' }, name: '李娜', version: 2 });
    expect((await told(agencies, 'agencies.account-changed.v1')).at(-1)).toMatchObject({ roles: ['community-clerk', 'grid-worker'], version: 2 });
    expect((await agencies.refused(admin, change, { input: { accountId: 'li.na', version: 1, name: '李' } })).code).toBe('ACCOUNT_CHANGED_MEANWHILE');
    expect((await agencies.refused(admin, change, { input: { accountId: 'li.na', version: 2, roles: ['police'] } })).code).toBe('ROLE_NOT_OF_AGENCY');
  });

  it('is suspended and resumed, each told once', async () => {
    await enter();
    for (const verb of ['suspend', 'suspend', 'resume', 'resume']) await agencies.call(admin, doTo(verb), { id: 'li.na' });
    expect((await told(agencies, 'agencies.account-changed.v1')).map(({ suspended, version }) => [suspended, version])).toEqual([[false, 1], [true, 2], [false, 3]]);
  });

  it('is signed out everywhere: its tokens of until now are void', async () => {
    await enter();
    await agencies.call(admin, doTo('signOut'), { id: 'li.na' });
    expect(await told(agencies, 'agencies.tokens-revoked.v1')).toEqual([
      { accountId: 'li.na', agency: 'street', tokenId: null, before: agencies.clock.now().toISOString(), until: null },
    ]);
  });
});

describe('administrators', () => {
  it('do not change their own rights', async () => {
    await enter({ accountId: admin.sub, roles: ['agency-admin'], areaCode: '410811' });
    expect((await agencies.refused(admin, doTo('suspend'), { id: admin.sub })).code).toBe('ACCOUNT_IS_YOUR_OWN');
    expect((await agencies.refused(admin, change, { input: { accountId: admin.sub, version: 1, roles: ['street-clerk'] } })).code).toBe('ACCOUNT_IS_YOUR_OWN');
  });

  it('are never all gone: the last one of an agency and area stays', async () => {
    await enter({ accountId: 'only', roles: ['agency-admin'], areaCode: '410811' });
    expect((await agencies.refused(admin, doTo('suspend'), { id: 'only' })).code).toBe('ACCOUNT_LAST_ADMINISTRATOR');
    expect((await agencies.refused(admin, change, { input: { accountId: 'only', version: 1, roles: ['street-clerk'] } })).code).toBe('ACCOUNT_LAST_ADMINISTRATOR');
    await enter({ accountId: 'second', roles: ['agency-admin'], areaCode: '410811' });
    expect((await agencies.call(admin, doTo('suspend'), { id: 'only' })).suspendAccount.suspendedBy).toBe('admin');
  });

  it('who were suspended a moment ago manage nobody, though their call was let in', async () => {
    for (const id of ['first', 'second']) await enter({ accountId: id, roles: ['agency-admin'], areaCode: '410811' });
    await agencies.call(admin, doTo('suspend'), { id: 'first' });
    const first = actorOf('admin', { id: 'first' });
    expect((await agencies.refused(first, doTo('suspend'), { id: 'second' })).code).toBe('ADMINISTRATOR_NO_MORE');
    expect((await agencies.refused(first, register, { input: clerk() })).code).toBe('ADMINISTRATOR_NO_MORE');
  });

  it('who suspend each other at the same moment: one of them stays', async () => {
    for (const id of ['first', 'second']) await enter({ accountId: id, roles: ['agency-admin'], areaCode: '410811' });
    const [first, second] = [actorOf('admin', { id: 'first' }), actorOf('admin', { id: 'second' })];
    const tried = await Promise.allSettled([agencies.call(first, doTo('suspend'), { id: 'second' }), agencies.call(second, doTo('suspend'), { id: 'first' })]);
    expect(tried.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const active = await agencies.database.query(`SELECT id FROM accounts WHERE suspended_at IS NULL`);
    expect(active).toHaveLength(1);
  });
});

describe('signing out', () => {
  it('revokes the very token of the call until it would have ended; without an id it cannot', async () => {
    expect(await agencies.call({ ...actorOf('street'), jti: 'token-1' } as ReturnType<typeof actorOf>, `mutation { signOut }`)).toEqual({ signOut: true });
    const [revoked] = await told(agencies, 'agencies.tokens-revoked.v1');
    expect(revoked).toMatchObject({ accountId: 'street', agency: 'street', tokenId: 'token-1' });
    expect(Date.parse(String(revoked!.until)) - Date.now()).toBeGreaterThan(3_000_000);
    expect(await agencies.call(actorOf('street'), `mutation { signOut }`)).toEqual({ signOut: false });
  });
});
