import { ageInSeconds, freshnessOf, freshnessWith } from './freshness.ts';
import { readServerFreshness } from './server-freshness.ts';

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

test.each([
  ['was there a minute ago', 60, 'ageing'],
  ['was there ten seconds ago', 10, 'ageing'],
  ['was there an hour ago', 3_600, 'stale'],
])('while the event log is away, figures that are confirmed again and again age with the last event, which %s', (_, seconds, expected) => {
  expect(freshnessWith(now, { live: 'stale', lastEventAt: before(seconds).toISOString() }, now)).toBe(expected);
});

test('a log that is away and never told anything makes figures stale; one that is read leaves them as they are', () => {
  expect([freshnessWith(now, { live: 'stale', lastEventAt: null }, now), freshnessWith(now, { live: 'fresh' }, now), freshnessWith(before(60), null, now)]).toEqual(['stale', 'fresh', 'ageing']);
});

test.each([[undefined], [null], ['x'], [{}], [{ live: 'maybe' }]])('a ping with %j says nothing of the log', (told) => {
  expect(readServerFreshness(told)).toBeNull();
});

test('a ping says since when the log is away, and when it is there again', () => {
  expect([readServerFreshness({ live: 'stale', lastEventAt: '2022-04-12T00:00:00.000Z' }), readServerFreshness({ live: 'fresh' })]).toEqual([{ live: 'stale', lastEventAt: '2022-04-12T00:00:00.000Z' }, { live: 'fresh' }]);
});
