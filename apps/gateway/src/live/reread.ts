import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import { type Broker, type BrokerMessage, type BrokerTail, PositionGone } from '@lianfang/platform/broker';
import type { FedEvent } from './feed.ts';
import type { Memory } from './memory.ts';
import { type LogPlace, type Positions, advanced, countBetween, hasReached, isHeld, liesAhead, lower, ofTopics } from './positions.rules.ts';

export interface Rereading {
  broker: Broker;
  memory: Memory;
  /** What has been handed on so far. */
  reached(): Positions;
  /** @returns undefined for what is no event or nobody's whom we believe */
  read(message: BrokerMessage): FedEvent['event'] | undefined;
}

export interface Span {
  from: Positions;
  goal: Positions;
  topics: ReadonlySet<string>;
}

/**
 * Hands on every event between two positions, from memory or from the log. When thousands come back at once, the log is read once for
 * all of them; who has been away for longer than memory can hold reads it alone, a few at a time.
 */
export interface Replay {
  /** @throws PositionGone when the log no longer holds the first of the positions, or never did */
  (span: Span, hearer: Hearer): Promise<void>;
}

export interface Hearer {
  /** A few events, in the order of the log. */
  hear(events: readonly FedEvent[]): Promise<void>;
  /** Resolves when there is room for more. */
  ready(): Promise<void>;
}

const gatherMs = 20;
const aloneAtOnce = 4;
/** So many events are handed on at a time, to so many at once: in between the process is there for everybody else. */
const handful = 32;
const handsAtOnce = 8;

export function createReplay(o: Rereading): Replay {
  const look = shared((topics: readonly string[]) => o.broker.positions([...topics]));
  const alone = createTurns(aloneAtOnce);
  const hand = createTurns(handsAtOnce);
  let gathering: { from: Positions; topics: Set<string>; done: Promise<void> } | undefined;
  let deepened: Promise<void> = Promise.resolve();

  const demandHeld = async ({ from, topics }: Span) => {
    const { earliest, latest } = await look([...topics]);
    if (!isHeld(from, earliest, latest)) throw new PositionGone('the log no longer holds these positions');
  };

  /** Reads what lies before memory, as far back as the furthest of all who ask meanwhile. */
  const deepen = (span: Span): Promise<void> => {
    if (gathering) {
      gathering.from = lower(gathering.from, span.from);
      for (const topic of span.topics) gathering.topics.add(topic);
      return gathering.done;
    }
    const asked = { from: span.from, topics: new Set(span.topics), done: Promise.resolve() };
    gathering = asked;
    asked.done = deepened = deepened
      .catch(() => undefined)
      .then(() => pause(gatherMs))
      .then(() => {
        gathering = undefined;
        const goal = ofTopics(o.memory.start(), asked.topics);
        const from = lower(ofTopics(asked.from, asked.topics), goal);
        if (!o.memory.hasRoomFor(countBetween(from, goal))) return;
        return o.memory.deepen(async () => {
          const events: FedEvent[] = [];
          const others = o.memory.start();
          await readBetween(o, { from, goal, topics: asked.topics }, async (fed) => void events.push({ ...fed, positions: { ...others, ...fed.positions } }));
          return { from, events };
        });
      });
    return asked.done;
  };

  return async (span, hearer) => {
    const { from, goal, topics } = { ...span, from: ofTopics(span.from, span.topics) };
    const isKnown = () => o.memory.holds(from, topics);
    if (!hasReached(ofTopics(o.reached(), topics), from) || !isKnown()) await demandHeld({ from, goal, topics });
    if (!isKnown()) await deepen({ from, goal, topics });
    if (!isKnown()) return alone(() => readBetween(o, { from, goal, topics }, async (fed) => {
      await hearer.hear([fed]);
      await hearer.ready();
    }));
    const events = o.memory.recall(from, goal, topics);
    for (let at = 0; at < events.length; at += handful) {
      await hand(async () => {
        await nextTurn();
        await hearer.hear(events.slice(at, at + handful));
      });
      // Who reads slowly keeps nobody waiting.
      await hearer.ready();
    }
  };
}

/** Resolves when every event between the two positions was handed on. */
async function readBetween({ broker, read }: Rereading, { from, goal, topics }: Span, onEvent: (event: FedEvent) => Promise<void>): Promise<void> {
  if (hasReached(from, goal)) return;
  let positions = from;
  await new Promise<void>((resolve, reject) => {
    let tail: BrokerTail | undefined;
    let over = false;
    const end = (settle: () => void) => {
      if (over) return;
      over = true;
      settle();
      void tail?.stop();
    };
    const opened = broker.tail({
      topics: [...topics],
      from,
      async onMessage(message) {
        if (over || !liesAhead(message, positions)) return;
        positions = advanced(positions, message);
        const event = liesAhead(message, goal) ? undefined : read(message);
        if (event) await onEvent({ place: placeOf(message), event, positions }).catch((cause: unknown) => end(() => reject(cause)));
        if (hasReached(positions, goal)) end(resolve);
      },
    });
    opened.then((opening) => {
      tail = opening;
      if (over) void tail.stop();
    }, (cause: unknown) => end(() => reject(cause)));
  });
}

export function placeOf({ topic, partition, offset }: BrokerMessage): LogPlace {
  return { topic, partition, offset };
}

/** Who asks the same while it is being found out gets the same answer. */
function shared<T>(find: (topics: readonly string[]) => Promise<T>): (topics: readonly string[]) => Promise<T> {
  const under = new Map<string, Promise<T>>();
  return (topics) => {
    const key = [...topics].sort().join();
    let answer = under.get(key);
    if (!answer) under.set(key, (answer = find(topics).finally(() => under.delete(key))));
    return answer;
  };
}

function createTurns(atOnce: number): <T>(act: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let free = atOnce;
  return async (act) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((proceed) => waiting.push(proceed));
    try {
      return await act();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
}
