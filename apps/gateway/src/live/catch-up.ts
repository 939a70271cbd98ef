import { PositionGone, type Positions } from '@lianfang/platform/broker';
import { Refusal } from '@lianfang/platform/refusals';
import { GraphQLError } from 'graphql';
import type { Audience, Listener, Told } from './audience.ts';
import type { CursorSeal } from './cursor.ts';
import type { FedEvent, Feed } from './feed.ts';
import { ofTopics } from './positions.rules.ts';
import { GraphQLErrors, type StreamAsked } from './question.ts';

/** Holds back what happens now until everything before it has been told. */
export function createBacklog(sink: { tell(told: Told): void }) {
  let held: Told[] | undefined = [];
  return {
    tell: (told: Told) => void (held ? held.push(told) : sink.tell(told)),
    /** What was before; it goes ahead of everything held back. */
    first: (told: Told) => sink.tell(told),
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
  tell(told: Told): void;
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
      return await replay(o, resumeFrom, stream);
    } catch (cause) {
      if (!(cause instanceof PositionGone && snapshot)) throw cause;
    }
  }
  if (snapshot) await tellState(o.seal, await snapshot(), stream);
}

async function replay(o: { feed: Feed; seal: CursorSeal }, cursor: string, { audience, listener, tell, ready }: Newcomer): Promise<void> {
  const from = o.seal.open(cursor);
  if (!from) throw new PositionGone('not a cursor of ours');
  const { topics } = audience.plan;
  const tellOne = async (fed: FedEvent) => {
    if (!audience.plan.wants(fed.event) || !listener.mayHear(fed.event)) return;
    const told = await audience.toldOf(fed);
    if (!told) return;
    tell(told);
    await ready();
  };
  const recent = o.feed.recall(from, topics);
  if (recent) for (const fed of recent) await tellOne(fed);
  else await o.feed.reread(ofTopics(from, topics), topics, tellOne);
}

interface Result {
  data?: unknown;
  errors?: { message: string; extensions?: Record<string, unknown> }[];
}

/**
 * The state was read after the stream had joined, and the cursor is from the joining: what happens between the two may be in
 * the state and be told once more, but is never missing.
 */
async function tellState(seal: CursorSeal, answer: string, { joinedAt, tell }: Newcomer): Promise<void> {
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
