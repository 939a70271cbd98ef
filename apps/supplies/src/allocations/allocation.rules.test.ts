import { byLargestRemainder, planLines } from './allocation.rules.ts';

describe('sharing by headcount', () => {
  it('gives each its part and the largest remainders one more, so that the sum is the total', () => {
    expect(byLargestRemainder(10, [1, 1, 1])).toEqual([4, 3, 3]);
    expect(byLargestRemainder(49_500, [3300, 0, 1700])).toEqual([32_670, 0, 16_830]);
  });

  it('always sums to the total', () => {
    let seed = 7;
    const next = (below: number) => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) % below;
    for (let round = 0; round < 500; round++) {
      const weights = Array.from({ length: 1 + next(20) }, () => next(100));
      if (weights.every((weight) => weight === 0)) continue;
      const total = 1 + next(10_000);
      const shares = byLargestRemainder(total, weights);
      expect(shares.reduce((sum, share) => sum + share, 0)).toBe(total);
      expect(shares.every((share, at) => (weights[at] === 0 ? share === 0 : share >= 0))).toBe(true);
    }
  });

  it('leaves out a receiver whose share is nothing', () => {
    const lines = [{ placeId: 'a', headcount: 100 }, { placeId: 'b', headcount: 0 }];
    expect(planLines({ basis: 'HEADCOUNT', quantity: 5, lines })).toEqual([{ placeId: 'a', headcount: 100, quantity: 5 }]);
  });
});

describe('a plan', () => {
  it.each([
    ['of a province', { basis: 'NEED' as const, lines: Array.from({ length: 1_001 }, (_, at) => ({ placeId: String(at), quantity: 1 })) }, 'ALLOCATION_TOO_LARGE'],
    ['for two thousand million heads', { basis: 'HEADCOUNT' as const, quantity: 5, lines: [{ placeId: 'a', headcount: 2_147_483_647 }] }, 'HEADCOUNT_INVALID'],
    ['without receivers', { basis: 'NEED' as const, lines: [] }, 'ALLOCATION_EMPTY'],
    ['with a receiver twice', { basis: 'NEED' as const, lines: [{ placeId: 'a', quantity: 1 }, { placeId: 'a', quantity: 2 }] }, 'PLACE_TWICE'],
    ['without a quantity', { basis: 'NEED' as const, lines: [{ placeId: 'a' }] }, 'QUANTITY_INVALID'],
    ['by headcount without heads', { basis: 'HEADCOUNT' as const, quantity: 5, lines: [{ placeId: 'a' }] }, 'HEADCOUNT_MISSING'],
  ])('%s is refused', (_case, draft, code) => {
    expect(() => planLines(draft)).toThrow(expect.objectContaining({ code }));
  });
});
