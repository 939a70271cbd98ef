import { Pool } from 'undici';
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
  const headers = { 'content-type': 'application/json', accept: 'application/graphql-response+json, application/json', ...o.headers };

  const attempt = async (request: SubgraphRequest): Promise<SubgraphAnswer> => {
    const left = Math.max(1, request.deadline - Date.now());
    const response = await pool.request({
      path,
      method: 'POST',
      headers: { ...headers, ...request.headers },
      body: request.body,
      headersTimeout: left,
      bodyTimeout: left,
    });
    return readAnswer(response.statusCode, await response.body.text());
  };

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
