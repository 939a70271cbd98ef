import { randomUUID } from 'node:crypto';
import { OrderConfirmed, OrderReleased, PersonMerged, PersonUnmerged } from '@lianfang/contracts/events';
import { bootDistrict, clerk, grid } from '../fixtures/district.ts';
import type { District } from '../fixtures/district.ts';

let district: District;
let gate: string;
beforeAll(async () => {
  district = await bootDistrict();
  gate = await district.gate();
});
afterAll(() => district.stop());

const order = (personId: string) => ({ orderId: randomUUID(), personId, householdId: null, areaCode: grid, mode: 'HOME' as const, day: '2022-11-20', plannedEnd: '2022-12-04T00:00:00+08:00', ruleVersion: 'protocol-8' });
const releasedOf = ({ plannedEnd: _, ruleVersion: __, ...facts }: ReturnType<typeof order>) => facts;
const kin = (keptId: string, droppedId: string, step: number, ids = [droppedId]) => ({ mergeId: randomUUID(), keptId, droppedId, areaCode: grid, step, ids });
const reasonAt = async (code: string) => (await district.scan({ gate, code })).reason;

describe('a person under an isolation order whose entry is merged', () => {
  it('does not vanish from the gate: whatever pass is shown is refused, before, through and after an undo', async () => {
    const [kept, dropped] = [await district.pass(), await district.pass()];
    const at = new Date('2022-11-20T07:00:00+08:00');
    const confirmed = order(dropped.person);
    await district.deliver(OrderConfirmed, { at, payload: confirmed });
    expect([await reasonAt(kept.code), await reasonAt(dropped.code)]).toEqual([null, 'UNDER_ISOLATION']);

    const id = randomUUID();
    for (let times = 0; times < 2; times += 1) await district.deliver(PersonMerged, { id, payload: kin(kept.person, dropped.person, 1) });
    expect([await reasonAt(kept.code), await reasonAt(dropped.code)]).toEqual(['UNDER_ISOLATION', 'UNDER_ISOLATION']);
    const ask = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Person { passes { id state } } } }`;
    const told = await district.call(clerk, ask, { of: [kept.person, dropped.person].map((person) => ({ __typename: 'Person', id: person })) });
    expect(told._entities.map(({ passes }: { passes: { state: string }[] }) => passes.map(({ state }) => state))).toEqual([['BLOCKED', 'BLOCKED'], ['BLOCKED', 'BLOCKED']]);

    // What was decided under the dropped id ends under it too.
    await district.deliver(PersonUnmerged, { payload: kin(kept.person, dropped.person, 2) });
    expect(await reasonAt(dropped.code)).toBe('UNDER_ISOLATION');
    const again = await district.pass();
    await district.deliver(PersonMerged, { payload: kin(again.person, dropped.person, 3) });
    await district.deliver(OrderReleased, { at: new Date('2022-11-20T07:30:00+08:00'), payload: releasedOf(confirmed) });
    expect(await reasonAt(again.code)).toBeNull();
  });

  it('stays blocked when facts over two merges come in the wrong order', async () => {
    const [first, second, third] = [await district.pass(), await district.pass(), await district.pass()];
    await district.deliver(OrderConfirmed, { at: new Date('2022-11-20T07:00:00+08:00'), payload: order(third.person) });
    // Third was merged into second, and that into first; the later fact arrives first.
    await district.deliver(PersonMerged, { payload: kin(first.person, second.person, 12, [second.person, third.person]) });
    await district.deliver(PersonMerged, { payload: kin(second.person, third.person, 11) });
    for (const { code } of [first, second, third]) expect(await reasonAt(code)).toBe('UNDER_ISOLATION');
  });
});
