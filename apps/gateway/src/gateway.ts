import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { randomBytes } from 'node:crypto';
import type { ApolloServer } from '@apollo/server';
import { type Policies, type Standing, type TokenReader, housePolicies } from '@lianfang/platform/auth';
import type { Broker } from '@lianfang/platform/broker';
import { type Log, healthOf } from '@lianfang/platform/observability';
import type { EventTrust } from '@lianfang/platform/signing';
import { type Aggregates, createAggregates } from './aggregates/aggregates.ts';
import { createGate } from './access/gate.ts';
import { type Trace, noTrace, openTrace } from './audit/trace.ts';
import { tracedGate } from './audit/traced.gate.ts';
import { asksOpenOnly, openFieldsOf } from './access/open.ts';
import { createRights } from './access/rights.ts';
import { stayInTheHouse } from './config.ts';
import { type DemandLimits, createDemand } from './demand/demand.ts';
import type { Gate } from './engine/checks.ts';
import { type CompiledEngine, type EngineContext, createCompiledEngine } from './engine/engine.ts';
import type { Reporter } from './engine/run.ts';
import type { OpenPlanner } from './engine/state.ts';
import { type StockEngine, createStockEngine } from './engine/stock.engine.ts';
import { createOrigins } from './http/address.ts';
import { createApollo } from './http/apollo.ts';
import { createAutomaticTexts, joinTexts } from './http/automatic.ts';
import { type ContextOf, createContexts } from './http/asker.ts';
import { createDocumentCheck, documentLimits } from './http/limits.ts';
import { type Pages, createPages } from './http/pages.route.ts';
import { type RegisteredOperations, createSafelist } from './http/registered.ts';
import { createReporter } from './http/reporter.ts';
import { type Door, createHttpServer, listen } from './http/server.ts';
import { createShortWay } from './http/short.way.ts';
import type { AdmissionRules } from './http/admission.ts';
import { gatewayMetrics } from './metrics.ts';
import { createCursorSeal } from './live/cursor.ts';
import { eventSources } from './live/event.rules.ts';
import { createFeed } from './live/feed.ts';
import { watchFreshness } from './live/freshness.ts';
import { createHub } from './live/hub.ts';
import { type Live, createLive } from './live/live.ts';
import { topicsOf } from './live/question.ts';
import { SupergraphRefused, type Supergraph, readSupergraph } from './supergraph/supergraph.ts';
import { type SupergraphWatch, watchSupergraph } from './supergraph/watch.ts';
import { openSubgraph } from './transport/subgraph.ts';

export interface GatewayOptions {
  supergraphFile: string;
  /** Addresses that replace those of the supergraph. */
  subgraphUrls: ReadonlyMap<string, string>;
  engine: 'compiled' | 'apollo';
  /** Who plans for engine `compiled`; undefined: `@apollo/query-planner`, in a thread of its own. */
  openPlanner?: OpenPlanner;
  /** False: every request goes Apollo Server's whole way; to compare with. */
  shortWay?: boolean;
  host: string;
  port: number;
  log: Log;
  /** Undefined: no login. */
  tokens: TokenReader | undefined;
  /** What the agencies say of callers whose sockets are open; without it a token is good until it ends. */
  standing?: Pick<Standing, 'again' | 'onChange'>;
  /** Policies that can be decided by the caller alone; the others are the subgraphs' to decide. */
  policies?: Policies;
  /** What subgraphs know the gateway by. */
  gatewaySecret: string | undefined;
  allowedOrigins: readonly string[];
  /** Proxies whose `X-Forwarded-For` is believed: addresses and networks. */
  trustedProxies?: readonly string[];
  /** Whole answers of figures are kept until the event that changes them; off where frames come from another process than answers. */
  keepsAnswers?: boolean;
  /** How much callers may ask for; undefined: as much as they like. */
  demand?: DemandLimits;
  /** Introspection and the explorer; off in production. */
  explorable: boolean;
  /** The event log that feeds subscriptions; without it there are none. */
  broker: Broker | undefined;
  /** Whose events are told; null: everybody's who can write to the log, for a gateway that stands alone. Goes with the log. */
  trust?: EventTrust | null;
  /** Operations that clients may name by hash. */
  registered?: RegisteredOperations;
  /** Nothing but registered operations is served. */
  safelist?: boolean;
  /** Signs the cursors of streams: the same in every gateway and after every restart. The gateway's credential where none is given. */
  cursorKey?: string;
  /** So many operations may come in one request; 0: no batches. */
  batchLimit?: number;
  /** Bounds of subscriptions that differ from the usual ones. */
  live?: Partial<LiveBounds>;
  pages: { folder: string; settings: Readonly<Record<string, unknown>>; connectSources: readonly string[] } | undefined;
}

export interface LiveBounds {
  streamsPerAgency: number;
  pingMs: number;
  /** The log may be out of reach, or unread, for so long before clients are told. */
  staleAfterMs: number;
}

const liveBounds: LiveBounds = { streamsPerAgency: 20_000, pingMs: 3_000, staleAfterMs: 3_000 };

export interface Gateway {
  readonly url: string;
  stop(): Promise<void>;
}

const timeouts = { query: 10_000, mutation: 90_000 };
const connectionsPerSubgraph = 64;

export async function startGateway(o: GatewayOptions): Promise<Gateway> {
  const reporter = createReporter(o.log);
  const aggregates = o.keepsAnswers === false ? undefined : createAggregates();
  const demand = o.demand && createDemand(o.demand);
  const supergraph = readSupergraph(readFileSync(o.supergraphFile, 'utf8'), o.subgraphUrls);
  const trace = traceOf(o, supergraph);
  const open = { fields: openFieldsOf(supergraph.document) };
  const engine = await createEngine(o, supergraph, tracedGate(createGate({ withLogin: o.tokens !== undefined, demand, aggregates }), trace));
  const contextOf = createContexts(reporter, o.tokens && createRights(o.policies ?? housePolicies));
  const apollo = createApollo({ engine, introspection: o.explorable, log: o.log, reporter });
  await apollo.start();
  const admission: AdmissionRules = {
    tokens: o.tokens,
    allowedOrigins: new Set(o.allowedOrigins),
    anonymousIntrospection: o.explorable,
    isOpen: (query) => asksOpenOnly(query, open.fields),
    checkDocument: checkOf(o),
    texts: joinTexts(o.registered, o.safelist ? undefined : createAutomaticTexts()),
    batchLimit: o.batchLimit ?? 0,
    origins: createOrigins(o.trustedProxies ?? []),
    demandRate: demand?.demandRate ?? (() => undefined),
    trace,
  };
  if ('warm' in engine) await engine.warm(o.registered?.texts ?? [], (text, errors) => o.log.warn({ text, errors }, 'a registered operation does not fit the supergraph'));
  const live = 'current' in engine && o.broker ? await startLive(o, o.broker, { engine, apollo, admission, reporter, contextOf, aggregates }) : undefined;
  const watch = watchFile(o, supergraph, engine, (next) => {
    open.fields = openFieldsOf(next.document);
  });
  const door: Door = {
    apollo,
    contextOf,
    shortWay: 'recall' in engine && o.shortWay !== false ? createShortWay(engine.recall) : undefined,
    admission,
    health: healthOf({ supergraph: () => undefined }),
    log: o.log,
    reporter,
    graphiql: o.explorable,
    pages: pagesOf(o),
    pageSettings: o.pages?.settings,
    stream: live?.stream,
  };
  const server = createHttpServer(door);
  live?.attach(server);
  const url = await listen(server, o.host, o.port);
  o.log.info({ url, engine: o.engine, subgraphs: supergraph.subgraphs.length }, 'the gateway serves');
  return { url, stop: () => stopGateway({ server, watch, live, apollo, trace }) };
}

/** The agencies keep what the gateway tells; a graph without them, or without login, keeps no trail. */
function traceOf({ gatewaySecret, tokens, log }: GatewayOptions, { subgraphs }: Supergraph): Trace {
  const keeper = subgraphs.find(({ name }) => name === 'agencies');
  return keeper && gatewaySecret && tokens ? openTrace({ url: keeper.url, secret: gatewaySecret, log }) : noTrace;
}

function checkOf({ registered, safelist }: GatewayOptions): AdmissionRules['checkDocument'] {
  if (!safelist) return createDocumentCheck(documentLimits);
  if (!registered) throw new RangeError('a safelist needs registered operations');
  return createSafelist(registered);
}

async function createEngine(o: GatewayOptions, supergraph: Supergraph, gate: Gate): Promise<CompiledEngine | StockEngine> {
  const headers: Record<string, string> = o.gatewaySecret ? { 'x-lianfang-gateway': o.gatewaySecret } : {};
  if (o.engine === 'apollo') {
    stayInTheHouse();
    return createStockEngine(supergraph, headers);
  }
  return createCompiledEngine(supergraph, {
    open: (name, url) =>
      openSubgraph({
        url,
        connections: connectionsPerSubgraph,
        headers,
        onBreaker(state) {
          gatewayMetrics.subgraphLeftAlone.set({ subgraph: name }, state === 'closed' ? 0 : 1);
          o.log[state === 'closed' ? 'info' : 'warn']({ subgraph: name, state }, state === 'closed' ? 'a subgraph answers again' : 'a subgraph does not answer and is left alone');
        },
      }),
    ...(o.openPlanner ? { openPlanner: o.openPlanner } : {}),
    timeouts,
    gate,
    onLeak: (cause) => o.log.warn({ err: cause }, 'connections of the former supergraph could not be closed'),
  });
}

interface LiveParts {
  engine: CompiledEngine;
  apollo: ApolloServer<EngineContext>;
  admission: AdmissionRules;
  reporter: Reporter;
  contextOf: ContextOf;
  aggregates: Aggregates | undefined;
}

/** How long the start waits for the event log; after that queries are served without it and streams begin when it is there. */
const feedPatience = 10_000;

async function startLive(o: GatewayOptions, broker: Broker, { engine, apollo, admission, reporter, contextOf, aggregates }: LiveParts): Promise<Live> {
  const { streamsPerAgency, pingMs, staleAfterMs } = { ...liveBounds, ...o.live };
  if (o.trust === undefined) throw new RangeError('an event log needs the keys of those whose events are believed');
  if (o.trust === null) o.log.warn('events are believed whoever sent them: no keys were given');
  const feed = createFeed(broker, o.trust, o.log);
  // Before the hub: who hears of an event and asks, is answered from after it.
  aggregates?.follow(feed);
  // Without a secret a cursor holds as long as this process.
  const seal = createCursorSeal(o.cursorKey ?? o.gatewaySecret ?? randomBytes(32).toString('hex'));
  const hub = createHub({ state: engine.current(), feed, seal, reporter, now: Date.now, withLogin: o.tokens !== undefined, hints: o.explorable, streamsPerAgency });
  const topics = topicsOf(eventSources(engine.current().supergraph.document));
  const reading = topics.size ? feed.follow(topics) : Promise.resolve();
  await Promise.race([reading, new Promise<void>((proceed) => setTimeout(proceed, feedPatience).unref())]);
  engine.beforeUse((fresh) => hub.prepareFor(fresh));
  engine.onSchemaLoadOrUpdate(() => hub.reload(engine.current()));
  const freshness = watchFreshness(feed, staleAfterMs, o.log);
  aggregates?.trust(freshness.current().live === 'fresh');
  freshness.onChange(({ live: now }) => aggregates?.trust(now === 'fresh'));
  const live = createLive({
    hub,
    admission,
    reporter,
    log: o.log,
    deadWithinMs: pingMs,
    standing: o.standing,
    freshness,
    async execute({ query, operationName, variables }, asker) {
      const request = { query, operationName: operationName ?? undefined, variables: variables ?? undefined };
      const { body } = await apollo.executeOperation(request, { contextValue: contextOf(asker) });
      if (body.kind !== 'single') throw new Error('an answer in parts was not asked for');
      return JSON.stringify(body.singleResult);
    },
  });
  return {
    ...live,
    async stop() {
      await live.stop();
      await feed.stop();
    },
  };
}

function watchFile(o: GatewayOptions, first: Supergraph, engine: CompiledEngine | StockEngine, onReplaced: (next: Supergraph) => void): SupergraphWatch {
  const refuse = (cause: unknown) => o.log.error({ err: cause, file: o.supergraphFile }, 'the new supergraph is refused; the old one stays');
  return watchSupergraph(
    o.supergraphFile,
    first.sdl,
    (sdl) => {
      try {
        const next = readSupergraph(sdl, o.subgraphUrls);
        Promise.resolve(engine.replace(next)).then(() => {
          onReplaced(next);
          o.log.info({ file: o.supergraphFile }, 'a new supergraph is in use');
        }, refuse);
      } catch (cause) {
        if (!(cause instanceof SupergraphRefused)) throw cause;
        refuse(cause);
      }
    },
    refuse,
  );
}

function pagesOf({ pages }: GatewayOptions): Pages | undefined {
  return pages && createPages(pages.folder, pages.connectSources);
}

interface Running {
  server: Server;
  watch: SupergraphWatch;
  live: Live | undefined;
  apollo: ApolloServer<EngineContext>;
  trace: Trace;
}

async function stopGateway({ server, watch, live, apollo, trace }: Running): Promise<void> {
  watch.stop();
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  await live?.stop();
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), 3_000);
  await closed;
  clearTimeout(cut);
  await apollo.stop();
  await trace.stop();
}
