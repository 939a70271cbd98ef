import { idle, stepLive } from './live.rules.ts';
import type { LivePhase, LiveSignal, LiveStep } from './live.rules.ts';

/** What a stream tells its feed. */
export interface StreamSink<T> {
  connected(): void;
  message(value: T, cursor: string | null): void;
  dropped(): void;
  snapshotRequired(): void;
  refused(reason: string): void;
}

export interface LiveFeedParts<T> {
  /** Opens the stream at the cursor, or at its end; returns what closes it. */
  open(cursor: string | null, sink: StreamSink<T>): () => void;
  onMessage(value: T): void;
  /** Reads everything once: after an opening without a cursor, and while polling. */
  snapshot(): void;
  onPhase?(phase: LivePhase, reason?: string): void;
  pollEvery?: number;
  /** Even a quiet stream is checked this often. */
  checkEvery?: number;
  chance?: () => number;
}

export interface LiveFeed {
  stop(): void;
  phase(): LivePhase;
}

const heldAfter = 10_000;

/** Runs the machine of `live.rules.ts`: sockets, timers and chance live here. */
export function startLiveFeed<T>(parts: LiveFeedParts<T>): LiveFeed {
  let state = idle;
  let close: () => void = () => undefined;
  let poll: ReturnType<typeof setInterval> | undefined;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let holding: ReturnType<typeof setTimeout> | undefined;
  const chance = parts.chance ?? Math.random;

  function send(signal: LiveSignal, reason?: string): void {
    const before = state.phase;
    const next = stepLive(state, signal);
    state = next.state;
    if (state.phase !== before) parts.onPhase?.(state.phase, reason);
    for (const step of next.steps) carryOut(step);
  }

  function carryOut(step: LiveStep): void {
    if (step.act === 'open') openAt(step.cursor);
    if (step.act === 'close') closeStream();
    if (step.act === 'snapshot') parts.snapshot();
    if (step.act === 'wait') waiting = setTimeout(() => send({ type: 'due' }), step.ms);
    if (step.act === 'poll') setPolling(step.on);
  }

  function openAt(cursor: string | null): void {
    let current = true;
    const guard = (act: () => void) => () => {
      if (current) act();
    };
    const end = parts.open(cursor, {
      connected: guard(() => {
        holding = setTimeout(() => send({ type: 'held' }), heldAfter);
        send({ type: 'connected' });
      }),
      message: (value, at) => {
        if (!current) return;
        send({ type: 'message', cursor: at });
        parts.onMessage(value);
      },
      dropped: guard(() => send({ type: 'dropped', chance: chance() })),
      snapshotRequired: guard(() => send({ type: 'snapshotRequired' })),
      refused: (reason) => guard(() => send({ type: 'refused' }, reason))(),
    });
    close = () => {
      current = false;
      end();
    };
  }

  function closeStream(): void {
    clearTimeout(holding);
    clearTimeout(waiting);
    close();
    close = () => undefined;
  }

  function setPolling(on: boolean): void {
    clearInterval(poll);
    poll = state.phase === 'stopped' ? undefined : setInterval(parts.snapshot, on ? (parts.pollEvery ?? 5_000) : (parts.checkEvery ?? 30_000));
  }

  send({ type: 'start' });
  return { stop: () => send({ type: 'stop' }), phase: () => state.phase };
}
