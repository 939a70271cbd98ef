import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ApolloServer } from '@apollo/server';
import { HeaderMap } from '@apollo/server';
import { type DocumentNode, GraphQLError, Kind, getOperationAST, parse } from 'graphql';
import type { Actor, TokenReader } from '@lianfang/platform/auth';
import { Refusal } from '@lianfang/platform/refusals';
import type { EngineContext } from '../engine/engine.ts';
import type { Caller, Reporter } from '../engine/run.ts';
import type { Asker, ContextOf } from './asker.ts';
import { demandJson, parseJson, readBody } from './body.ts';
import { languageOf } from './language.ts';
import { demandOwnOrigin, isNoSimpleBrowserRequest } from './origin.ts';
import { HttpRefusal } from './refusal.ts';
import { type RegisteredOperations, searchWithText, withText } from './registered.ts';
import type { ShortWay } from './short.way.ts';

/** A request for GraphQL, read and let in. */
export interface GraphqlRequest extends Asker {
  /** Parsed parameters: `query`, `variables`, `operationName`, `extensions`; undefined for GET. */
  readonly body: Record<string, unknown> | undefined;
  readonly search: string;
}

export interface AdmissionRules {
  /** Undefined: no login at all, everybody may ask (the gateway alone, without an issuer). */
  readonly tokens: TokenReader | undefined;
  readonly allowedOrigins: ReadonlySet<string>;
  /** Let callers without a token see what the graph is, and nothing else. */
  readonly anonymousIntrospection: boolean;
  readonly checkDocument: (query: string) => void;
  readonly registered: RegisteredOperations | undefined;
}

const openLimit = 1_048_576;
/** A ledger is uploaded as base64 in a mutation. */
const signedInLimit = 33_554_432;

/** Everything that is decided before Apollo Server sees the request. @throws HttpRefusal, Refusal */
export async function admit(rules: AdmissionRules, request: IncomingMessage): Promise<GraphqlRequest> {
  if (request.method !== 'GET' && request.method !== 'POST') throw methodNotAllowed();
  demandOwnOrigin(request, rules.allowedOrigins);
  const actor = await identify(rules.tokens, request);
  const asked = await readAsked(rules.registered, request, actor ? signedInLimit : openLimit);
  const query = asked.body ? asked.body.query : new URLSearchParams(asked.search).get('query');
  if (typeof query === 'string') admitDocument(rules, actor, query);
  else if (!actor && rules.tokens && asked.namesByHash) throw signInFirst();
  return { actor, caller: callerOf(request.headers), body: asked.body, search: asked.search };
}

interface AskedParameters extends Pick<GraphqlRequest, 'body' | 'search'> {
  /** An operation may be named by its hash: what it is, Apollo Server knows. */
  namesByHash: boolean;
}

async function readAsked(registered: RegisteredOperations | undefined, request: IncomingMessage, limit: number): Promise<AskedParameters> {
  const search = request.url?.includes('?') ? new URL(request.url, 'http://gateway').search : '';
  if (request.method === 'GET') return { body: undefined, search: registered ? searchWithText(registered, search) : search, namesByHash: search.includes('persistedQuery') };
  const sent = await readParameters(request, limit);
  const body = registered ? withText(registered, sent) : sent;
  return { body, search, namesByHash: body.extensions !== undefined && body.extensions !== null };
}

function methodNotAllowed(): HttpRefusal {
  return new HttpRefusal(405, 'METHOD_NOT_ALLOWED', { zh: '请使用 GET 或 POST', en: 'use GET or POST' }, { allow: 'GET, POST' });
}

async function identify(tokens: TokenReader | undefined, request: IncomingMessage): Promise<Actor | null> {
  if (!tokens) return null;
  try {
    return await tokens(request.headers.authorization);
  } catch (cause) {
    if (cause instanceof Refusal) throw new HttpRefusal(401, cause.code, cause.texts, { 'www-authenticate': 'Bearer error="invalid_token"' });
    throw cause;
  }
}

async function readParameters(request: IncomingMessage, limit: number): Promise<Record<string, unknown>> {
  demandJson(request);
  return parseJson(await readBody(request, limit));
}

function admitDocument(rules: AdmissionRules, actor: Actor | null, query: string): void {
  rules.checkDocument(query);
  if (actor || !rules.tokens || (rules.anonymousIntrospection && isIntrospection(query))) return;
  throw signInFirst();
}

function signInFirst(): HttpRefusal {
  return new HttpRefusal(401, 'UNAUTHENTICATED', { zh: '请先登录', en: 'sign in first' }, { 'www-authenticate': 'Bearer' });
}

/** Cheap enough for what has passed the document check; a document that does not parse reveals nothing either. */
function isIntrospection(query: string): boolean {
  let document: DocumentNode;
  try {
    document = parse(query, { noLocation: true });
  } catch {
    return true; // Apollo Server answers with the syntax error.
  }
  return document.definitions.every(
    (definition) =>
      definition.kind !== Kind.OPERATION_DEFINITION ||
      (definition.operation === 'query' && definition.selectionSet.selections.every((selection) => selection.kind === Kind.FIELD && selection.name.value.startsWith('__'))),
  );
}

/** What does not parse is left to whoever executes it: the error is said once, in one place. */
export function isSubscription(query: string, operationName: string | null | undefined): boolean {
  try {
    return getOperationAST(parse(query, { noLocation: true }), operationName)?.operation === 'subscription';
  } catch (cause) {
    if (cause instanceof GraphQLError) return false;
    throw cause;
  }
}

/**
 * Some clients accept an event stream for everything and mean it for subscriptions only: who takes JSON as well gets a query's
 * answer as JSON.
 */
export function wantsEventStream({ headers }: IncomingMessage, { body, search }: GraphqlRequest): boolean {
  const accept = headers.accept ?? '';
  if (!accept.includes('text/event-stream')) return false;
  if (!/application\/(graphql-response\+)?json|\*\/\*/.test(accept)) return true;
  const asked = body ?? Object.fromEntries(new URLSearchParams(search));
  return typeof asked.query === 'string' && isSubscription(asked.query, typeof asked.operationName === 'string' ? asked.operationName : undefined);
}

const passedOn = ['authorization', 'accept-language', 'traceparent', 'tracestate'] as const;

/** What of a request's headers every subgraph is told. */
export function callerOf(headers: IncomingMessage['headers']): Caller {
  const sent: Record<string, string> = {};
  for (const name of passedOn) {
    const value = headers[name];
    if (typeof value === 'string') sent[name] = value;
  }
  return { headers: sent, language: languageOf(headers['accept-language']) };
}

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
  const { apollo, contextOf, shortWay } = answering;
  const { accept } = request.headers;
  const context = contextOf(admitted);
  const result = shortWay && admitted.body && (await shortWay.answer({ accept, body: admitted.body, context }, response));
  if (result === true) return;
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  // Apollo's rule against cross-site requests wants a header that only programs send; some programs cannot be told to.
  if (isNoSimpleBrowserRequest(request)) headers.set('apollo-require-preflight', '1');
  const answer = await apollo.executeHTTPGraphQLRequest({
    httpGraphQLRequest: { method: request.method ?? 'POST', headers, search: admitted.search, body: admitted.body },
    context: async () => ({ ...context, result }),
  });
  for (const [name, value] of answer.headers) response.setHeader(name, value);
  if ((answer.status ?? 200) === 200 && answer.headers.size === 1) shortWay?.learn(accept, answer.headers.get('content-type'));
  response.setHeader('cache-control', 'no-store');
  if (answer.body.kind !== 'complete') throw new Error('an answer in parts was not asked for');
  response.statusCode = statusOf(answer.status ?? 200, answer.headers.get('content-type'), answer.body.string);
  response.setHeader('content-length', Buffer.byteLength(answer.body.string));
  response.end(answer.body.string);
}

const wellFormed = /"code":"(GRAPHQL_PARSE_FAILED|GRAPHQL_VALIDATION_FAILED|BAD_USER_INPUT|OPERATION_RESOLUTION_FAILURE)"/;

/**
 * GraphQL over HTTP: in `application/json` a well-formed request is answered with 200 even when its document is wrong, since
 * clients of that media type cannot tell an answer of ours from one of a proxy. `application/graphql-response+json` has 400.
 */
function statusOf(status: number, contentType: string | undefined, body: string): number {
  return status === 400 && contentType?.startsWith('application/json') && wellFormed.test(body) ? 200 : status;
}
