import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Health, type Log, answerProbe, inSpan, isTracing, metrics } from '@lianfang/platform/observability';
import { Refusal } from '@lianfang/platform/refusals';
import { type AdmissionRules, type GraphqlRequest, admit, wantsEventStream } from './admission.ts';
import { type Answering, answerBatch, answerGraphql } from './graphql.route.ts';
import { sendGraphiql } from './graphiql.route.ts';
import { languageOf } from './language.ts';
import type { Pages } from './pages.route.ts';
import { HttpRefusal, sendRefusal } from './refusal.ts';

export interface Door extends Answering {
  readonly admission: AdmissionRules;
  readonly health: Health;
  readonly log: Log;
  /** Undefined where the explorer is not wanted. */
  readonly graphiql: boolean;
  readonly pages: Pages | undefined;
  /** Public settings of the pages: issuer and client ids. */
  readonly pageSettings: Readonly<Record<string, unknown>> | undefined;
  /** Server-sent events; undefined where nothing is live. */
  readonly stream: ((request: IncomingMessage, response: ServerResponse, admitted: GraphqlRequest) => Promise<void>) | undefined;
}

export function createHttpServer(door: Door): Server {
  // Ledgers of 32 MB come over slow lines.
  return createServer({ requestTimeout: 120_000, headersTimeout: 15_000, keepAliveTimeout: 65_000 }, (request, response) => {
    response.setHeader('x-content-type-options', 'nosniff');
    route(door, request, response).catch((cause: unknown) => refuse(door, request, response, cause));
  });
}

async function route(door: Door, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = (request.url ?? '/').split('?')[0]!;
  if (path === '/graphql') return inRequestSpan(request, () => graphql(door, request, response));
  if (path === '/health' && isRead(request)) return sendReadiness(door, response);
  if (await answerProbe(request, response, door.health)) return;
  if (isRead(request)) {
    if (path === '/graphiql' && door.graphiql) return sendGraphiql(request, response);
    if (path === '/config.json' && door.pageSettings) return sendJson(response, door.pageSettings);
    if (path === '/' && door.pages) return void response.writeHead(302, { location: '/dashboard/' }).end();
    if (await door.pages?.answer(request, response)) return;
  }
  throw new HttpRefusal(404, 'NOT_FOUND', { zh: '没有这个页面', en: 'there is nothing here' });
}

/** The caller's trace goes on here, and in the span of each fetch. */
function inRequestSpan(request: IncomingMessage, work: () => Promise<void>): Promise<void> {
  if (!isTracing()) return work();
  const { traceparent } = request.headers;
  return inSpan('graphql', { kind: 'server', from: typeof traceparent === 'string' ? traceparent : undefined }, work);
}

async function graphql(door: Door, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const requestId = door.admission.origins.requestIdOf(request);
  response.setHeader('x-request-id', requestId);
  const admitted = await admit(door.admission, request, requestId);
  if (Array.isArray(admitted)) return answerBatch(door, request, response, admitted as readonly GraphqlRequest[]);
  const one = admitted as GraphqlRequest;
  if (door.stream && wantsEventStream(request, one)) return door.stream(request, response, one);
  await answerGraphql(door, request, response, one);
}

function isRead({ method }: IncomingMessage): boolean {
  return method === 'GET' || method === 'HEAD';
}

async function sendReadiness(door: Door, response: ServerResponse): Promise<void> {
  const { ready } = await door.health.ready();
  response.writeHead(ready ? 200 : 503, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(JSON.stringify({ ready }));
}

function sendJson(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-cache' }).end(JSON.stringify(value));
}

function refuse(door: Door, request: IncomingMessage, response: ServerResponse, cause: unknown): void {
  if (response.headersSent || response.destroyed) {
    door.log.warn({ err: cause }, 'an answer broke off');
    response.destroy();
    return;
  }
  const refusal = refusalOf(door, cause);
  metrics.callsRefused.inc({ why: refusal.code });
  sendRefusal(response, refusal, languageOf(request.headers['accept-language']));
}

function refusalOf(door: Door, cause: unknown): HttpRefusal {
  if (cause instanceof HttpRefusal) return cause;
  if (cause instanceof Refusal) return new HttpRefusal(400, cause.code, cause.texts);
  const errorId = door.reporter.defect('a request failed in the gateway', { cause });
  return new HttpRefusal(500, 'INTERNAL_ERROR', { zh: `系统内部错误，错误编号 ${errorId}`, en: `internal error, error id ${errorId}` });
}

export async function listen(server: Server, host: string, port: number): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const { port: taken } = server.address() as AddressInfo;
  return `http://${host.includes(':') ? `[${host}]` : host}:${taken}`;
}
