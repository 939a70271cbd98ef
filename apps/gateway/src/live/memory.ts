import type { FedEvent } from './feed.ts';
import { type Positions, advanced, isBefore, liesAhead, ofTopics } from './positions.rules.ts';

/** The recent past of the event log, held once for everybody who comes back. */
export interface Memory {
  /** From here on it holds everything. */
  start(): Positions;
  /** Topics that are read from now on as well. */
  open(topics: Positions): void;
  add(fed: FedEvent): void;
  /** The events between these positions; null when it does not reach back that far. */
  recall(from: Positions, goal: Positions, topics: ReadonlySet<string>): readonly FedEvent[] | null;
  /** True when so many earlier events may be put before what is held. */
  hasRoomFor(count: number): boolean;
  /** Nothing is forgotten until the earlier events are here. @returns the same value as `read`. Not to be nested. */
  deepen(read: () => Promise<{ from: Positions; events: readonly FedEvent[] }>): Promise<void>;
  clear(): void;
}

export function createMemory(limit: number): Memory {
  let recent: FedEvent[] = [];
  let start: Positions = {};
  let deepening = false;

  const forget = () => {
    for (const { place } of recent.splice(0, recent.length - limit + Math.ceil(limit / 10))) start = advanced(start, place);
  };

  return {
    start: () => start,
    open: (topics) => void (start = { ...topics, ...start }),
    add(fed) {
      recent.push(fed);
      if (recent.length > limit && !deepening) forget();
    },
    recall(from, goal, topics) {
      if (isBefore(from, ofTopics(start, topics))) return null;
      return recent.filter(({ place }) => topics.has(place.topic) && liesAhead(place, from) && !liesAhead(place, goal));
    },
    hasRoomFor: (count) => recent.length + count <= limit,
    async deepen(read) {
      deepening = true;
      try {
        const { from, events } = await read();
        recent = [...events, ...recent];
        start = { ...start, ...from };
      } finally {
        deepening = false;
      }
    },
    clear() {
      recent = [];
      start = {};
    },
  };
}
