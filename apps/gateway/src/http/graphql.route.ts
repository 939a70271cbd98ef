import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ApolloServer, HeaderMap } from '@apollo/server';
import { metrics } from '@lianfang/platform/observability';
import { toBytes } from '../engine/wire.ts';
import type { EngineContext } from '../engine/engine.ts';
import type { Reporter } from '../engine/run.ts';
import type { GraphqlRequest } from './admission.ts';
import type { ContextOf } from './asker.ts';
import { isNoSimpleBrowserRequest } from './origin.ts';
import { type Reply, cacheHeader, sendReply } from './reply.ts';
import type { ShortWay } from './short.way.ts';

/** What answers an admitted request. */
export interface Answering {
  readonly apollo: ApolloServer<EngineContext>;
  readonly reporter: Reporter;
  readonly contextOf: ContextOf;
  /** Undefined: Apollo Server's whole way, always. */
  readonly shortWay: ShortWay | undefined;
}

/** Answers an admitted request; through Apollo Server unless the short way can. */
export async function answerGraphql(answering: Answering, request: IncomingMessage, response: ServerResponse, admitted: GraphqlRequest): Promise<void> {
  sendReply(request, response, await replyTo(answering, request, admitted));
}

/** Answers a batch in its order, one after the other, as one list; each has its own errors. */
export async function answerBatch(answering: Answering, request: IncomingMessage, response: ServerResponse, batch: readonly GraphqlRequest[]): Promise<void> {
  const parts: string[] = [];
  for (const admitted of batch) parts.push((await replyTo(answering, request, admitted)).body.trim());
  sendReply(request, response, { status: 200, headers: [['content-type', 'application/json; charset=utf-8'], ['cache-control', 'no-store']], body: `[${parts.join(',')}]\n` });
}

async function replyTo(answering: Answering, request: IncomingMessage, admitted: GraphqlRequest): Promise<Reply> {
  const context = answering.contextOf(admitted);
  const found = answering.shortWay && admitted.body && (await answering.shortWay.answer({ accept: request.headers.accept, body: admitted.body, context }));
  if (found && 'contentType' in found) {
    metrics.operationWays.inc({ way: 'short' });
    return { status: 200, headers: [['content-type', found.contentType], ['cache-control', cacheHeader(context)]], body: found.text };
  }
  return wholeWay(answering, request, admitted, { ...context, ...(found ? { result: found } : {}), tellsCost: wantsCost(admitted) });
}

function wantsCost({ body, search }: GraphqlRequest): boolean {
  if (!body) return /[?&]extensions=[^&]*cost/.test(search);
  return typeof body.extensions === 'object' && body.extensions !== null && 'cost' in body.extensions && body.extensions.cost === true;
}

async function wholeWay({ apollo, shortWay }: Answering, request: IncomingMessage, admitted: GraphqlRequest, context: EngineContext): Promise<Reply> {
  metrics.operationWays.inc({ way: 'whole' });
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  // Apollo's rule against cross-site requests wants a header that only programs send; some programs cannot be told to.
  if (isNoSimpleBrowserRequest(request)) headers.set('apollo-require-preflight', '1');
  const answer = await apollo.executeHTTPGraphQLRequest({
    httpGraphQLRequest: { method: request.method ?? 'POST', headers, search: admitted.search, body: admitted.body },
    context: async () => context,
  });
  if (answer.body.kind !== 'complete') throw new Error('an answer in parts was not asked for');
  const { string } = answer.body;
  const status = statusOf(answer.status ?? 200, answer.headers.get('content-type'), string);
  if (status === 200 && answer.headers.size === 1) shortWay?.learn(request.headers.accept, answer.headers.get('content-type'));
  // Apollo Server writes errors first.
  const cached = status === 200 && !string.startsWith('{"errors"') ? cacheHeader(context) : 'no-store';
  return { status, headers: [...answer.headers, ['cache-control', cached]], body: toBytes(string) };
}

const wellFormed = /"code":"(GRAPHQL_PARSE_FAILED|GRAPHQL_VALIDATION_FAILED|BAD_USER_INPUT|OPERATION_RESOLUTION_FAILURE)"/;

/**
 * GraphQL over HTTP: in `application/json` a well-formed request is answered with 200 even when its document is wrong, since
 * clients of that media type cannot tell an answer of ours from one of a proxy. `application/graphql-response+json` has 400.
 */
function statusOf(status: number, contentType: string | undefined, body: string): number {
  return status === 400 && contentType?.startsWith('application/json') && wellFormed.test(body) ? 200 : status;
}
