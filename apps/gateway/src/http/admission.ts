import type { IncomingMessage } from 'node:http';
import { type DocumentNode, GraphQLError, Kind, getOperationAST, parse } from 'graphql';
import type { Actor, TokenReader } from '@lianfang/platform/auth';
import { Refusal } from '@lianfang/platform/refusals';
import type { Trace } from '../audit/trace.ts';
import type { Caller } from '../engine/run.ts';
import type { Asker } from './asker.ts';
import type { Origins } from './address.ts';
import { demandJson, parseJson, readBody } from './body.ts';
import { languageOf } from './language.ts';
import { demandOwnOrigin } from './origin.ts';
import { HttpRefusal } from './refusal.ts';
import { type OperationTexts, searchWithText, withText } from './registered.ts';

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
  /** True when a document asks for nothing but what the graph declares open to everybody. */
  readonly isOpen?: (query: string) => boolean;
  readonly checkDocument: (query: string) => void;
  /** Texts of operations that may be named by hash. */
  readonly texts: OperationTexts;
  /** So many operations may come in one request; 0: no batches. */
  readonly batchLimit: number;
  readonly origins: Origins;
  /** Counts a request before it is read. @throws HttpRefusal */
  readonly demandRate: (asker: Pick<Asker, 'actor' | 'address'>) => void;
  /** Who came and who was turned away. */
  readonly trace: Trace;
}

const openLimit = 1_048_576;
/** A ledger is uploaded as base64 in a mutation. */
const signedInLimit = 33_554_432;

/** Everything that is decided before Apollo Server sees the request. @returns several for a batch @throws HttpRefusal, Refusal */
export async function admit(rules: AdmissionRules, request: IncomingMessage, requestId: string): Promise<GraphqlRequest | readonly GraphqlRequest[]> {
  if (request.method !== 'GET' && request.method !== 'POST') throw methodNotAllowed();
  demandOwnOrigin(request, rules.allowedOrigins);
  const address = rules.origins.addressOf(request);
  const actor = await identify(rules, request.headers.authorization, { address, requestId });
  const asker: Asker = { actor, address, caller: callerOf(request.headers, { address, requestId }) };
  const search = request.url?.includes('?') ? new URL(request.url, 'http://gateway').search : '';
  if (request.method === 'GET') return admitOne(rules, asker, undefined, searchWithText(rules.texts, search));
  demandJson(request);
  const sent = parseJson(await readBody(request, actor ? signedInLimit : openLimit), rules.batchLimit);
  if (!Array.isArray(sent)) return admitOne(rules, asker, sent, search);
  // Each counts as if it had come alone; the first was counted with the request.
  for (let more = 1; more < sent.length; more++) rules.demandRate(asker);
  return sent.map((one) => admitOne(rules, asker, one, search));
}

function admitOne(rules: AdmissionRules, asker: Asker, sent: Record<string, unknown> | undefined, search: string): GraphqlRequest {
  const body = sent && withText(rules.texts, sent);
  const query = body ? body.query : new URLSearchParams(search).get('query');
  if (typeof query === 'string') admitDocument(rules, asker, query);
  else if (!asker.actor && rules.tokens && namesByHash(body, search)) throw signInFirst(rules, asker);
  return { ...asker, body, search };
}

/** An operation may be named by its hash: what it is, Apollo Server knows. */
function namesByHash(body: Record<string, unknown> | undefined, search: string): boolean {
  return body ? body.extensions !== undefined && body.extensions !== null : search.includes('persistedQuery');
}

function methodNotAllowed(): HttpRefusal {
  return new HttpRefusal(405, 'METHOD_NOT_ALLOWED', { zh: '请使用 GET 或 POST', en: 'use GET or POST' }, { allow: 'GET, POST' });
}

/** Who calls; counted by agency, or by address without a token that is good. @throws HttpRefusal */
export async function identify({ tokens, demandRate, trace }: AdmissionRules, authorization: string | undefined, from: { address: string; requestId: string }): Promise<Actor | null> {
  const { address } = from;
  const refused = (actor: Actor | null, refusal: Refusal) => trace.refused({ actor, ...from }, { operation: 'call', code: refusal.code });
  let actor: Actor | null = null;
  try {
    actor = tokens ? await tokens(authorization) : null;
    demandRate({ actor, address });
  } catch (cause) {
    if (cause instanceof Refusal) refused(actor, cause);
    if (cause instanceof HttpRefusal) throw cause;
    // Whoever tries tokens is counted by address.
    demandRate({ actor: null, address });
    if (cause instanceof Refusal) throw new HttpRefusal(401, cause.code, cause.texts, { 'www-authenticate': 'Bearer error="invalid_token"' });
    throw cause;
  }
  trace.login({ actor, ...from });
  return actor;
}

function admitDocument(rules: AdmissionRules, asker: Asker, query: string): void {
  rules.checkDocument(query);
  if (asker.actor || !rules.tokens || rules.isOpen?.(query) || (rules.anonymousIntrospection && isIntrospection(query))) return;
  throw signInFirst(rules, asker);
}

function signInFirst({ trace }: AdmissionRules, { address, caller }: Asker): HttpRefusal {
  trace.refused({ actor: null, address, requestId: caller.headers['x-request-id'] }, { operation: 'call', code: 'UNAUTHENTICATED' });
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
export function operationOf(query: string, operationName: string | null | undefined): 'query' | 'mutation' | 'subscription' | undefined {
  try {
    return getOperationAST(parse(query, { noLocation: true }), operationName)?.operation;
  } catch (cause) {
    if (cause instanceof GraphQLError) return undefined;
    throw cause;
  }
}

export function isSubscription(query: string, operationName: string | null | undefined): boolean {
  return operationOf(query, operationName) === 'subscription';
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

/** Where a request comes from and what its id is, as the subgraphs are told. */
export interface Provenance {
  readonly address: string;
  readonly requestId: string;
}

/** What of a request's headers every subgraph is told; where it comes from, the gateway says itself. */
export function callerOf(headers: IncomingMessage['headers'], { address, requestId }: Provenance): Caller {
  const sent: Record<string, string> = { 'x-request-id': requestId, 'x-lianfang-client': address };
  for (const name of passedOn) {
    const value = headers[name];
    if (typeof value === 'string') sent[name] = value;
  }
  return { headers: sent, language: languageOf(headers['accept-language']) };
}
