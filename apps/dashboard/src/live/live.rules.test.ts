import { idle, stepLive, waitAfter } from './live.rules.ts';
import type { LiveSignal, LiveState, LiveStep } from './live.rules.ts';

function after(...signals: LiveSignal[]): { state: LiveState; steps: LiveStep[] } {
  return signals.reduce<{ state: LiveState; steps: LiveStep[] }>(({ state }, signal) => stepLive(state, signal), { state: idle, steps: [] });
}

const opened: LiveSignal[] = [{ type: 'start' }, { type: 'connected' }];

test('a first connection reads a snapshot once the stream is open, not before', () => {
  expect(after({ type: 'start' }).steps).toEqual([{ act: 'open', cursor: null }]);
  expect(after(...opened).steps).toContainEqual({ act: 'snapshot' });
});

test('a drop keeps the cursor, turns polling on and waits', () => {
  const { state, steps } = after(...opened, { type: 'message', cursor: 'c7' }, { type: 'dropped', chance: 0 });
  expect(state).toEqual({ phase: 'waiting', cursor: 'c7', failures: 1 });
  expect(steps).toEqual([{ act: 'close' }, { act: 'poll', on: true }, { act: 'wait', ms: 250 }]);
});

test('a reconnection resumes at the cursor and needs no snapshot', () => {
  const lost: LiveSignal[] = [...opened, { type: 'message', cursor: 'c7' }, { type: 'dropped', chance: 0 }, { type: 'due' }];
  expect(after(...lost).steps).toEqual([{ act: 'open', cursor: 'c7' }]);
  expect(after(...lost, { type: 'connected' }).steps).toEqual([{ act: 'poll', on: false }]);
});

test('a drop before any message reads a snapshot again: there is no cursor to resume at', () => {
  const { steps } = after(...opened, { type: 'dropped', chance: 0 }, { type: 'due' }, { type: 'connected' });
  expect(steps).toContainEqual({ act: 'snapshot' });
});

test('when the log no longer has the cursor, the stream opens afresh and a snapshot follows', () => {
  const expired: LiveSignal[] = [...opened, { type: 'message', cursor: 'old' }, { type: 'snapshotRequired' }];
  expect(after(...expired).steps).toEqual([{ act: 'close' }, { act: 'open', cursor: null }]);
  expect(after(...expired, { type: 'connected' }).steps).toContainEqual({ act: 'snapshot' });
});

test('a message without a cursor does not lose the one before', () => {
  expect(after(...opened, { type: 'message', cursor: 'c1' }, { type: 'message', cursor: null }).state.cursor).toBe('c1');
});

test('waits double up to half a minute, and chance spreads them', () => {
  expect([1, 2, 3, 4].map((failures) => waitAfter(failures, 1))).toEqual([500, 1000, 2000, 4000]);
  expect(waitAfter(40, 1)).toBe(30_000);
  expect(waitAfter(3, 0)).toBe(1000);
});

test('a server that accepts and drops at once is not hammered: only a message or a stream that held resets the wait', () => {
  const flapping: LiveSignal[] = [...opened, { type: 'dropped', chance: 1 }, { type: 'due' }, { type: 'connected' }, { type: 'dropped', chance: 1 }];
  expect(after(...flapping).state.failures).toBe(2);
  expect(after(...flapping, { type: 'due' }, { type: 'connected' }, { type: 'held' }).state.failures).toBe(0);
});

test('a second drop of the same stream does not start a second wait', () => {
  expect(after(...opened, { type: 'dropped', chance: 0 }, { type: 'dropped', chance: 0 }).steps).toEqual([]);
});

test('a refused subscription is not retried; polling goes on', () => {
  const { state, steps } = after({ type: 'start' }, { type: 'refused' });
  expect(state.phase).toBe('refused');
  expect(steps).toEqual([{ act: 'close' }, { act: 'poll', on: true }]);
  expect(stepLive(state, { type: 'dropped', chance: 0 }).steps).toEqual([]);
});

test('a stopped feed stays stopped', () => {
  const { state } = after(...opened, { type: 'stop' });
  expect(stepLive(state, { type: 'start' })).toEqual({ state, steps: [] });
});
