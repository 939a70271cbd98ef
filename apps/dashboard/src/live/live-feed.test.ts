import { startLiveFeed } from './live-feed.ts';
import type { StreamSink } from './live-feed.ts';

interface Opening {
  cursor: string | null;
  sink: StreamSink<number>;
  closed: boolean;
}

function watch() {
  const openings: Opening[] = [];
  const seen: number[] = [];
  const phases: string[] = [];
  let snapshots = 0;
  const feed = startLiveFeed<number>({
    open(cursor, sink) {
      const opening = { cursor, sink, closed: false };
      openings.push(opening);
      return () => {
        opening.closed = true;
      };
    },
    onMessage: (value) => seen.push(value),
    snapshot: () => {
      snapshots += 1;
    },
    onPhase: (phase) => phases.push(phase),
    pollEvery: 5_000,
    checkEvery: 30_000,
    chance: () => 1,
  });
  return { feed, openings, seen, phases, last: () => openings.at(-1)!, snapshots: () => snapshots };
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

test('a lost stream comes back by itself at the last cursor and goes on', () => {
  const wall = watch();
  wall.last().sink.connected();
  wall.last().sink.message(1, 'a');
  wall.last().sink.dropped();
  expect(wall.last().closed).toBe(true);
  jest.advanceTimersByTime(500);
  expect(wall.openings.map((opening) => opening.cursor)).toEqual([null, 'a']);
  wall.last().sink.connected();
  wall.last().sink.message(2, 'b');
  expect(wall.seen).toEqual([1, 2]);
  expect(wall.snapshots()).toBe(1);
  wall.feed.stop();
});

test('figures are polled while the stream is away, and checked seldom while it is there', () => {
  const wall = watch();
  for (let attempt = 0; attempt < 8; attempt += 1) {
    wall.last().sink.dropped();
    jest.advanceTimersByTime(500 * 2 ** attempt);
  }
  const polled = wall.snapshots();
  expect(polled).toBeGreaterThan(5);
  wall.last().sink.connected();
  const read = wall.snapshots();
  jest.advanceTimersByTime(60_000);
  expect(wall.snapshots()).toBe(read + 2);
  wall.feed.stop();
});

test('an expired cursor ends in a fresh stream and a snapshot', () => {
  const wall = watch();
  wall.last().sink.connected();
  wall.last().sink.message(1, 'old');
  wall.last().sink.snapshotRequired();
  wall.last().sink.connected();
  expect(wall.openings.map((opening) => opening.cursor)).toEqual([null, null]);
  expect(wall.snapshots()).toBe(2);
  wall.feed.stop();
});

test('what an old stream still says after it was closed is not heard', () => {
  const wall = watch();
  const old = wall.last();
  old.sink.connected();
  old.sink.dropped();
  jest.advanceTimersByTime(500);
  old.sink.message(9, 'late');
  old.sink.dropped();
  expect(wall.seen).toEqual([]);
  expect(wall.openings).toHaveLength(2);
  wall.feed.stop();
});

test('a stopped feed leaves no timer behind', () => {
  const wall = watch();
  wall.last().sink.connected();
  wall.last().sink.dropped();
  wall.feed.stop();
  expect(jest.getTimerCount()).toBe(0);
});
