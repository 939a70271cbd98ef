import type { EventEnvelope } from '@lianfang/contracts/events';
import { type Broker, type BrokerMessage, type BrokerTail, PositionGone, type Positions } from '@lianfang/platform/broker';
import type { Log } from '@lianfang/platform/observability';
import { type EventTrust, openEnvelope, parseEnvelope } from '@lianfang/platform/signing';
import { createMemory } from './memory.ts';
import { type LogPlace, advanced, hasReached, liesAhead, ofTopics } from './positions.rules.ts';
import { type Replay, createReplay, placeOf } from './reread.ts';

/** An event with its place in the log and the positions after it. */
export interface FedEvent {
  readonly place: LogPlace;
  readonly event: EventEnvelope;
  readonly positions: Positions;
}

/** The gateway's own reading of the event log: every partition, from now on, and the recent past in memory. */
export interface Feed {
  /** What has been handed on so far. */
  positions(): Positions;
  onEvent(listener: (event: FedEvent) => void): void;
  /** The log lost events that had not been read: nobody can be told what they were. */
  onGap(listener: () => void): void;
  /** Reads further topics as well; those read already go on. */
  follow(topics: ReadonlySet<string>): Promise<void>;
  /** What was before. */
  replay: Replay;
  /** When an event last arrived, in milliseconds since 1970; null before the first. */
  lastEventAt(): number | null;
  /**
   * Everything was read that the log held when this was last asked. False before the first reading, and for the first time after
   * the log could not be reached. @throws when it cannot be reached
   */
  isUpToDate(): Promise<boolean>;
  stop(): Promise<void>;
}

const remembered = 20_000;
const pauseMs = 1_000;

export function createFeed(broker: Broker, trust: EventTrust | null, log: Log): Feed {
  const listeners: ((event: FedEvent) => void)[] = [];
  const gapListeners: (() => void)[] = [];
  const memory = createMemory(remembered);
  let positions: Positions = {};
  let tail: BrokerTail | undefined;
  let stopped = false;
  let lastEventAt: number | null = null;
  let wanted: ReadonlySet<string> = new Set();
  /** Where the log ended when it was last looked at. */
  let heldThen: Positions | undefined;

  const take = (message: BrokerMessage) => {
    if (!liesAhead(message, positions)) return;
    positions = advanced(positions, message);
    const event = readEvent(message, trust, log);
    if (!event) return;
    lastEventAt = Date.now();
    const fed = { place: placeOf(message), event, positions };
    memory.add(fed);
    for (const listener of listeners) listener(fed);
  };

  const restart = async (topics: ReadonlySet<string>) => {
    const { latest } = await broker.positions([...topics]);
    const start = { ...latest, ...ofTopics(positions, topics) };
    memory.open(latest);
    positions = { ...latest, ...positions };
    await tail?.stop();
    tail = await broker.tail({ topics: [...topics], from: start, onMessage: take });
  };

  const startOver = () => {
    memory.clear();
    positions = {};
    for (const listener of gapListeners) listener();
  };

  return {
    positions: () => positions,
    onEvent: (listener) => void listeners.push(listener),
    onGap: (listener) => void gapListeners.push(listener),
    async follow(topics) {
      const known = new Set(Object.keys(positions));
      if (tail && [...topics].every((topic) => known.has(topic))) return;
      const all = new Set([...known, ...topics]);
      wanted = all;
      for (;;) {
        try {
          await broker.ensureTopics([...all]);
          return await restart(all);
        } catch (cause) {
          if (stopped) return;
          if (cause instanceof PositionGone) startOver();
          log.warn({ err: cause }, 'the event log cannot be read; trying again');
          await new Promise((proceed) => setTimeout(proceed, pauseMs));
          if (stopped) return;
        }
      }
    },
    replay: createReplay({ broker, memory, reached: () => positions, read: (message) => readEvent(message, trust, log) }),
    lastEventAt: () => lastEventAt,
    async isUpToDate() {
      const goal = heldThen;
      heldThen = undefined;
      const topics = [...wanted];
      heldThen = topics.length ? (await broker.positions(topics)).latest : {};
      return goal !== undefined && (tail !== undefined || topics.length === 0) && hasReached(positions, goal);
    },
    async stop() {
      stopped = true;
      await tail?.stop();
    },
  };
}

function readEvent(message: BrokerMessage, trust: EventTrust | null, log: Log): EventEnvelope | undefined {
  try {
    return trust ? openEnvelope(message, trust) : parseEnvelope(message.value);
  } catch (cause) {
    log.error({ err: cause, ...placeOf(message) }, 'a message of the event log is forged or no event; nobody is told of it');
    return undefined;
  }
}
