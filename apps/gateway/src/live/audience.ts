import type { EventEnvelope } from '@lianfang/contracts/events';
import type { Caller, Reporter } from '../engine/run.ts';
import type { Positions } from '@lianfang/platform/broker';
import { gatewayMetrics } from '../metrics.ts';
import type { FedEvent } from './feed.ts';
import { type Lru, createLru } from '../engine/lru.ts';
import { type LogPlace, ofTopics } from './positions.rules.ts';
import type { StreamPlan } from './stream.plan.ts';

/** One event as it is told: serialised once for everybody in the audience. */
export interface Told {
  /** The execution result with its cursor, as JSON. */
  readonly payload: string;
  readonly cursor: string;
}

/** An event with its place in the log, and what of the log was handled with it. */
export interface ToldEvent extends Told {
  readonly place: LogPlace;
  readonly positions: Positions;
}

/** Someone who listens: a socket's subscription or an event stream. */
export interface Listener {
  readonly caller: Caller;
  /** False when the listener's rights have ended meanwhile; nothing is told any more. */
  mayHear(event: EventEnvelope): boolean;
  tell(told: ToldEvent): void;
}

/**
 * All who asked the same with the same rights. An event is resolved once for them, told in the order of the log.
 */
export interface Audience {
  readonly plan: StreamPlan;
  readonly size: number;
  join(listener: Listener): void;
  leave(listener: Listener): void;
  /** An event of the feed. */
  hear(fed: FedEvent): void;
  /** What the audience is told of an event, now or some time ago; null when there is nothing to tell. */
  toldOf(fed: FedEvent): Promise<ToldEvent | null>;
}

/**
 * So many answers are remembered, for all audiences together: thousands who come back after two minutes ask for the same few thousand events,
 * each in its turn.
 */
const rememberedAnswers = 8_192;
/** Who comes back later than this is judged anew: the person may have moved. */
const goodForMs = 4_000;

export type Answers = Lru<{ readonly told: Promise<ToldEvent | null>; readonly at: number }>;

export function createAnswers(): Answers {
  return createLru(rememberedAnswers);
}

let audiences = 0;

export function createAudience(o: { plan: StreamPlan; answers: Answers; seal: (positions: Positions) => string; reporter: Reporter }): Audience {
  const ownNumber = (audiences += 1);
  /** Each with the number of events that had been heard when it joined. */
  const listeners = new Map<Listener, number>();
  let heard = 0;
  let queue: Promise<void> = Promise.resolve();

  const resolve = async ({ event, place, positions: reached }: FedEvent, caller: Caller): Promise<ToldEvent | null> => {
    const answer = await o.plan.resolve(event, caller, o.reporter);
    if (!answer) return null;
    gatewayMetrics.eventsTold.inc();
    const positions = ofTopics(reached, o.plan.topics);
    const cursor = o.seal(positions);
    const { data, errors } = answer;
    return { place, positions, cursor, payload: JSON.stringify({ ...(errors.length ? { errors } : {}), data, extensions: { cursor } }) };
  };

  /** Everybody here has the same rights, so anybody's token will do that has not ended. */
  const anyoneFor = (event: EventEnvelope): Listener | undefined => {
    for (const listener of listeners.keys()) if (listener.mayHear(event)) return listener;
    return undefined;
  };

  const toldOf = (fed: FedEvent): Promise<ToldEvent | null> => {
    const name = `${ownNumber} ${fed.event.id}`;
    const known = o.answers.get(name);
    if (known && performance.now() - known.at < goodForMs) return known.told;
    const spokesman = anyoneFor(fed.event);
    if (!spokesman) return Promise.resolve(null);
    const told = resolve(fed, spokesman.caller);
    o.answers.set(name, { told, at: performance.now() });
    return told;
  };

  const tellAll = (event: EventEnvelope, told: ToldEvent, number: number) => {
    for (const [listener, joinedAfter] of listeners) if (joinedAfter < number && listener.mayHear(event)) listener.tell(told);
  };

  return {
    plan: o.plan,
    get size() {
      return listeners.size;
    },
    join: (listener) => void listeners.set(listener, heard),
    leave: (listener) => void listeners.delete(listener),
    hear(fed) {
      const number = ++heard;
      if (!anyoneFor(fed.event)) return;
      const told = toldOf(fed);
      // The answers of two events may come back in any order; they are told in the log's.
      queue = queue.then(async () => {
        try {
          const ready = await told;
          if (ready) tellAll(fed.event, ready, number);
        } catch (cause) {
          o.reporter.defect('an event could not be told', { cause });
        }
      });
    },
    toldOf,
  };
}
