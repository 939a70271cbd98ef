import { actorOf } from '@lianfang/testing/graph';
import type { BootedSubgraph } from '@lianfang/testing/graph';
import { bootAgencies, key, told } from '../testing/agencies.ts';

let agencies: BootedSubgraph;
const street = actorOf('street');
const owner = actorOf('street', { id: 'owner', areaCode: '410802001' });
const reason = '追踪密接者，昨夜与确诊病例同住';

beforeEach(async () => {
  agencies = await bootAgencies();
});
afterEach(() => agencies.stop());

const fields = `id accountId agency { id } area { code } person { id } reason openedAt until open closedBy`;
const breakIt = `mutation ($input: BreakGlassInput!) { breakGlass(input: $input) { ${fields} } }`;
const closeIt = `mutation ($id: ID!) { closeGlass(openingId: $id) { ${fields} } }`;
const ofArea = `query ($areaCode: ID!, $open: Boolean) { glassOpenings(areaCode: $areaCode, open: $open) { totalCount edges { node { ${fields} } } } }`;
const mine = `{ myGlassOpenings { edges { node { id open reason } } } }`;

const input = (more: object = {}) => ({ key: key(), areaCode: '410802001', reason, ...more });
const open = async (more: object = {}, actor = street) => (await agencies.call(actor, breakIt, { input: input(more) })).breakGlass;
const refused = async (more: object, actor = street) => (await agencies.refused(actor, breakIt, { input: input(more) })).code;

describe('breaking the glass', () => {
  it('opens a street for three hours, and tells every process and the owning agency, without the reason', async () => {
    const opening = await open();
    expect(opening).toMatchObject({ accountId: 'street', agency: { id: 'street' }, area: { code: '410802001' }, person: null, open: true, closedBy: null });
    expect(Date.parse(opening.until) - Date.parse(opening.openedAt)).toBe(3 * 3_600_000);
    const [event] = await told(agencies, 'agencies.glass-broken.v1');
    expect(event).toEqual({ openingId: opening.id, accountId: 'street', agency: 'street', areaCode: '410802001', personId: null, openedAt: opening.openedAt, until: opening.until });
    const rows = JSON.stringify(await agencies.database.query('SELECT o.*, g.* FROM outbox o, glass_openings g'));
    expect(rows).not.toContain('密接');
  });

  it('is told to the owning agency with its reason, and to nobody else', async () => {
    const { id } = await open();
    const { glassOpenings } = await agencies.call(owner, ofArea, { areaCode: '410802001' });
    expect(glassOpenings).toMatchObject({ totalCount: 1, edges: [{ node: { id, reason, open: true } }] });
    expect((await agencies.refused(street, ofArea, { areaCode: '410802001' })).code).toBe('AREA_NOT_YOURS');
    expect((await agencies.call(actorOf('street', { id: 'third', areaCode: '410803001' }), `{ myGlassOpenings { edges { node { id } } } }`)).myGlassOpenings.edges).toEqual([]);
  });

  it.each([
    ['no reason', { reason: '' }, 'GLASS_REASON_MISSING'],
    ['blanks for a reason', { reason: '因'.padEnd(40) }, 'GLASS_REASON_MISSING'],
    ['nine characters', { reason: '一二三四五六七八九' }, 'GLASS_REASON_MISSING'],
    ['a county', { areaCode: '410802' }, 'GLASS_AREA_TOO_WIDE'],
    ['a province', { areaCode: '41' }, 'GLASS_AREA_TOO_WIDE'],
    ['a code that is none', { areaCode: '41080' }, 'AREA_CODE_INVALID'],
    ['the own area', { areaCode: '410811001001' }, 'GLASS_NOT_NEEDED'],
    ['a person who is no id', { personId: 'Zhao' }, 'ID_INVALID'],
  ])('is refused with %s, and nothing is opened', async (_what, more, code) => {
    expect(await refused(more)).toBe(code);
    expect(await agencies.database.query('SELECT 1 FROM glass_openings')).toEqual([]);
  });

  it('is refused to who may not, and the refusal names who may', async () => {
    const refusal = await agencies.refused(actorOf('grid'), breakIt, { input: input() });
    expect(refusal).toMatchObject({ code: 'UNAUTHORIZED_FIELD_OR_TYPE', message: expect.stringContaining('health commission') });
  });

  it('opens three areas at once and no more, also when all come at the same moment', async () => {
    const tried = await Promise.allSettled([1, 2, 3, 4, 5].map((n) => open({ areaCode: `41080200${n}` })));
    expect(tried.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    expect(await refused({})).toBe('GLASS_TOO_MANY');
  });

  it('opens the own area to the command centre, which sees nobody by role', async () => {
    expect(await open({ areaCode: '410811001' }, actorOf('command'))).toMatchObject({ open: true, area: { code: '410811001' } });
  });
});

describe('an opening', () => {
  it('ends after three hours by itself', async () => {
    await open();
    agencies.clock.advance(3 * 3_600_000 - 1);
    expect((await agencies.call(owner, ofArea, { areaCode: '410802001', open: true })).glassOpenings.totalCount).toBe(1);
    agencies.clock.advance(1);
    expect((await agencies.call(owner, ofArea, { areaCode: '410802001', open: true })).glassOpenings.totalCount).toBe(0);
    expect((await agencies.call(street, mine)).myGlassOpenings.edges).toMatchObject([{ node: { open: false } }]);
  });

  it('is closed by who broke it, once, and that is told', async () => {
    const { id } = await open();
    agencies.clock.advance(60_000);
    for (const _again of [1, 2]) expect((await agencies.call(street, closeIt, { id })).closeGlass).toMatchObject({ open: false, closedBy: 'street', until: agencies.clock.now().toISOString() });
    expect(await told(agencies, 'agencies.glass-closed.v1')).toEqual([{ openingId: id, accountId: 'street', areaCode: '410802001', closedAt: agencies.clock.now().toISOString() }]);
  });

  it('is closed by an administrator of the area that lies open; to others it does not exist', async () => {
    const { id } = await open();
    expect((await agencies.refused(actorOf('admin'), closeIt, { id })).code).toBe('GLASS_NOT_FOUND');
    expect((await agencies.refused(actorOf('police'), closeIt, { id })).code).toBe('GLASS_NOT_FOUND');
    expect((await agencies.refused(actorOf('police'), closeIt, { id: 'nothing' })).code).toBe('GLASS_NOT_FOUND');
    expect((await agencies.call(actorOf('admin', { id: 'theirs', areaCode: '410802' }), closeIt, { id })).closeGlass.closedBy).toBe('theirs');
  });

  it('cannot be made longer or wider by raw SQL', async () => {
    await open();
    await expect(agencies.database.query(`UPDATE glass_openings SET until = until + interval '1 second'`)).rejects.toThrow('glass_openings_check');
    await expect(agencies.database.query(`UPDATE glass_openings SET area_code = '4108'`)).rejects.toThrow('glass_openings_area_code_check');
  });
});
