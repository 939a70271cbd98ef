import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { TokenReader } from '@lianfang/platform/auth';
import { type Log, healthOf } from '@lianfang/platform/observability';
import { type CompiledEngine, createCompiledEngine } from './engine/engine.ts';
import { type StockEngine, createStockEngine } from './engine/stock.engine.ts';
import { createApollo } from './http/apollo.ts';
import { createDocumentCheck, documentLimits } from './http/limits.ts';
import { type Pages, createPages } from './http/pages.route.ts';
import { createReporter } from './http/reporter.ts';
import { type Door, createHttpServer, listen } from './http/server.ts';
import { SupergraphRefused, type Supergraph, readSupergraph } from './supergraph/supergraph.ts';
import { type SupergraphWatch, watchSupergraph } from './supergraph/watch.ts';
import { openSubgraph } from './transport/subgraph.ts';

export interface GatewayOptions {
  supergraphFile: string;
  /** Addresses that replace those of the supergraph. */
  subgraphUrls: ReadonlyMap<string, string>;
  engine: 'compiled' | 'apollo';
  host: string;
  port: number;
  log: Log;
  /** Undefined: no login. */
  tokens: TokenReader | undefined;
  /** What subgraphs know the gateway by. */
  gatewaySecret: string | undefined;
  allowedOrigins: readonly string[];
  /** Introspection and the explorer; off in production. */
  explorable: boolean;
  pages: { folder: string; settings: Readonly<Record<string, unknown>>; connectSources: readonly string[] } | undefined;
}

export interface Gateway {
  readonly url: string;
  stop(): Promise<void>;
}

const timeouts = { query: 10_000, mutation: 90_000 };
const connectionsPerSubgraph = 64;

export async function startGateway(o: GatewayOptions): Promise<Gateway> {
  const reporter = createReporter(o.log);
  const supergraph = readSupergraph(readFileSync(o.supergraphFile, 'utf8'), o.subgraphUrls);
  const engine = await createEngine(o, supergraph);
  const apollo = createApollo({ engine, introspection: o.explorable, log: o.log, reporter });
  await apollo.start();
  const watch = watchFile(o, supergraph, engine);
  const door: Door = {
    apollo,
    admission: {
      tokens: o.tokens,
      allowedOrigins: new Set(o.allowedOrigins),
      anonymousIntrospection: o.explorable,
      checkDocument: createDocumentCheck(documentLimits),
    },
    health: healthOf({ supergraph: () => undefined }),
    log: o.log,
    reporter,
    graphiql: o.explorable,
    pages: pagesOf(o),
    pageSettings: o.pages?.settings,
    stream: undefined,
  };
  const server = createHttpServer(door);
  const url = await listen(server, o.host, o.port);
  o.log.info({ url, engine: o.engine, subgraphs: supergraph.subgraphs.length }, 'the gateway serves');
  return { url, stop: () => stopGateway(server, watch, () => apollo.stop()) };
}

async function createEngine(o: GatewayOptions, supergraph: Supergraph): Promise<CompiledEngine | StockEngine> {
  const headers: Record<string, string> = o.gatewaySecret ? { 'x-lianfang-gateway': o.gatewaySecret } : {};
  if (o.engine === 'apollo') return createStockEngine(supergraph, headers);
  return createCompiledEngine(supergraph, (_, url) => openSubgraph({ url, connections: connectionsPerSubgraph, headers }), timeouts);
}

function watchFile(o: GatewayOptions, first: Supergraph, engine: CompiledEngine | StockEngine): SupergraphWatch {
  const refuse = (cause: unknown) => o.log.error({ err: cause, file: o.supergraphFile }, 'the new supergraph is refused; the old one stays');
  return watchSupergraph(
    o.supergraphFile,
    first.sdl,
    (sdl) => {
      try {
        engine.replace(readSupergraph(sdl, o.subgraphUrls));
        o.log.info({ file: o.supergraphFile }, 'a new supergraph is in use');
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

async function stopGateway(server: Server, watch: SupergraphWatch, stopApollo: () => Promise<void>): Promise<void> {
  watch.stop();
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), 5_000);
  await closed;
  clearTimeout(cut);
  await stopApollo();
}
