import { createHash } from 'node:crypto';
import { type DocumentNode, GraphQLError, Kind, type OperationDefinitionNode, getOperationAST, getVariableValues, parse, validate } from 'graphql';
import type { Actor } from '@lianfang/platform/auth';
import { PositionGone, type Positions } from '@lianfang/platform/broker';
import { Refusal } from '@lianfang/platform/refusals';
import type { Caller, Reporter } from '../engine/run.ts';
import type { SupergraphState } from '../engine/state.ts';
import { type Audience, type Listener, type Told, createAudience } from './audience.ts';
import type { CursorSeal } from './cursor.ts';
import { type EventSource, eventSources } from './event.rules.ts';
import type { FedEvent, Feed } from './feed.ts';
import { type Demands, demandRights, demandsOf, maySeeArea, readDemands, rightsKey, tokenEnd } from './rights.ts';
import { type StreamPlan, StreamRefused, planStream } from './stream.plan.ts';

export interface StreamAsked {
  query: string;
  operationName?: string | null;
  variables?: Record<string, unknown> | null;
  /** A cursor of an earlier message: everything after it is told first. */
  resumeFrom?: string;
  actor: Actor | null;
  caller: Caller;
}

/** Where a stream's messages go. */
export interface StreamSink {
  tell(told: Told): void;
  /** The stream is over for a reason the client can act on. */
  fail(errors: readonly GraphQLError[]): void;
}

export interface OpenStream {
  end(): void;
}

export interface Hub {
  /** @throws Refusal, GraphQLErrors when the stream cannot be opened */
  open(asked: StreamAsked, sink: StreamSink): Promise<OpenStream>;
  /** A new supergraph: streams that still make sense go on, planned anew; the others are told. */
  reload(state: SupergraphState): void;
  count(): { streams: number; audiences: number };
}

/** Several errors at once, as validation finds them. */
export class GraphQLErrors extends Error {
  readonly errors: readonly GraphQLError[];

  constructor(errors: readonly GraphQLError[]) {
    super(errors.map(({ message }) => message).join('; '));
    this.errors = errors;
  }
}

interface Prepared {
  readonly key: string;
  readonly plan: StreamPlan;
}

interface Stream {
  readonly asked: StreamAsked;
  readonly sink: StreamSink;
  readonly listener: Listener;
  audience: Audience;
}

export function createHub(o: { state: SupergraphState; feed: Feed; seal: CursorSeal; reporter: Reporter; now: () => number; withLogin: boolean }): Hub {
  let live = liveState(o.state);
  const audiences = new Map<string, Audience>();
  const streams = new Set<Stream>();
  o.feed.onEvent((fed) => {
    for (const audience of audiences.values()) if (audience.plan.wants(fed.event)) audience.hear(fed);
  });

  const audienceFor = (asked: StreamAsked): Audience => {
    const { key, plan } = prepare(live, asked, o.withLogin);
    let audience = audiences.get(key);
    if (!audience) audiences.set(key, (audience = createAudience({ plan, seal: o.seal.seal, reporter: o.reporter })));
    return audience;
  };

  const leave = (stream: Stream) => {
    streams.delete(stream);
    stream.audience.leave(stream.listener);
    if (stream.audience.size > 0) return;
    for (const [key, audience] of audiences) if (audience === stream.audience) audiences.delete(key);
  };

  return {
    async open(asked, sink) {
      const audience = audienceFor(asked);
      const backlog = createBacklog(sink);
      const stream: Stream = { asked, sink, audience, listener: listenerOf(asked, backlog.tell, o.now) };
      streams.add(stream);
      audience.join(stream.listener);
      const missed = asked.resumeFrom === undefined ? Promise.resolve() : replay(o, asked.resumeFrom, stream, backlog.first);
      missed.then(backlog.release, (cause: unknown) => {
        leave(stream);
        sink.fail([resumeError(cause, asked.caller, o.reporter)]);
      });
      return { end: () => leave(stream) };
    },
    reload(state) {
      live = liveState(state);
      audiences.clear();
      void o.feed.follow(topicsOf(live.sources));
      for (const stream of streams) {
        try {
          const audience = audienceFor(stream.asked);
          audience.join(stream.listener);
          stream.audience = audience;
        } catch (cause) {
          streams.delete(stream);
          stream.sink.fail(errorsOf(cause, stream.asked.caller, o.reporter));
        }
      }
    },
    count: () => ({ streams: streams.size, audiences: audiences.size }),
  };
}

interface LiveState {
  readonly state: SupergraphState;
  readonly sources: ReadonlyMap<string, readonly EventSource[]>;
  readonly demands: Demands;
}

function liveState(state: SupergraphState): LiveState {
  return { state, sources: eventSources(state.supergraph.document), demands: readDemands(state.supergraph.document) };
}

/** The topics that the graph's streams read. */
export function topicsOf(sources: ReadonlyMap<string, readonly EventSource[]>): Set<string> {
  return new Set([...sources.values()].flat().map(({ topic }) => topic));
}

/** @throws Refusal, GraphQLErrors, StreamRefused */
function prepare({ state, sources, demands }: LiveState, asked: StreamAsked, withLogin: boolean): Prepared {
  const { document, operation } = readOperation(state, asked);
  if (withLogin) demandRights(asked.actor, demandsOf(state.supergraph.clientSchema, document, demands));
  const given = asked.variables ?? {};
  const { errors, coerced } = getVariableValues(state.supergraph.clientSchema, operation.variableDefinitions ?? [], given);
  if (errors) throw new GraphQLErrors(errors);
  const isSecret = (type: string, field: string) => demands.get(`${type}.${field}`)?.policy === true || demands.get(type)?.policy === true;
  const plan = planStream(state.workshop, sources, isSecret, { document, operation, variables: coerced });
  demandOwnArea(asked.actor, plan.args);
  const identity = JSON.stringify([asked.query, asked.operationName ?? null, coerced, rightsKey(asked.actor, asked.caller.language)]);
  return { key: createHash('sha256').update(identity).digest('base64'), plan };
}

function readOperation(state: SupergraphState, { query, operationName }: StreamAsked): { document: DocumentNode; operation: OperationDefinitionNode } {
  let document: DocumentNode;
  try {
    document = parse(query, { noLocation: true });
  } catch (cause) {
    throw cause instanceof GraphQLError ? new GraphQLErrors([cause]) : cause;
  }
  const errors = validate(state.supergraph.clientSchema, document);
  if (errors.length) throw new GraphQLErrors(errors);
  const operation = getOperationAST(document, operationName);
  if (!operation) throw new GraphQLErrors([new GraphQLError('the document does not name one operation')]);
  // Fragments of other operations would make the rights stricter than needed.
  return { document: { kind: Kind.DOCUMENT, definitions: document.definitions.filter((node) => node === operation || node.kind === Kind.FRAGMENT_DEFINITION) }, operation };
}

/** An area asked for by name has to be the caller's own, so that nobody waits in vain. */
function demandOwnArea(actor: Actor | null, args: Readonly<Record<string, unknown>>): void {
  if (typeof args.areaCode !== 'string' || maySeeArea(actor, args.areaCode)) return;
  throw new Refusal('AREA_NOT_YOURS', { zh: '该区域不在您的管辖范围内', en: 'this area is outside your jurisdiction' });
}

function listenerOf({ actor, caller }: StreamAsked, tell: (told: Told) => void, now: () => number): Listener {
  const end = tokenEnd(actor);
  return { caller, tell, mayHear: ({ areacode }) => now() < end && maySeeArea(actor, areacode) };
}

/** Holds back what happens now until everything before it has been told. */
function createBacklog(sink: StreamSink) {
  let held: Told[] | undefined = [];
  return {
    tell: (told: Told) => void (held ? held.push(told) : sink.tell(told)),
    /** What was missed; it goes before everything held back. */
    first: (told: Told) => sink.tell(told),
    release: () => {
      const waiting = held ?? [];
      held = undefined;
      for (const told of waiting) sink.tell(told);
    },
  };
}

/** @throws PositionGone when the past is no longer to be had */
async function replay(o: { feed: Feed; seal: CursorSeal }, cursor: string, stream: Stream, tell: (told: Told) => void): Promise<void> {
  const from = o.seal.open(cursor);
  if (!from) throw new PositionGone('not a cursor of ours');
  const { audience, listener } = stream;
  const { topics } = audience.plan;
  const tellOne = async (fed: FedEvent) => {
    if (!audience.plan.wants(fed.event) || !listener.mayHear(fed.event)) return;
    const told = await audience.toldOf(fed);
    if (told) tell(told);
  };
  const recent = o.feed.recall(from, topics);
  if (recent) for (const fed of recent) await tellOne(fed);
  else await o.feed.reread(knownTopics(from, topics), topics, tellOne);
}

function knownTopics(positions: Positions, topics: ReadonlySet<string>): Positions {
  return Object.fromEntries(Object.entries(positions).filter(([topic]) => topics.has(topic)));
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
  if (cause instanceof Refusal) return [new GraphQLError(cause.textIn(language), { extensions: { code: cause.code } })];
  if (cause instanceof StreamRefused) {
    const text = language === 'zh' ? '此订阅无法实时推送' : 'this subscription cannot be served live';
    return [new GraphQLError(text, { extensions: { code: 'SUBSCRIPTION_NOT_LIVE' } })];
  }
  return [resumeError(cause, { language, headers: {} }, reporter)];
}
