import { joined, movementsOf } from './movement.rules.ts';

const at = new Date('2022-11-20T00:00:00Z');
const noon = new Date('2022-11-20T04:00:00Z');

describe('what an event moves', () => {
  it('is its area and every area above, widest first', () => {
    const moved = movementsOf([{ areaCode: '410811001001', by: { passages: 1 } }], at);
    expect(moved.map(({ areaCode }) => areaCode)).toEqual(['41', '4108', '410811', '410811001', '410811001001']);
    expect(moved[0]).toEqual({ areaCode: '41', by: { passages: 1 }, changes: 1, asOf: at, levelChanges: 0, levelAsOf: null });
  });

  it('is one change, however many grids it touches', () => {
    const moved = movementsOf([
      { areaCode: '410811001001001', by: { sweepTargets: -3 } },
      { areaCode: '410811001001002', by: { sweepTargets: -4 } },
    ], at);
    expect(moved[0]).toMatchObject({ areaCode: '41', by: { sweepTargets: -7 }, changes: 1, levelChanges: 1, levelAsOf: at });
    expect(moved).toHaveLength(7);
  });

  it('is nothing where it comes to nothing', () => {
    expect(movementsOf([{ areaCode: '410811', by: { bedsOpen: 0 } }], at)).toEqual([]);
    const moved = movementsOf([{ areaCode: '410811001', by: { checkpointsOpen: -1 } }, { areaCode: '410811002', by: { checkpointsOpen: 1 } }], at);
    expect(moved.map(({ areaCode, by }) => [areaCode, by.checkpointsOpen])).toEqual([['410811001', -1], ['410811002', 1]]);
  });
});

it('movements of one area and day add up, in either order', () => {
  const [flow] = movementsOf([{ areaCode: '41', by: { passages: 1 } }], noon);
  const [level] = movementsOf([{ areaCode: '41', by: { households: 5 } }], at);
  const sum = { areaCode: '41', by: { passages: 1, households: 5 }, changes: 2, asOf: noon, levelChanges: 1, levelAsOf: at };
  expect(joined(flow!, level!)).toEqual(sum);
  expect(joined(level!, flow!)).toEqual(sum);
});
