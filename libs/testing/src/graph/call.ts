import { gatewayHeader } from '@lianfang/platform/graph';
import type { TestActor } from './actor.ts';
import { signToken } from './issuer.ts';

export const testGatewaySecret = 'test-gateway-secret-of-sixteen';

export interface GraphCall {
  query: string;
  variables?: Record<string, unknown>;
  actor?: TestActor;
  /** Instead of an actor: this very token. */
  token?: string;
  language?: 'zh' | 'en';
  /** null shows none. */
  gatewaySecret?: string | null;
}

export interface ToldError {
  message: string;
  path?: (string | number)[];
  extensions?: Record<string, unknown> & { code?: string };
}

export interface RawAnswer<T = Record<string, any>> { // eslint-disable-line @typescript-eslint/no-explicit-any -- tests read answers freely
  status: number;
  data?: T | null;
  errors?: ToldError[];
  requestId: string | null;
  text: string;
}

const tokens = new WeakMap<TestActor, Promise<string>>();

/** Lines to print when a call to this URL fails; the booted subgraph puts its log here. */
export const logsByUrl = new Map<string, () => string>();

/** Calls and hands back whatever came. */
export async function callRaw<T>(url: string, call: GraphCall): Promise<RawAnswer<T>> {
  const response = await fetch(url, {
    method: 'POST',
    headers: await headersOf(call),
    body: JSON.stringify({ query: call.query, variables: call.variables }),
  });
  const text = await response.text();
  const body = asJson(text) as { data?: T | null; errors?: ToldError[] };
  return { status: response.status, data: body.data, errors: body.errors, requestId: response.headers.get('x-request-id'), text };
}

/** The data of a call that must succeed. @throws Error printing query, variables, answer, request id and the server's log */
export async function callGraph<T = Record<string, any>>(url: string, call: GraphCall): Promise<T> { // eslint-disable-line @typescript-eslint/no-explicit-any -- as above
  const answer = await callRaw<T>(url, call);
  if (answer.errors || !answer.data) throw failure('the call failed', url, call, answer);
  return answer.data;
}

/** The first error of a call that must be refused. @throws Error when nothing was refused */
export async function callRefused(url: string, call: GraphCall): Promise<ToldError & { code: string | undefined }> {
  const answer = await callRaw(url, call);
  const [error] = answer.errors ?? [];
  if (!error) throw failure('the call was not refused', url, call, answer);
  return { ...error, code: error.extensions?.code };
}

async function headersOf(call: GraphCall): Promise<Record<string, string>> {
  const token = call.token ?? (call.actor ? await tokenOf(call.actor) : undefined);
  const secret = call.gatewaySecret === undefined ? testGatewaySecret : call.gatewaySecret;
  return {
    'content-type': 'application/json',
    'accept-language': call.language ?? 'zh',
    ...(token ? { authorization: `Bearer ${token}` } : {}),
    ...(secret === null ? {} : { [gatewayHeader]: secret }),
  };
}

function tokenOf(actor: TestActor): Promise<string> {
  const token = tokens.get(actor) ?? signToken({ ...actor });
  tokens.set(actor, token);
  return token;
}

function asJson(text: string): object {
  try {
    return JSON.parse(text) as object;
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

function failure(what: string, url: string, call: GraphCall, answer: RawAnswer<unknown>): Error {
  const log = logsByUrl.get(url)?.();
  return new Error(
    [
      `${what}: HTTP ${answer.status}, request id ${answer.requestId}`,
      call.query.trim(),
      `variables: ${JSON.stringify(call.variables ?? {})}`,
      `as: ${call.actor ? `${call.actor.sub} ${call.actor.area} [${call.actor.scope}]` : call.token ? 'a token' : 'nobody'}`,
      `answer: ${answer.text}`,
      ...(log ? [`log:\n${log}`] : []),
    ].join('\n'),
  );
}
