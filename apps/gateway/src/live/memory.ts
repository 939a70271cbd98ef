import type { FedEvent } from './feed.ts';
import { type Positions, advanced, isBefore, isLess, liesAhead, ofTopics } from './positions.rules.ts';

/** The recent past of the event log, held once for everybody who comes back. */
export interface Memory {
  /** From here on it holds everything. */
  start(): Positions;
  /** Topics that are read from now on as well. */
  open(topics: Positions): void;
  add(fed: FedEvent): void;
  /** True when it reaches back that far. */
  holds(from: Positions, topics: ReadonlySet<string>): boolean;
  /** The events between these positions, which it holds. Costs what is found, not what is held. */
  recall(from: Positions, goal: Positions, topics: ReadonlySet<string>): readonly FedEvent[];
  /** True when so many earlier events may be put before what is held. */
  hasRoomFor(count: number): boolean;
  /** Nothing is forgotten until the earlier events are here. @returns the same value as `read`. Not to be nested. */
  deepen(read: () => Promise<{ from: Positions; events: readonly FedEvent[] }>): Promise<void>;
  clear(): void;
}

/** Where the events of one partition stand among all, in the order of the log. */
interface Shelf {
  readonly topic: string;
  readonly partition: number;
  offsets: string[];
  /** Of `recent`, counted from the first event ever. */
  numbers: number[];
}

export function createMemory(limit: number): Memory {
  let recent: FedEvent[] = [];
  /** Number of the first of `recent`. */
  let first = 0;
  let shelves = new Map<string, Shelf>();
  let start: Positions = {};
  let deepening = false;

  const put = ({ place: { topic, partition, offset } }: FedEvent, number: number) => {
    const name = `${partition} ${topic}`;
    let shelf = shelves.get(name);
    if (!shelf) shelves.set(name, (shelf = { topic, partition, offsets: [], numbers: [] }));
    shelf.offsets.push(offset);
    shelf.numbers.push(number);
  };
  const arrange = () => {
    shelves = new Map();
    recent.forEach((fed, at) => put(fed, first + at));
  };

  const forget = () => {
    const gone = recent.splice(0, recent.length - limit + Math.ceil(limit / 10));
    for (const { place } of gone) start = advanced(start, place);
    first += gone.length;
    arrange();
  };

  return {
    start: () => start,
    open: (topics) => void (start = { ...topics, ...start }),
    add(fed) {
      put(fed, first + recent.length);
      recent.push(fed);
      if (recent.length > limit && !deepening) forget();
    },
    holds: (from, topics) => !isBefore(from, ofTopics(start, topics)),
    recall(from, goal, topics) {
      let [begin, end] = [Infinity, -Infinity];
      for (const { topic, partition, offsets, numbers } of shelves.values()) {
        if (!topics.has(topic)) continue;
        const [a, b] = [firstFrom(offsets, from[topic]?.[partition]), firstFrom(offsets, goal[topic]?.[partition])];
        if (a >= b) continue;
        begin = Math.min(begin, numbers[a]!);
        end = Math.max(end, numbers[b - 1]!);
      }
      if (begin > end) return [];
      return recent.slice(begin - first, end - first + 1).filter(({ place }) => topics.has(place.topic) && liesAhead(place, from) && !liesAhead(place, goal));
    },
    hasRoomFor: (count) => recent.length + count <= limit,
    async deepen(read) {
      deepening = true;
      try {
        const { from, events } = await read();
        recent = [...events, ...recent];
        start = { ...start, ...from };
        arrange();
      } finally {
        deepening = false;
      }
    },
    clear() {
      recent = [];
      shelves = new Map();
      start = {};
    },
  };
}

/** Index of the first offset that is not before this one; a position never heard of has everything ahead. */
function firstFrom(offsets: readonly string[], position = '0'): number {
  let [low, high] = [0, offsets.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isLess(offsets[middle]!, position)) low = middle + 1;
    else high = middle;
  }
  return low;
}
