import { GraphQLError } from 'graphql';
import type { Actor } from '@lianfang/platform/auth';
import { PositionGone, type Positions } from '@lianfang/platform/broker';
import { Refusal } from '@lianfang/platform/refusals';
import type { Caller, Reporter } from '../engine/run.ts';
import type { SupergraphState } from '../engine/state.ts';
import { gatewayMetrics } from '../metrics.ts';
import { type Audience, type Listener, type Told, type ToldEvent, createAnswers, createAudience } from './audience.ts';
import { aboveFloor, catchUp, createBacklog, untilRead } from './catch-up.ts';
import type { CursorSeal } from './cursor.ts';
import type { Feed } from './feed.ts';
import { hasReached, ofTopics } from './positions.rules.ts';
import { GraphQLErrors, type LiveState, type StreamAsked, liveState, planQuestion, prepare, topicsOf } from './question.ts';
import { maySeeArea, rightsKey, tokenEnd } from './rights.ts';
import { StreamRefused } from './stream.plan.ts';

/** Where a stream's messages go. */
export interface StreamSink {
  tell(told: Told): void;
  /** What is told meanwhile goes out at once. */
  together(act: () => void): void;
  /** Resolves when the client has read enough for more to be sent; what is missed is told at its pace. */
  ready(): Promise<void>;
  /** The stream is over for a reason the client can act on. */
  fail(errors: readonly GraphQLError[]): void;
}

export interface OpenStream {
  end(): void;
}

export interface Hub {
  /** @throws Refusal, GraphQLErrors when the stream cannot be opened */
  open(asked: StreamAsked, sink: StreamSink): Promise<OpenStream>;
  /** Before a new supergraph is in use: plans on it what is listened to. */
  prepareFor(state: SupergraphState): Promise<void>;
  /** A new supergraph: streams that still make sense go on, planned anew; the others are told. */
  reload(state: SupergraphState): void;
  /**
   * The caller's standing has changed. A stream goes on where the rights are the same, else it is told why it ends: what it missed can
   * be had with its cursor, as far as the rights of now allow.
   * @param again the caller as of now, or throws the Refusal of one who is none any more
   */
  rejudge(actorId: string, again: (actor: Actor) => Actor): void;
  count(): { streams: number; audiences: number };
}

interface Stream {
  readonly asked: StreamAsked;
  readonly sink: StreamSink;
  readonly listener: Listener;
  audience: Audience;
}

export function createHub(o: { state: SupergraphState; feed: Feed; seal: CursorSeal; reporter: Reporter; now: () => number; withLogin: boolean; hints: boolean; streamsPerAgency: number }): Hub {
  let live = liveState(o.state);
  /** Of a supergraph that is about to be taken into use. */
  let next: LiveState | undefined;
  /** @returns when the question is planned on the supergraph in use, whichever that is by then */
  const planned = async (asked: StreamAsked): Promise<void> => {
    if (next) await planQuestion(next, asked, o).catch(() => undefined);
    const planning = live;
    await planQuestion(planning, asked, o);
    if (planning !== live) await planned(asked);
  };
  const audiences = new Map<string, Audience>();
  const streams = new Set<Stream>();
  const answers = createAnswers();
  o.feed.onEvent((fed) => {
    for (const audience of audiences.values()) if (audience.plan.wants(fed.event)) audience.hear(fed);
  });

  o.feed.onGap(() => {
    for (const stream of [...streams]) {
      leave(stream);
      stream.sink.fail([resumeError(new PositionGone('the log lost events'), stream.asked.caller, o.reporter)]);
    }
  });

  const audienceFor = (asked: StreamAsked): Audience => {
    const { key, plan } = prepare(live, asked, o);
    let audience = audiences.get(key);
    if (!audience) audiences.set(key, (audience = createAudience({ plan, answers, seal: o.seal.seal, reporter: o.reporter })));
    return audience;
  };

  const agencies = new Map<string, number>();
  /** @throws Refusal; without a login there are no agencies to share between */
  const admit = ({ actor }: StreamAsked) => {
    if (!actor) return;
    const open = agencies.get(actor.agency) ?? 0;
    if (open >= o.streamsPerAgency) throw tooManyStreams();
    agencies.set(actor.agency, open + 1);
  };
  const dismiss = ({ actor }: StreamAsked) => {
    if (!actor) return;
    const open = agencies.get(actor.agency)! - 1;
    if (open > 0) agencies.set(actor.agency, open);
    else agencies.delete(actor.agency);
  };

  const leave = (stream: Stream) => {
    if (streams.delete(stream)) {
      gatewayMetrics.streams.dec();
      dismiss(stream.asked);
    }
    stream.audience.leave(stream.listener);
    if (stream.audience.size > 0) return;
    for (const [key, audience] of audiences) if (audience === stream.audience) audiences.delete(key);
  };

  const end = (stream: Stream, cause: unknown) => {
    leave(stream);
    stream.sink.fail(errorsOf(cause, stream.asked.caller, o.reporter));
  };

  return {
    async open(given, sink) {
      const came = o.feed.positions();
      await planned(given);
      const { topics } = prepare(live, given, o).plan;
      const asked = sinceItCame(given, ofTopics(came, topics), ofTopics(o.feed.positions(), topics), o.seal);
      if (asked.snapshot) {
        await untilRead(o.feed, topics);
        await planned(asked);
      }
      const audience = audienceFor(asked);
      admit(asked);
      const floor = aboveFloor(sink, asked.resumeFrom, o.seal);
      const backlog = createBacklog(floor);
      const joinedAt = ofTopics(o.feed.positions(), audience.plan.topics);
      const stream: Stream = { asked, sink, audience, listener: listenerOf(asked, backlog.tell, o.now) };
      streams.add(stream);
      gatewayMetrics.streams.inc();
      audience.join(stream.listener);
      catchUp(o, { ...stream, joinedAt, tell: backlog.first, tellState: sink.tell, startAnew: floor.drop, together: sink.together, ready: () => sink.ready() }).then(backlog.release, (cause: unknown) => {
        leave(stream);
        sink.fail(errorsOf(cause, asked.caller, o.reporter));
      });
      return { end: () => leave(stream) };
    },
    async prepareFor(state) {
      const coming = (next = liveState(state));
      // What does not fit it any more is told when it is in use.
      for (const { asked } of [...streams]) await planQuestion(coming, asked, o).catch(() => undefined);
    },
    reload(state) {
      live = next?.state === state ? next : liveState(state);
      next = undefined;
      audiences.clear();
      void o.feed.follow(topicsOf(live.sources));
      for (const stream of streams) {
        try {
          const audience = audienceFor(stream.asked);
          audience.join(stream.listener);
          stream.audience = audience;
        } catch (cause) {
          end(stream, cause);
        }
      }
    },
    rejudge(actorId, again) {
      for (const stream of [...streams]) {
        const { actor, caller } = stream.asked;
        if (actor?.id !== actorId) continue;
        try {
          const now = again(actor);
          if (rightsKey(now, caller.language) === rightsKey(actor, caller.language)) continue;
          prepare(live, { ...stream.asked, actor: now }, o);
          throw rightsChanged();
        } catch (cause) {
          end(stream, cause);
        }
      }
    },
    count: () => ({ streams: streams.size, audiences: audiences.size }),
  };
}

/** What happened while a question was planned is told as if it had been missed. */
function sinceItCame(asked: StreamAsked, came: Positions, now: Positions, seal: CursorSeal): StreamAsked {
  if (asked.resumeFrom !== undefined || asked.snapshot || Object.keys(came).length === 0 || hasReached(came, now)) return asked;
  return { ...asked, resumeFrom: seal.seal(came) };
}

function tooManyStreams(): Refusal {
  return new Refusal('TOO_MANY_SUBSCRIPTIONS', { zh: '贵单位的实时订阅数已达上限，请先关闭不用的页面', en: 'your agency has as many live subscriptions as it may; close some first' });
}

function rightsChanged(): Refusal {
  return new Refusal('RIGHTS_CHANGED', { zh: '您的权限已变更，请重新订阅', en: 'your rights have changed; subscribe anew' });
}

function listenerOf({ actor, caller }: StreamAsked, tell: (told: ToldEvent) => void, now: () => number): Listener {
  const end = tokenEnd(actor);
  return { caller, tell, mayHear: ({ areacode }) => now() < end && maySeeArea(actor, areacode) };
}

function resumeError(cause: unknown, { language }: Caller, reporter: Reporter): GraphQLError {
  if (cause instanceof PositionGone) {
    const text = language === 'zh' ? '中断期间的变化已无法补发，请重新读取当前状态' : 'what happened meanwhile can no longer be had; read the current state anew';
    return new GraphQLError(text, { extensions: { code: 'SNAPSHOT_REQUIRED' } });
  }
  const errorId = reporter.defect('a stream could not be resumed', { cause });
  return new GraphQLError(language === 'zh' ? '系统内部错误' : 'internal error', { extensions: { code: 'INTERNAL_ERROR', errorId } });
}

/** Why a stream cannot be opened, or goes on no longer, as the client is told. */
export function errorsOf(cause: unknown, { language }: Caller, reporter: Reporter): readonly GraphQLError[] {
  if (cause instanceof GraphQLErrors) return cause.errors;
  if (cause instanceof Refusal) return [new GraphQLError(cause.textIn(language), { extensions: { ...cause.extensions, code: cause.code } })];
  if (cause instanceof StreamRefused) {
    const text = language === 'zh' ? '此订阅无法实时推送' : 'this subscription cannot be served live';
    return [new GraphQLError(text, { extensions: { code: 'SUBSCRIPTION_NOT_LIVE' } })];
  }
  return [resumeError(cause, { language, headers: {} }, reporter)];
}
