import { ageInSeconds, freshnessOf } from './freshness.ts';

const now = new Date('2022-04-12T08:00:00+08:00');
const before = (seconds: number) => new Date(now.getTime() - seconds * 1000);

test.each([[0, 'fresh'], [45, 'fresh'], [46, 'ageing'], [180, 'ageing'], [181, 'stale']])('figures confirmed %i s ago are %s', (seconds, expected) => {
  expect(freshnessOf(before(seconds), now)).toBe(expected);
});

test('figures that were never confirmed are stale', () => {
  expect(freshnessOf(null, now)).toBe('stale');
});

test('a server clock ahead of the screen gives no negative age', () => {
  expect(ageInSeconds(before(-5), now)).toBe(0);
});
