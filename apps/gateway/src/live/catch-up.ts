import { PositionGone, type Positions } from '@lianfang/platform/broker';
import { Refusal } from '@lianfang/platform/refusals';
import { GraphQLError } from 'graphql';
import type { Audience, Listener, Told, ToldEvent } from './audience.ts';
import type { CursorSeal } from './cursor.ts';
import type { FedEvent, Feed } from './feed.ts';
import { hasReached, higher, liesAhead, ofTopics } from './positions.rules.ts';
import { GraphQLErrors, type StreamAsked } from './question.ts';

/**
 * What a client has been told elsewhere it is not told again, and its cursor never goes back. Another gateway may have read the
 * partitions in another order, or be behind: until it is past the place that the client came with, the client's own place counts.
 */
export function aboveFloor(sink: { tell(told: Told): void }, resumeFrom: string | undefined, seal: CursorSeal) {
  let floor = resumeFrom === undefined ? null : seal.open(resumeFrom);
  return {
    tell(told: ToldEvent) {
      if (!floor) return sink.tell(told);
      if (!liesAhead(told.place, floor)) return;
      const positions = higher(told.positions, ofTopics(floor, new Set(Object.keys(told.positions))));
      if (!hasReached(told.positions, positions)) return sink.tell(withCursor(told, seal.seal(positions)));
      floor = null;
      sink.tell(told);
    },
    /** The place that the client came with is of no use. */
    drop: () => void (floor = null),
  };
}

/** The cursor is the last thing in the payload. */
function withCursor(told: Told, cursor: string): Told {
  const end = told.payload.length - `${JSON.stringify(told.cursor)}}}`.length;
  return { ...told, cursor, payload: `${told.payload.slice(0, end)}${JSON.stringify(cursor)}}}` };
}

/** Holds back what happens now until everything before it has been told. */
export function createBacklog(sink: { tell(told: ToldEvent): void }) {
  let held: ToldEvent[] | undefined = [];
  return {
    tell: (told: ToldEvent) => void (held ? held.push(told) : sink.tell(told)),
    /** What was before; it goes ahead of everything held back. */
    first: (told: ToldEvent) => sink.tell(told),
    release: () => {
      const waiting = held ?? [];
      held = undefined;
      for (const told of waiting) sink.tell(told);
    },
  };
}

interface Newcomer {
  readonly asked: StreamAsked;
  readonly audience: Audience;
  readonly listener: Listener;
  /** Every event after these positions reaches the stream by itself. */
  readonly joinedAt: Positions;
  tell(told: ToldEvent): void;
  tellState(told: Told): void;
  /** The cursor that the client came with is of no use. */
  startAnew(): void;
  /** What is told meanwhile goes out at once. */
  together(act: () => void): void;
  /** Resolves when there is room for more. */
  ready(): Promise<void>;
}

/**
 * Brings a stream to now: what it missed since its cursor, or else the state as it is.
 * @throws PositionGone when the past is no longer to be had and no snapshot was asked for
 */
export async function catchUp(o: { feed: Feed; seal: CursorSeal }, stream: Newcomer): Promise<void> {
  const { resumeFrom, snapshot } = stream.asked;
  if (resumeFrom !== undefined) {
    try {
      return await replay(o, stream);
    } catch (cause) {
      if (!(cause instanceof PositionGone && snapshot)) throw cause;
      stream.startAnew();
    }
  }
  if (snapshot) await tellState(o.seal, await snapshot(), stream);
}

async function replay(o: { feed: Feed; seal: CursorSeal }, { audience, asked, joinedAt, listener, tell, together, ready }: Newcomer): Promise<void> {
  const from = asked.resumeFrom === undefined ? null : o.seal.open(asked.resumeFrom);
  if (!from) throw new PositionGone('not a cursor of ours');
  const { topics } = audience.plan;
  const hear = async (events: readonly FedEvent[]) => {
    const wanted = events.filter(({ event }) => audience.plan.wants(event) && listener.mayHear(event));
    const answers = await Promise.all(wanted.map((fed) => audience.toldOf(fed)));
    const heard = answers.flatMap((told, at) => (told ? [{ told, event: wanted[at]!.event }] : []));
    for (const [nth, bundle] of bundles(heard, ({ told }) => told.payload.length).entries()) {
      if (nth > 0) await ready();
      together(() => {
        for (const { told, event } of bundle) if (listener.mayHear(event)) tell(told);
      });
    }
  };
  await o.feed.replay({ from, goal: joinedAt, topics }, { hear, ready });
}

/** Far less than a reader may leave unread: one that reads is never cut off for what it is told in one go. */
const togetherAtMost = 262_144;

function bundles<T>(all: readonly T[], sizeOf: (one: T) => number): T[][] {
  const bundled: T[][] = [];
  let size = Infinity;
  for (const one of all) {
    if (size + sizeOf(one) > togetherAtMost) {
      bundled.push([]);
      size = 0;
    }
    bundled.at(-1)!.push(one);
    size += sizeOf(one);
  }
  return bundled;
}

interface Result {
  data?: unknown;
  errors?: { message: string; extensions?: Record<string, unknown> }[];
}

/**
 * The state was read after the stream had joined, and the cursor is from the joining: what happens between the two may be in
 * the state and be told once more, but is never missing.
 */
async function tellState(seal: CursorSeal, answer: string, { joinedAt, tellState: tell }: Newcomer): Promise<void> {
  const { data, errors } = JSON.parse(answer) as Result;
  if (!data) throw new GraphQLErrors((errors ?? []).map(({ message, extensions }) => new GraphQLError(message, { extensions })));
  const cursor = seal.seal(joinedAt);
  tell({ cursor, payload: JSON.stringify({ ...(errors ? { errors } : {}), data, extensions: { snapshot: true, cursor } }) });
}

const patience = 10_000;
const lookEvery = 200;

/** A snapshot needs a place in the log to go on from. @throws Refusal when the log cannot be had in time */
export async function untilRead(feed: Feed, topics: ReadonlySet<string>): Promise<void> {
  for (let waited = 0; ![...topics].every((topic) => feed.positions()[topic]); waited += lookEvery) {
    if (waited >= patience) throw new Refusal('LIVE_UNAVAILABLE', { zh: '实时数据暂不可用，请稍后再试', en: 'live events cannot be had just now; come back later' });
    await new Promise((proceed) => setTimeout(proceed, lookEvery).unref());
  }
}
