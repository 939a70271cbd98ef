import { randomUUID } from 'node:crypto';
import { actorOf } from '@lianfang/testing/graph';
import { bootDistrict, clerk, community, foreignGuard, guard, health, morning } from '../fixtures/district.ts';
import type { District } from '../fixtures/district.ts';

let district: District;
let highway: string;
beforeAll(async () => {
  district = await bootDistrict();
  highway = await district.gate({ name: '焦作东高速口', kind: 'HIGHWAY', areaCode: '410811' });
});
afterAll(() => district.stop());

const declare = `mutation ($input: DeclareArrivalInput!) { declareArrival(input: $input) {
  id person { id } checkpoint { id name } area { code } household { id } originAreaCode originName risk plate temperature letterSigned arrivedAt receivedAt } }`;

function input(change: object = {}) {
  return {
    key: randomUUID(), personId: randomUUID(), checkpointId: highway, areaCode: community, originAreaCode: '4403', originName: '深圳市',
    risk: 'HIGH', letterSigned: true, arrivedAt: morning, ...change,
  };
}

describe('declaring an arrival', () => {
  it('is answered, kept and told without a name or a number', async () => {
    const household = randomUUID();
    const asked = input({ householdId: household, plate: '粤B12345', temperature: 36.6 });
    const { declareArrival: arrival } = await district.call(guard, declare, { input: asked });
    expect(arrival).toMatchObject({
      person: { id: asked.personId }, checkpoint: { id: highway, name: '焦作东高速口' }, area: { code: community }, household: { id: household },
      risk: 'HIGH', plate: '粤B12345', temperature: null, letterSigned: true,
    });
    const { arrival: seen } = await district.call(health, `query ($id: ID!) { arrival(id: $id) { temperature } }`, { id: arrival.id });
    expect(seen).toEqual({ temperature: 36.6 });
    const told = (await district.outbox('arrival-declared')).at(-1)!;
    expect(told).toMatchObject({ subject: arrival.id, areacode: community });
    expect(told.data).toEqual({
      arrivalId: arrival.id, personId: asked.personId, householdId: household, checkpointId: highway, areaCode: community, originAreaCode: '4403',
      risk: 'HIGH', temperature: 36.6, day: '2022-11-20', arrivedAt: '2022-11-20T00:00:00.000Z',
    });
  });

  it('gives one key one answer, sent ten times at once', async () => {
    const asked = input();
    const answers = await Promise.all(Array.from({ length: 10 }, () => district.call(guard, declare, { input: asked })));
    expect(new Set(answers.map(({ declareArrival }) => declareArrival.id)).size).toBe(1);
    expect(await district.refused(guard, declare, { input: { ...asked, risk: 'LOW' } })).toMatchObject({ code: 'KEY_REUSED' });
  });

  it('with a fever alerts the health commission', async () => {
    const asked = input({ temperature: 37.3 });
    await district.call(guard, declare, { input: asked });
    expect((await district.outbox('alert-raised')).at(-1)).toMatchObject({ data: { kind: 'FEVER', personId: asked.personId, ownerAgency: 'health' } });
  });

  it.each([
    ['without the letter', { letterSigned: false }, 'LETTER_NOT_SIGNED'],
    ['from nowhere', { originAreaCode: 'abc' }, 'ORIGIN_UNKNOWN'],
    ['at no checkpoint', { checkpointId: randomUUID() }, 'CHECKPOINT_NOT_FOUND'],
    ['to another county', { areaCode: '410802001001' }, 'DESTINATION_UNKNOWN'],
  ])('%s is refused and leaves nothing', async (_case, change, code) => {
    const before = [await district.count('arrivals'), await district.count('outbox'), await district.count('alerts')];
    expect(await district.refused(guard, declare, { input: input({ temperature: 39, ...change }) })).toMatchObject({ code });
    expect([await district.count('arrivals'), await district.count('outbox'), await district.count('alerts')]).toEqual(before);
  });

  it('is for the gates of the own area and for those who may', async () => {
    expect(await district.refused(foreignGuard, declare, { input: input() })).toMatchObject({ code: 'CHECKPOINT_NOT_FOUND' });
    expect(await district.refused(clerk, declare, { input: input() })).toMatchObject({ code: 'UNAUTHORIZED_FIELD_OR_TYPE' });
  });

  it('without the letter cannot be written by anybody', async () => {
    await district.call(guard, declare, { input: input() });
    await expect(district.database.query('UPDATE arrivals SET letter_signed = false')).rejects.toThrow('violates check constraint');
  });
});

describe('arrivals', () => {
  const list = `query ($areaCode: ID!, $risk: RiskLevel) { arrivals(areaCode: $areaCode, risk: $risk, first: 2) { totalCount edges { node { id checkpoint { name } } } } }`;
  const byReference = `query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on Person { latestArrival { id } } ... on Arrival { id } } }`;

  it('of an area come newest first; its community sees them and the far gate they came by', async () => {
    const areaCode = '410811009001';
    const ids: string[] = [];
    for (const [risk, arrivedAt] of [['HIGH', '07:00'], ['LOW', '07:40'], ['HIGH', '07:20']]) {
      const asked = input({ areaCode, risk, arrivedAt: `2022-11-20T${arrivedAt}:00+08:00` });
      ids.push((await district.call(guard, declare, { input: asked })).declareArrival.id);
    }
    const neighbour = actorOf('community', { areaCode });
    const { arrivals } = await district.call(neighbour, list, { areaCode });
    expect(arrivals).toEqual({
      totalCount: 3,
      edges: [ids[1], ids[2]].map((id) => ({ node: { id, checkpoint: { name: '焦作东高速口' } } })),
    });
    expect((await district.call(neighbour, list, { areaCode, risk: 'HIGH' })).arrivals.totalCount).toBe(2);
    expect(await district.refused(clerk, list, { areaCode })).toMatchObject({ code: 'AREA_NOT_YOURS' });
  });

  it('of a person: the latest, for those it concerns', async () => {
    const personId = randomUUID();
    const declared = async (arrivedAt: string) => (await district.call(guard, declare, { input: input({ personId, arrivedAt }) })).declareArrival.id;
    const late = await declared('2022-11-20T07:30:00+08:00');
    await declared('2022-11-10T07:30:00+08:00');
    const refs = [{ __typename: 'Person', id: personId }, { __typename: 'Arrival', id: late }, { __typename: 'Person', id: 'nobody' }];
    expect((await district.call(health, byReference, { refs }))._entities).toEqual([{ latestArrival: { id: late } }, { id: late }, { latestArrival: null }]);
    const elsewhere = actorOf('community', { areaCode: '410811009001' });
    expect((await district.call(elsewhere, byReference, { refs }))._entities).toEqual([{ latestArrival: null }, null, { latestArrival: null }]);
  });
});
