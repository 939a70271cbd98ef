/**
 * One live subscription as a machine: what to do next, given where it stands and what just happened. No clock, no
 * socket, no randomness in here; `live-feed.ts` carries the steps out.
 *
 * The promise: nothing is missed in silence. Whoever reconnects with a cursor gets what came meanwhile; without a
 * cursor, or when the log no longer has it, a snapshot is read after the stream is open, so that no gap lies between.
 */
export type LivePhase = 'idle' | 'opening' | 'live' | 'waiting' | 'refused' | 'stopped';

export interface LiveState {
  phase: LivePhase;
  /** Position after the last message that arrived; opaque. */
  cursor: string | null;
  /** Attempts that failed since the stream last held. */
  failures: number;
}

export type LiveSignal =
  | { type: 'start' }
  | { type: 'connected' }
  | { type: 'message'; cursor: string | null }
  | { type: 'held' }
  | { type: 'dropped'; chance: number }
  | { type: 'snapshotRequired' }
  | { type: 'refused' }
  | { type: 'due' }
  | { type: 'stop' };

export type LiveStep =
  | { act: 'open'; cursor: string | null }
  | { act: 'close' }
  | { act: 'snapshot' }
  | { act: 'wait'; ms: number }
  | { act: 'poll'; on: boolean };

export const idle: LiveState = { phase: 'idle', cursor: null, failures: 0 };

const firstWait = 500;
const longestWait = 30_000;

/** Exponential with full jitter below, so that a thousand walls do not come back in the same second. */
export function waitAfter(failures: number, chance: number): number {
  const ceiling = Math.min(longestWait, firstWait * 2 ** (failures - 1));
  return Math.round(ceiling / 2 + (ceiling / 2) * chance);
}

export function stepLive(state: LiveState, signal: LiveSignal): { state: LiveState; steps: LiveStep[] } {
  if (state.phase === 'stopped') return { state, steps: [] };
  switch (signal.type) {
    case 'start':
      return { state: { ...state, phase: 'opening' }, steps: [{ act: 'open', cursor: state.cursor }] };
    case 'connected':
      return { state: { ...state, phase: 'live' }, steps: [{ act: 'poll', on: false }, ...(state.cursor ? [] : [{ act: 'snapshot' } as const])] };
    case 'message':
      return { state: { phase: 'live', cursor: signal.cursor ?? state.cursor, failures: 0 }, steps: [] };
    case 'held':
      return { state: { ...state, failures: 0 }, steps: [] };
    case 'dropped':
      return drop(state, signal.chance);
    case 'snapshotRequired':
      return { state: { ...state, phase: 'opening', cursor: null }, steps: [{ act: 'close' }, { act: 'open', cursor: null }] };
    case 'refused':
      return { state: { ...state, phase: 'refused' }, steps: [{ act: 'close' }, { act: 'poll', on: true }] };
    case 'due':
      return state.phase === 'waiting' ? { state: { ...state, phase: 'opening' }, steps: [{ act: 'open', cursor: state.cursor }] } : { state, steps: [] };
    case 'stop':
      return { state: { ...state, phase: 'stopped' }, steps: [{ act: 'close' }, { act: 'poll', on: false }] };
  }
}

function drop(state: LiveState, chance: number): { state: LiveState; steps: LiveStep[] } {
  if (state.phase !== 'opening' && state.phase !== 'live') return { state, steps: [] };
  const failures = state.failures + 1;
  return {
    state: { ...state, phase: 'waiting', failures },
    steps: [{ act: 'close' }, { act: 'poll', on: true }, { act: 'wait', ms: waitAfter(failures, chance) }],
  };
}
