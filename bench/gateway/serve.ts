import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import type { GatewayInterface } from '@apollo/server-gateway-interface';
import { createTokenReader } from '@lianfang/platform/auth';
import { createLog, healthOf } from '@lianfang/platform/observability';
import type { Fetcher, FetcherResponse } from '@apollo/utils.fetcher';
import { composeServices } from '@theguild/federation-composition';
import { parse } from 'graphql';
import { Agent } from 'undici';
import type { EngineContext } from '../../apps/gateway/src/engine/engine.ts';
import { usualLimits } from '../../apps/gateway/src/demand/demand.ts';
import { startGateway } from '../../apps/gateway/src/gateway.ts';
import { createApollo } from '../../apps/gateway/src/http/apollo.ts';
import { createDocumentCheck, documentLimits } from '../../apps/gateway/src/http/limits.ts';
import { type RegisteredOperations, readRegistered } from '../../apps/gateway/src/http/registered.ts';
import { createReporter } from '../../apps/gateway/src/http/reporter.ts';
import { withoutAccessAndStreams } from '../../apps/gateway/src/supergraph/without-login.ts';
import { createHttpServer, listen } from '../../apps/gateway/src/http/server.ts';
import { createOrigins } from '../../apps/gateway/src/http/address.ts';
import { noTrace } from '../../apps/gateway/src/audit/trace.ts';
import { createContexts } from '../../apps/gateway/src/http/asker.ts';
import { type SubgraphName, questions, subgraphNames, subgraphSdl } from './graph.ts';
import { serveFloor } from './floor.ts';

// One gateway in a process of its own: node serve.ts KIND '{"urls":…,"issuer":…}'. It tells its address, and what it has used when asked.

interface Told {
  urls: Record<string, string>;
  issuer: string;
  /** Another graph than the bench's own: its file, its subgraphs' credential, the operations to register. */
  graph?: { supergraphFile: string; gatewaySecret: string; registered: string[] };
}

process.env.APOLLO_TELEMETRY_DISABLED = '1';
const [kind = '', told = '{}'] = process.argv.slice(2);
const { urls, issuer, graph } = JSON.parse(told) as Told;
const log = createLog({ name: 'bench', level: 'error' });
const tokens = createTokenReader({ issuer, audience: 'lianfang' });

function supergraph(written: (sdl: string) => string = (sdl) => sdl): string {
  if (graph) return readFileSync(graph.supergraphFile, 'utf8').replace(/@join__graph\(name: "([^"]+)", url: "[^"]*"\)/g, (_, name: string) => `@join__graph(name: "${name}", url: "${urls[name] ?? 'http://127.0.0.1:9/graphql'}")`);
  const { supergraphSdl, errors } = composeServices(subgraphNames.map((name) => ({ name, url: urls[name]!, typeDefs: parse(written(subgraphSdl[name as SubgraphName])) })));
  if (!supergraphSdl) throw new Error(errors?.map(({ message }) => message).join('\n'));
  return supergraphSdl;
}

/** `@apollo/gateway` as its manual has it: the caller's token is passed on, nothing else is set. */
async function stockGateway(tuned: boolean): Promise<GatewayInterface> {
  const { ApolloGateway, RemoteGraphQLDataSource } = await import('@apollo/gateway');
  const agent = new Agent({ connections: 64 });
  return new ApolloGateway({
    supergraphSdl: withoutAccessAndStreams(supergraph()),
    buildService: ({ url }) =>
      new RemoteGraphQLDataSource<EngineContext>({
        url,
        ...(tuned ? { fetcher: fetcherOn(agent), honorSubgraphCacheControlHeader: false } : {}),
        willSendRequest({ request, context }) {
          const { authorization } = context.caller?.headers ?? {};
          if (authorization) request.http?.headers.set('authorization', authorization);
          if (graph) request.http?.headers.set('x-lianfang-gateway', graph.gatewaySecret);
        },
      }),
  });
}

/** As much of `fetch` as the gateway uses, on undici's fastest door. */
function fetcherOn(agent: Agent): Fetcher {
  return async (url, { method, headers, body } = {}) => {
    const { statusCode, headers: received, body: answer } = await agent.request({ origin: new URL(url).origin, path: '/graphql', method: method as 'POST', headers: headers as Record<string, string>, body: body as string });
    const text = await answer.text();
    return {
      url, status: statusCode, ok: statusCode < 300, statusText: '', redirected: false, bodyUsed: true,
      headers: new Headers(received as Record<string, string>) as unknown as FetcherResponse['headers'],
      text: async () => text,
      json: async () => JSON.parse(text),
      arrayBuffer: async () => new TextEncoder().encode(text).buffer,
      clone: () => { throw new Error('nobody clones an answer here'); },
    };
  };
}

/** As its manual has it: Apollo's own server, which knows the caller by the token. */
async function serveStock(): Promise<string> {
  const apollo = new ApolloServer<EngineContext>({ gateway: await stockGateway(false) });
  const contextOf = createContexts(createReporter(log), undefined);
  const { url } = await startStandaloneServer(apollo, {
    listen: { port: 0, host: '127.0.0.1' },
    context: async ({ req: { headers } }) => contextOf({ actor: await tokens(headers.authorization), caller: { headers: { authorization: headers.authorization ?? '' }, language: 'zh' } }),
  });
  return url;
}

/** All that can be taken off is off, behind the HTTP layer that ours has. */
async function serveTuned(): Promise<string> {
  const reporter = createReporter(log);
  const apollo = createApollo({ engine: await stockGateway(true), introspection: false, log, reporter });
  await apollo.start();
  const server = createHttpServer({
    apollo,
    contextOf: createContexts(reporter, undefined),
    shortWay: undefined,
    admission: { tokens, allowedOrigins: new Set(), anonymousIntrospection: false, checkDocument: createDocumentCheck(documentLimits), texts: { textOf: () => undefined }, batchLimit: 0, origins: createOrigins([]), demandRate: () => undefined, trace: noTrace },
    health: healthOf({}), log, reporter, graphiql: false, pages: undefined, pageSettings: undefined, stream: undefined,
  });
  return `${await listen(server, '127.0.0.1', 0)}/graphql`;
}

function registered(): RegisteredOperations {
  return readRegistered(JSON.stringify(Object.fromEntries((graph?.registered ?? questions.map(({ query }) => query)).map((query) => [createHash('sha256').update(query).digest('hex'), query]))));
}

/** Every type asks for a login, as every field of ours does. */
function guarded(sdl: string): string {
  return sdl.replace('import: ["@key"]', 'import: ["@key", "@authenticated"]').replaceAll(/type (\w+)([^{]*)\{/g, 'type $1$2 @authenticated {');
}

/** Counted and weighed like any caller, and never refused. */
const countedOnly = { ...usualLimits, requestsPerAgency: 1e9, costPerAgency: 1e12 };

async function serveOurs(shortWay: boolean, checked = false): Promise<string> {
  const supergraphFile = join(mkdtempSync(join(tmpdir(), 'lianfang-bench-')), 'supergraph.graphql');
  writeFileSync(supergraphFile, supergraph(checked ? guarded : undefined));
  const gateway = await startGateway({
    supergraphFile, subgraphUrls: new Map(), engine: 'compiled', shortWay, host: '127.0.0.1', port: 0, log, tokens, gatewaySecret: graph?.gatewaySecret,
    allowedOrigins: [], explorable: false, broker: undefined, pages: undefined, registered: registered(), ...(checked ? { demand: countedOnly, trustedProxies: ['127.0.0.1'] } : {}),
  });
  return `${gateway.url}/graphql`;
}

const serving: Record<string, () => Promise<string>> = {
  stock: serveStock,
  tuned: serveTuned,
  whole: () => serveOurs(false),
  ours: () => serveOurs(true),
  checked: () => serveOurs(true, true),
  floor: () => serveFloor(urls as Record<SubgraphName, string>),
};

process.on('message', () => {
  const { rss, heapUsed: heap } = process.memoryUsage();
  process.send!({ cpu: process.cpuUsage(), rss, heap });
});
process.on('disconnect', () => process.exit());
process.send!(await serving[kind]!());
