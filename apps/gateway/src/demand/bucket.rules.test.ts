import { createBuckets, createSightWindow } from './bucket.ts';

let now = 0;
beforeEach(() => (now = 1_000_000));

describe('what flows', () => {
  test('a reserve at once, then so much each second, each key for itself', () => {
    const buckets = createBuckets({ perSecond: 10, reserve: 3 }, () => now);
    expect([1, 2, 3, 4].map(() => buckets.take('a', 1))).toEqual([0, 0, 0, 100]);
    expect(buckets.take('b', 1)).toBe(0);
    now += 100;
    expect([buckets.take('a', 1), buckets.take('a', 1)]).toEqual([0, 100]);
    now += 3_600_000;
    expect(buckets.take('a', 4)).toBeGreaterThan(0);
    expect(buckets.take('a', 3)).toBe(0);
  });

  test('a key may have its own shares', () => {
    const buckets = createBuckets({ perSecond: 1, reserve: 1 }, () => now);
    expect(buckets.take('a', 50, { perSecond: 100, reserve: 100 })).toBe(0);
  });
});

describe('what was looked up within a minute', () => {
  test('each thing counts once, and after so many nothing new is shown until the first is a minute old', () => {
    const window = createSightWindow(3, () => now);
    expect(window.look('a', ['1', '2', '1'])).toBe(0);
    now += 10_000;
    expect(window.look('a', ['3', '2'])).toBe(0);
    expect(window.look('a', ['4'])).toBe(50_000);
    expect(window.look('a', ['1', '2', '3'])).toBe(0);
    expect(window.look('b', ['4'])).toBe(0);
    now += 50_000;
    expect(window.look('a', ['4', '5'])).toBe(0);
    expect(window.look('a', ['6'])).toBe(10_000);
  });
});
