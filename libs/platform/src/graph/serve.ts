import { AsyncLocalStorage } from 'node:async_hooks';
import { ApolloServer, HeaderMap } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { GraphQLSchema } from 'graphql';
import type { DataSource } from 'typeorm';
import type { AuditRoom } from '../audit/index.ts';
import type { Policies, TokenReader } from '../auth/index.ts';
import type { Clock } from '../clock/index.ts';
import { healthOf, inSpan, metrics, watchProcess } from '../observability/index.ts';
import type { Health, Log } from '../observability/index.ts';
import { tellersOf } from '../masking/index.ts';
import type { AreaOf } from '../masking/index.ts';
import type { RequestContext } from './context.ts';
import { createDoor } from './door.ts';
import type { Answer, Call, Routes } from './door.ts';
import { presentError } from './errors.ts';
import { mostTokens, sizeLimit } from './limits.ts';
import { listen } from './listener.ts';
import { observeOperations } from './observe.ts';
import { buildSchema } from './schema.ts';
import { type ShortWay, createShortWay } from './short.way.ts';

/** A resolver map, as codegen types it for each subgraph. Every entry must have its place in the SDL. */
export type SubgraphResolvers = object;

export interface ServeOptions<C extends RequestContext = RequestContext> {
  name: string;
  sdl: string;
  resolvers: SubgraphResolvers;
  port: number;
  host: string;
  database: DataSource;
  tokens: TokenReader;
  gatewaySecret: string;
  audit: AuditRoom;
  clock: Clock;
  log: Log;
  /** Default: ready when the database answers. */
  health?: Health;
  /** Decisions behind `@policy`. */
  policies?: Policies;
  /** Where a record lies, for types whose rows have no `areaCode`: the masks of its fields go by it. */
  areaOf?: AreaOf;
  /** True only where a bench asks what the guards cost; a config that could say so refuses it in production. */
  unguarded?: boolean;
  /** What the gateway may post beside the graph. */
  routes?: Routes;
  /** False: every request goes Apollo Server's whole way; to compare with. */
  shortWay?: boolean;
  /** What this subgraph's resolvers have at hand beside the request. */
  extendContext?: (base: RequestContext) => C;
}

export interface Subgraph {
  /** With the path: `http://127.0.0.1:4101/graphql`. */
  url: string;
  stop(): Promise<void>;
}

const drainMs = 4_000;

/**
 * Serves one subgraph on its own port: `/graphql` for the gateway alone, `/health/live`, `/health/ready` and `/metrics` for operators.
 * `stop` answers the running calls and then closes.
 */
export async function serveSubgraph<C extends RequestContext = RequestContext>(o: ServeOptions<C>): Promise<Subgraph> {
  watchProcess();
  const calls = new AsyncLocalStorage<Call>();
  const schema = buildSchema(o.sdl, o.resolvers, o);
  const tellerFor = tellersOf(schema);
  const shortWay = o.shortWay === false ? undefined : createShortWay(schema);
  const apollo = createApollo<C>(schema, calls, o.log);
  await apollo.start();
  const health = o.health ?? healthOf({ database: async () => void (await o.database.query('SELECT 1')) });
  const execute = (call: Call) =>
    calls.run(call, () => inSpan(o.name, { from: headerOf(call, 'traceparent'), kind: 'server' }, () => executeOn({ apollo, shortWay }, call, contextOf(call, o, tellerFor))));
  const door = createDoor({ gatewaySecret: o.gatewaySecret, tokens: o.tokens, audit: o.audit, log: o.log, health, routes: o.routes, execute });
  const listener = await listen({ port: o.port, host: o.host, log: o.log, handle: door });
  return {
    url: `${listener.url}/graphql`,
    async stop() {
      await listener.drain(drainMs);
      await apollo.stop();
    },
  };
}

/** Documents are parsed and validated once and kept by hash: a gateway sends the same few hundred again and again. */
function createApollo<C extends RequestContext>(schema: GraphQLSchema, calls: AsyncLocalStorage<Call>, log: Log): ApolloServer<C> {
  return new ApolloServer<C>({
    schema,
    // Whoever passes the door is the gateway, and it may ask what it composes.
    introspection: true,
    persistedQueries: false,
    stopOnTerminationSignals: false,
    includeStacktraceInErrorResponses: false,
    nodeEnv: 'production',
    parseOptions: { maxTokens: mostTokens },
    validationRules: [sizeLimit],
    formatError: (formatted, error) => presentError(formatted, error, calls.getStore() ?? { language: 'zh', log }),
    logger: { debug: (text) => log.debug(text), info: (text) => log.debug(text), warn: (text) => log.warn(text), error: (text) => log.error(text) },
    plugins: [
      observeOperations<C>(),
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
    ],
  });
}

function contextOf<C extends RequestContext>({ actor, language, requestId, log, trail }: Call, o: ServeOptions<C>, tellerFor: ReturnType<typeof tellersOf>): C {
  const base: RequestContext = { actor, language, requestId, log, clock: o.clock, database: o.database, loaders: new Map(), audit: trail, tell: tellerFor({ actor }) };
  return o.extendContext ? o.extendContext(base) : (base as C);
}

interface Ways<C extends RequestContext> {
  apollo: ApolloServer<C>;
  shortWay: ShortWay | undefined;
}

async function executeOn<C extends RequestContext>({ apollo, shortWay }: Ways<C>, call: Call, context: C): Promise<Answer> {
  const { request, body } = call;
  const { method, headers: { accept } } = request;
  const short = method === 'POST' ? shortWay?.answer({ accept, body, context, tell: (formatted, error) => presentError(formatted, error, call) }) : undefined;
  if (short) {
    metrics.operationWays.inc({ way: 'short' });
    const answered = await short;
    return { status: 200, headers: [['content-type', answered.contentType]], body: answered.body };
  }
  metrics.operationWays.inc({ way: 'whole' });
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  const answered = await apollo.executeHTTPGraphQLRequest({
    httpGraphQLRequest: { method: method ?? 'GET', headers, search: searchOf(request.url), body },
    context: async () => context,
  });
  if (answered.body.kind !== 'complete') throw new Error('a subgraph answers in one piece');
  const { status = 200, headers: told, body: { string } } = answered;
  if (method === 'POST' && status === 200 && string.startsWith('{"data":{')) shortWay?.learn(accept, body, told);
  return { status, headers: told, body: string };
}

function searchOf(url: string | undefined): string {
  const at = url?.indexOf('?') ?? -1;
  return at < 0 ? '' : url!.slice(at);
}

function headerOf({ request }: Call, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' ? value : undefined;
}
