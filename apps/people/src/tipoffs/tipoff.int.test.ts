import { roles } from '@lianfang/contracts/access';
import { callGraph, callRaw, callRefused, actorOf } from '@lianfang/testing/graph';
import type { BootedSubgraph } from '@lianfang/testing/graph';
import { buildASTSchema, getNamedType, isObjectType, isRequiredArgument, parse } from 'graphql';
import { sdl } from '../generated/sdl.ts';
import { bootPeople, community, layDistrict, outboxOf } from '../testing/district.ts';

let people: BootedSubgraph;
const desk = actorOf('street');
const police = actorOf('police');
const health = actorOf('health');
const key = () => crypto.randomUUID();

/** By these a tipper would be known again, wherever they stood. */
const signs = ['獬举报', '19971234567', '七号楼麻将馆'];
const tip = (more: object = {}) => ({
  key: key(), areaCode: community, kind: 'GATHERING', words: '七号楼麻将馆昨夜有十几个人打牌', tipperName: '獬举报', tipperPhone: '19971234567', ...more,
});

beforeEach(async () => {
  people = await bootPeople();
  await layDistrict(people);
});
afterEach(() => people.stop());

const giveTip = 'mutation ($input: GiveTipInput!) { giveTip(input: $input) { claimCode receivedAt } }';
const tipOff = 'id state verifier mine words tipper { name phone } outcome rewardFen rule reward { paidBy rewardFen }';
const take = `mutation ($id: ID!) { takeTip(tipId: $id) { ${tipOff} } }`;
const close = `mutation ($input: CloseTipInput!) { closeTip(input: $input) { ${tipOff} followed { kind reference } finding } }`;
const pay = `mutation ($input: PayTipRewardInput!) { payTipReward(input: $input) { id state rewardFen reward { paidBy rewardFen } } }`;

async function give(more: object = {}): Promise<{ id: string; claimCode: string }> {
  const { giveTip: receipt } = await callGraph<{ giveTip: { claimCode: string } }>(people.url, { query: giveTip, variables: { input: tip(more) } });
  const { tipOffs } = await people.call(police, `{ tipOffs(areaCode: "410811", first: 1) { edges { node { id } } } }`);
  return { id: tipOffs.edges[0].node.id, claimCode: receipt.claimCode };
}

const closing = (tipId: string, more: object = {}) => ({ input: { tipId, outcome: 'FALSE_ALARM', finding: '号码归属地误判，无聚集', followed: [{ kind: 'PCR_TESTS', reference: '核酸 2022-118', day: '2022-11-21' }], ...more } });
const status = async (code: string) => (await callGraph(people.url, { query: 'query ($code: String!) { tipStatus(claimCode: $code) { state outcome rewardFen paidAt } }', variables: { code } })).tipStatus;

describe('a tip-off', () => {
  it('is given without a login, verified by who takes it, and paid by claim code, by another and once', async () => {
    const { id, claimCode } = await give();
    expect(claimCode).toMatch(/^[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}$/);
    expect(await status(claimCode)).toEqual({ state: 'RECEIVED', outcome: null, rewardFen: null, paidAt: null });
    expect((await people.refused(desk, pay, { input: { key: key(), claimCode } })).code).toBe('TIP_NOT_CLOSED');
    const taken = (await people.call(police, take, { id })).takeTip;
    expect(taken).toMatchObject({ state: 'VERIFYING', verifier: '区公安分局', mine: true, tipper: { name: '獬举报', phone: '19971234567' }, words: tip().words });
    expect((await people.refused(health, take, { id })).code).toBe('TIP_TAKEN');
    expect((await people.refused(health, close, closing(id))).code).toBe('TIP_NOT_FOUND');
    const closed = (await people.call(police, close, closing(id))).closeTip;
    expect(closed).toMatchObject({ state: 'CLOSED', outcome: 'FALSE_ALARM', rewardFen: 50_000, followed: [{ kind: 'PCR_TESTS', reference: '核酸 2022-118' }] });
    expect(closed.rule).toContain('500');
    expect((await outboxOf(people, 'people.tip-verified.v1')).map(({ data }) => data)).toMatchObject([{ tipId: id, outcome: 'FALSE_ALARM', rewardFen: 50_000 }]);
    const paid = (await people.call(desk, pay, { input: { key: key(), claimCode: claimCode.toLowerCase().replaceAll('-', ' ') } })).payTipReward;
    expect(paid).toMatchObject({ reward: { paidBy: '东方红街道', rewardFen: 50_000 } });
    expect((await people.refused(desk, pay, { input: { key: key(), claimCode } })).code).toBe('TIP_REWARD_PAID');
    expect((await status(claimCode)).paidAt).not.toBeNull();
    const { tipSums } = await people.call(actorOf('command'), '{ tipSums(areaCode: "410811") { received open proved falseAlarms rewards paidFen unclaimedFen } }');
    expect(tipSums).toEqual({ received: 1, open: 0, proved: 0, falseAlarms: 1, rewards: 1, paidFen: 50_000, unclaimedFen: 0 });
  });

  it('earns what the rule of its day says, and nothing that cannot be verified', async () => {
    const { id, claimCode } = await give();
    await people.call(police, take, { id });
    expect((await people.call(police, close, closing(id, { outcome: 'UNVERIFIABLE', followed: [] }))).closeTip.rewardFen).toBe(0);
    expect((await people.refused(desk, pay, { input: { key: key(), claimCode } })).code).toBe('TIP_NO_REWARD');
    const earlier = await people.database.query(`SELECT reward_fen::int AS fen FROM tip_reward_rules WHERE outcome = 'FALSE_ALARM' AND valid_from <= '2020-03-01' ORDER BY valid_from DESC LIMIT 1`);
    expect(earlier).toEqual([{ fen: 100_000 }]);
  });

  it('given twice with one key has one claim code, and other words are another call', async () => {
    const input = tip();
    const twice = await Promise.all([1, 2].map(() => callGraph(people.url, { query: giveTip, variables: { input } })));
    expect(twice[0]).toEqual(twice[1]);
    expect((await callRefused(people.url, { query: giveTip, variables: { input: { ...input, words: '别的内容在此' } } })).code).toBe('KEY_REUSED');
    expect(await people.database.query('SELECT count(*)::int AS n FROM tip_offs')).toEqual([{ n: 1 }]);
  });

  it('says what to do when words, phone, area or claim code are wrong, or a number stands in the finding', async () => {
    const attempt = async (more: object) => (await callRefused(people.url, { query: giveTip, variables: { input: tip(more) } })).code;
    expect(await attempt({ words: '短' })).toBe('TIP_WORDS_INVALID');
    expect(await attempt({ tipperPhone: '12345' })).toBe('PHONE_INVALID');
    expect(await attempt({ areaCode: '999999' })).toBe('AREA_UNKNOWN');
    expect(await status('2222-2222-2222')).toBeNull();
    expect((await people.refused(desk, pay, { input: { key: key(), claimCode: '2222' } })).code).toBe('TIP_CLAIM_UNKNOWN');
    const { id } = await give();
    await people.call(police, take, { id });
    expect((await people.refused(police, close, closing(id, { finding: '致电 13800001234' }))).code).toBe('REASON_NAMES_PERSON');
    expect((await people.refused(police, close, closing(id, { followed: [{ kind: 'OTHER', reference: ' ', day: '2022-11-20' }] }))).code).toBe('TIP_FOLLOW_INVALID');
    expect((await people.refused(actorOf('police', { areaCode: '410802', id: 'far' }), take, { id })).code).toBe('TIP_NOT_FOUND');
  });

  it('is paid once and by another, whoever writes and however many desks pay at once', async () => {
    const { id, claimCode } = await give();
    await people.call(police, take, { id });
    await people.call(police, close, closing(id, { outcome: 'TRUE' }));
    const both = actorOf('street', { id: 'police' });
    expect((await people.refused(both, pay, { input: { key: key(), claimCode } })).code).toBe('TIP_OWN_VERIFICATION');
    const own = `INSERT INTO tip_rewards SELECT id, area_code, reward_fen, verifier_id, now(), verifier_id, 'x' FROM tip_offs WHERE id = $1`;
    await expect(people.database.query(own, [id])).rejects.toMatchObject({ constraint: 'second_person_pays' });
    await expect(people.database.query(own.replace('reward_fen, verifier_id, now(), verifier_id', `reward_fen + 1, verifier_id, now(), 'y'`), [id])).rejects.toThrow(/tip_rewards_tip_id_reward_fen_verifier_id_fkey/);
    const paid = await Promise.all(Array.from({ length: 6 }, () => callRaw(people.url, { actor: desk, query: pay, variables: { input: { key: key(), claimCode } } })));
    expect(paid.filter(({ errors }) => !errors?.length)).toHaveLength(1);
    await expect(people.database.query(own.replace('now(), verifier_id', "now(), 'y'"), [id])).rejects.toMatchObject({ constraint: 'tip_rewards_pkey' });
    expect(await people.database.query('SELECT sum(reward_fen)::int AS fen FROM tip_rewards')).toEqual([{ fen: 200_000 }]);
  });
});

describe('who gave it', () => {
  it('is told to the verifier who has it, and to nobody once it is given back', async () => {
    const { id } = await give();
    await people.call(police, take, { id });
    const { returnTip } = await people.call(police, `mutation ($id: ID!) { returnTip(tipId: $id) { ${tipOff} } }`, { id });
    expect(returnTip).toMatchObject({ state: 'RECEIVED', tipper: null, words: null, verifier: null });
    await people.call(health, take, { id });
    const { tipOff: seen } = await people.call(police, `query ($id: ID!) { tipOff(id: $id) { ${tipOff} } }`, { id });
    expect(seen).toMatchObject({ tipper: null, words: null, verifier: '区卫健委' });
  });

  it('is found by no role in anything that can be asked, though each asks for everything', async () => {
    const { id } = await give();
    await people.call(police, take, { id });
    const others = Object.keys(roles).map((role) => actorOf(role, { id: `other-${role}` }));
    const documents = crawls(id);
    expect(documents.length).toBeGreaterThan(20);
    const answered: string[] = [];
    for (const document of documents) {
      answered.push(...(await Promise.all([...others.map((actor) => callRaw(people.url, { actor, query: document })), callRaw(people.url, { query: document })])).map(({ text }) => text));
    }
    expect(answered.join('\n')).toContain(id);
    expect(signs.filter((sign) => answered.some((text) => text.includes(sign)))).toEqual([]);
    // The crawl does find it where it may be found.
    const own = await Promise.all(documents.map((query) => callRaw(people.url, { actor: police, query })));
    expect(signs.filter((sign) => own.some(({ text }) => text.includes(sign)))).toEqual(signs);
  }, 120_000);

  it('stands in no table, event, trail or log; one who gave it by mistake with a login is named nowhere', async () => {
    const resident = actorOf('resident', { id: 'resident-who-tells' });
    await people.call(resident, giveTip, { input: tip() });
    await callRefused(people.url, { actor: resident, query: giveTip, variables: { input: tip({ words: '短' }) } });
    const { id, claimCode } = await give();
    await people.call(police, take, { id });
    await people.call(police, close, closing(id));
    await people.call(desk, pay, { input: { key: key(), claimCode } });
    const tables = await people.database.query<{ name: string }[]>(`SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`);
    const kept = await Promise.all(tables.map(async ({ name }) => JSON.stringify(await people.database.query(`SELECT to_jsonb(t)::text AS row FROM ${name} t`))));
    const everything = [...kept, people.logged(), JSON.stringify(await people.trail())];
    expect(tables.length).toBeGreaterThan(30);
    for (const sign of [...signs, 'resident-who-tells', claimCode, claimCode.replaceAll('-', '')]) expect(everything.filter((text) => text.includes(sign))).toEqual([]);
    const given = (await people.trail()).filter(({ operation }) => operation === 'giveTip');
    expect(given.map(({ actor, address, outcome }) => [actor, address, outcome])).toEqual([
      ['anonymous', undefined, 'DONE'], ['anonymous', undefined, 'TIP_WORDS_INVALID'], ['anonymous', undefined, 'DONE'],
    ]);
    expect((await people.trail()).some(({ kind, records }) => kind === 'MUTATION' && records.some(({ type }) => type === 'TipOff'))).toBe(true);
  });
});

/** Every query of the register that can be asked with what is known, three steps deep. */
function crawls(tipId: string): string[] {
  const schema = buildASTSchema(parse(sdl), { assumeValidSDL: true });
  const known: Record<string, string> = { areaCode: `"410811"`, code: `"410811"`, id: `"${tipId}"`, first: '20', claimCode: '"2222-2222-2222"' };
  const below = (typeName: string, depth: number): string => {
    const type = schema.getType(typeName);
    if (!isObjectType(type)) return '';
    const inner = Object.values(type.getFields()).flatMap((field) => {
      const name = getNamedType(field.type).name;
      if (field.args.some(isRequiredArgument) || (isObjectType(schema.getType(name)) && depth === 0)) return [];
      return [`${field.name}${below(name, /(Connection|Edge)$/.test(name) ? depth : depth - 1)}`];
    });
    return ` { ${inner.join(' ') || '__typename'} }`;
  };
  return Object.values(schema.getQueryType()!.getFields()).flatMap((field) => {
    if (field.args.some((arg) => isRequiredArgument(arg) && !known[arg.name])) return [];
    const args = field.args.filter(({ name }) => known[name]).map(({ name }) => `${name}: ${known[name]}`);
    return [`{ ${field.name}${args.length > 0 ? `(${args.join(', ')})` : ''}${below(getNamedType(field.type).name, 2)} }`];
  });
}
