import { type Dispatcher, Pool } from 'undici';
import type { SubgraphFault } from '../engine/faults.ts';

export interface SubgraphRequest {
  body: string;
  headers: Readonly<Record<string, string>>;
  kind: 'query' | 'mutation' | 'subscription';
  /** Milliseconds since the epoch. */
  deadline: number;
}

export interface SubgraphAnswer {
  data?: unknown;
  errors?: readonly SubgraphFault[];
}

/** No answer of the GraphQL kind came: not reachable, too late, or something else speaks at that address. */
export class SubgraphUnavailable extends Error {}

/** The way to one subgraph. */
export interface SubgraphClient {
  /** @throws SubgraphUnavailable */
  send(request: SubgraphRequest): Promise<SubgraphAnswer>;
  /** Waits for requests under way. */
  close(): Promise<void>;
}

const attempts = 3;
const pauseBetweenAttempts = 40;

export function openSubgraph(o: { url: string; connections: number; headers: Readonly<Record<string, string>> }): SubgraphClient {
  const { origin, pathname, search } = new URL(o.url);
  const pool = new Pool(origin, { connections: o.connections, keepAliveTimeout: 30_000, connect: { timeout: 3_000 } });
  const path = `${pathname}${search}`;
  const ownHeaders = Object.entries({ 'content-type': 'application/json', accept: 'application/graphql-response+json, application/json', ...o.headers }).flat();

  const attempt = (request: SubgraphRequest): Promise<SubgraphAnswer> =>
    new Promise((resolve, reject) => {
      const left = Math.max(1, request.deadline - Date.now());
      const headers = [...ownHeaders];
      for (const name in request.headers) headers.push(name, request.headers[name]!);
      pool.dispatch({ path, method: 'POST', headers, body: request.body, headersTimeout: left, bodyTimeout: left }, gather(resolve, reject));
    });

  return {
    async send(request) {
      for (let tried = 1; ; tried++) {
        try {
          return await attempt(request);
        } catch (cause) {
          if (cause instanceof SubgraphUnavailable) throw cause;
          const again = tried < attempts && mayRepeat(request, cause) && Date.now() + pauseBetweenAttempts < request.deadline;
          if (!again) throw new SubgraphUnavailable(codeOf(cause), { cause });
          await new Promise((proceed) => setTimeout(proceed, pauseBetweenAttempts * tried));
        }
      }
    },
    close: () => pool.close(),
  };
}

/** Gathers an answer without the stream and the header objects that `request` would make of it. */
function gather(resolve: (answer: SubgraphAnswer) => void, reject: (cause: unknown) => void): Dispatcher.DispatchHandler {
  const chunks: Buffer[] = [];
  let status = 0;
  return {
    onRequestStart: () => undefined,
    onResponseStart(_, statusCode) {
      status = statusCode;
    },
    onResponseData: (_, chunk) => void chunks.push(chunk),
    onResponseEnd() {
      try {
        resolve(readAnswer(status, textOf(chunks)));
      } catch (cause) {
        reject(cause);
      }
    },
    onResponseError: (_, cause) => reject(cause),
  };
}

const byteOrderMark = '\uFEFF';

function textOf(chunks: readonly Buffer[]): string {
  const text = (chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)).toString();
  return text.startsWith(byteOrderMark) ? text.slice(1) : text;
}

function readAnswer(status: number, text: string): SubgraphAnswer {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch (cause) {
    throw new SubgraphUnavailable(`status ${status}, no JSON`, { cause });
  }
  if (typeof answer !== 'object' || answer === null) throw new SubgraphUnavailable(`status ${status}, not a GraphQL answer`);
  const { data, errors } = answer as { data?: unknown; errors?: unknown };
  if (errors !== undefined && !isFaults(errors)) throw new SubgraphUnavailable(`status ${status}, errors of a strange form`);
  if (data === undefined && errors === undefined) throw new SubgraphUnavailable(`status ${status}, neither data nor errors`);
  return { data, errors };
}

function isFaults(errors: unknown): errors is readonly SubgraphFault[] {
  return Array.isArray(errors) && errors.every((error) => typeof error === 'object' && error !== null);
}

/** The connection was never made: nothing can have happened on the other side. */
const neverSent = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT']);
/** The connection broke: a query may be asked again, a mutation may have been done. */
const broken = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

function mayRepeat(request: SubgraphRequest, cause: unknown): boolean {
  const code = codeOf(cause);
  return neverSent.has(code) || (request.kind !== 'mutation' && broken.has(code));
}

function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : String(cause);
}
