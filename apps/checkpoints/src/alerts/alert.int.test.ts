import { randomUUID } from 'node:crypto';
import { bootDistrict, clerk, foreignHealth, grid, guard, health, police } from '../fixtures/district.ts';
import type { District } from '../fixtures/district.ts';

let district: District;
let gate: string;
beforeAll(async () => {
  district = await bootDistrict();
  gate = await district.gate();
});
afterAll(() => district.stop());

const acknowledge = 'mutation ($id: ID!) { acknowledgeAlert(alertId: $id) { id state acknowledgedBy acknowledgedAt } }';
const close = 'mutation ($id: ID!, $outcome: String!) { closeAlert(alertId: $id, outcome: $outcome) { id state outcome closedBy closedAt } }';

/** Somebody with a fever comes to the gate. */
async function fever(at = gate): Promise<string> {
  const { alert } = await district.scan({ gate: at, person: randomUUID(), temperature: 38.2, direction: 'IN' });
  return alert!.id;
}

describe('an alert', () => {
  it('is acknowledged, acknowledged again without effect, and closed with what was done', async () => {
    const id = await fever();
    const told = (await district.outbox('alert-changed')).length;
    const first = await district.call(health, acknowledge, { id });
    expect(first.acknowledgeAlert).toMatchObject({ state: 'ACKNOWLEDGED', acknowledgedBy: '区卫健委' });
    district.clock.advance(1_000);
    expect(await district.call(health, acknowledge, { id })).toEqual(first);
    const { closeAlert } = await district.call(health, close, { id, outcome: '已送发热门诊' });
    expect(closeAlert).toMatchObject({ state: 'CLOSED', outcome: '已送发热门诊', closedBy: '区卫健委' });
    const events = (await district.outbox('alert-changed')).slice(told);
    expect(events.map(({ subject, data }) => [subject, data.state])).toEqual([[id, 'ACKNOWLEDGED'], [id, 'CLOSED']]);
  });

  it('is not closed without an outcome, nor twice', async () => {
    const id = await fever();
    expect(await district.refused(health, close, { id, outcome: '  ' })).toMatchObject({ code: 'ALERT_OUTCOME_MISSING' });
    await district.call(health, close, { id, outcome: '已处置' });
    expect(await district.refused(health, close, { id, outcome: '再次' })).toMatchObject({ code: 'ALERT_CLOSED' });
    expect(await district.refused(health, acknowledge, { id })).toMatchObject({ code: 'ALERT_CLOSED' });
  });

  it('is taken by one agency when several reach for it at once', async () => {
    const id = await fever();
    const codes = await Promise.allSettled([health, police, clerk].map((actor) => district.call(actor, acknowledge, { id })));
    expect(codes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('of another area is as unknown as one that does not exist', async () => {
    const id = await fever();
    for (const asked of [id, randomUUID(), 'alert']) {
      expect(await district.refused(foreignHealth, acknowledge, { id: asked })).toMatchObject({ code: 'ALERT_NOT_FOUND' });
      expect(await district.call(foreignHealth, 'query ($id: ID!) { alert(id: $id) { id } }', { id: asked })).toEqual({ alert: null });
    }
  });

  it('is not handled by a guard', async () => {
    expect(await district.refused(guard, acknowledge, { id: await fever() })).toMatchObject({ code: 'UNAUTHORIZED_FIELD_OR_TYPE' });
  });

  it.each([
    ['closed without an outcome', `state = 'CLOSED', acknowledged_at = now(), acknowledged_agency = 'health', closed_at = now()`],
    ['acknowledged by nobody', `state = 'ACKNOWLEDGED'`],
    ['raised and closed', 'closed_at = now()'],
  ])('cannot be %s, whoever writes it', async (_case, change) => {
    const written = district.database.query(`UPDATE alerts SET ${change} WHERE id = $1`, [await fever()]);
    await expect(written).rejects.toThrow('violates check constraint');
  });
});

describe('alerts of an area', () => {
  const list = `query ($areaCode: ID!, $state: AlertState, $first: Int! = 50, $after: String) {
    alerts(areaCode: $areaCode, state: $state, first: $first, after: $after) {
      totalCount pageInfo { hasNextPage endCursor } edges { node { id kind checkpoint { name } passage { temperature alert { id } } person { id } area { code } } } } }`;
  const street = '410811007';
  const community = '410811007001';
  const raised: string[] = [];

  beforeAll(async () => {
    const far = await district.gate({ areaCode: community, name: '七街口' });
    for (let at = 0; at < 3; at += 1) {
      raised.unshift(await fever(far));
      district.clock.advance(1_000);
    }
    await district.call(health, close, { id: raised[1], outcome: '已处置' });
  });

  const idsOf = (connection: any) => connection.edges.map(({ node }: { node: { id: string } }) => node.id); // eslint-disable-line @typescript-eslint/no-explicit-any -- answer of the graph

  it('come newest first, page by page, with what belongs to them', async () => {
    const { alerts } = await district.call(health, list, { areaCode: street, first: 2 });
    expect([alerts.totalCount, alerts.pageInfo.hasNextPage, idsOf(alerts)]).toEqual([3, true, raised.slice(0, 2)]);
    expect(alerts.edges[0].node).toMatchObject({
      kind: 'FEVER', checkpoint: { name: '七街口' }, passage: { temperature: 38.2, alert: { id: raised[0] } }, area: { code: community },
    });
    const next = await district.call(health, list, { areaCode: street, first: 2, after: alerts.pageInfo.endCursor });
    expect(idsOf(next.alerts)).toEqual([raised[2]]);
    expect(idsOf((await district.call(health, list, { areaCode: street, state: 'CLOSED' })).alerts)).toEqual([raised[1]]);
    const noPlace = { areaCode: street, after: Buffer.from('nowhere').toString('base64url') };
    expect(await district.refused(health, list, noPlace)).toMatchObject({ code: 'CURSOR_INVALID' });
  });

  it('that nobody has closed stand at the area, those below included', async () => {
    const query = `query ($refs: [_Any!]!) { _entities(representations: $refs) {
      ... on Area { openAlerts(first: 5) { id } } ... on Alert { id kind } } }`;
    const refs = [{ __typename: 'Area', code: street }, { __typename: 'Area', code: community }, { __typename: 'Alert', id: raised[0] }];
    const open = [{ id: raised[0] }, { id: raised[2] }];
    expect((await district.call(health, query, { refs }))._entities).toEqual([{ openAlerts: open }, { openAlerts: open }, { id: raised[0], kind: 'FEVER' }]);
    expect(await district.refused(clerk, query, { refs })).toMatchObject({ code: 'AREA_NOT_YOURS' });
    expect(await district.refused(foreignHealth, list, { areaCode: grid })).toMatchObject({ code: 'AREA_NOT_YOURS' });
  });
});
