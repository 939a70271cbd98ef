import { type Breaker, createBreaker } from './breaker.ts';
import { ExchangeFailed, type FailureKind, openPool } from './pool.ts';
import type { Reply } from './reply.ts';

export interface SubgraphRequest {
  /** JSON, a character a byte. */
  body: string;
  headers: Readonly<Record<string, string>>;
  kind: 'query' | 'mutation' | 'subscription';
  /** Milliseconds since the epoch. */
  deadline: number;
}

/** No answer of the GraphQL kind came: not reachable, too late, or something else speaks at that address. */
export class SubgraphUnavailable extends Error {}

/** The way to one subgraph. */
export interface SubgraphClient {
  /** @throws SubgraphUnavailable */
  send(request: SubgraphRequest): Promise<Reply>;
  /** Waits for requests under way. */
  close(): Promise<void>;
}

export interface SubgraphAddress {
  url: string;
  connections: number;
  headers: Readonly<Record<string, string>>;
  onBreaker?: (state: Breaker['state']) => void;
}

const attempts = 3;
const pauseBetweenAttempts = 40;
/** Failures in a row, each after its retries, before a subgraph is left alone; and for how long. */
const breaking = { failures: 5, openMs: 2_000, probeMs: 10_000 };

export function openSubgraph({ url: address, connections, headers, onBreaker }: SubgraphAddress): SubgraphClient {
  const url = new URL(address);
  const pool = openPool(url, connections);
  const breaker = createBreaker({ ...breaking, now: Date.now, onChange: onBreaker });
  const own = { host: url.host, 'content-type': 'application/json', accept: 'application/graphql-response+json, application/json', ...credentialsOf(url), ...headers };
  const head = `POST ${url.pathname}${url.search} HTTP/1.1\r\n${headerText(own)}`;

  const exchange = async (request: SubgraphRequest): Promise<Reply> => {
    const bytes = `${head}${headerText(request.headers)}content-length: ${request.body.length}\r\n\r\n${request.body}`;
    for (let tried = 1; ; tried++) {
      try {
        return await pool.exchange({ bytes, fresh: request.kind === 'mutation' }, request.deadline);
      } catch (cause) {
        if (!(cause instanceof ExchangeFailed)) throw cause;
        const again = tried < attempts && mayRepeat(request, cause.kind) && Date.now() + pauseBetweenAttempts < request.deadline;
        if (!again) throw new SubgraphUnavailable(cause.kind, { cause });
        await new Promise((proceed) => setTimeout(proceed, pauseBetweenAttempts * tried));
      }
    }
  };

  return {
    async send(request) {
      if (!breaker.admits()) throw new SubgraphUnavailable('left alone after failures');
      try {
        const reply = await exchange(request);
        // A proxy before the subgraph says so with these; a GraphQL answer has its say in its body.
        if (reply.status === 502 || reply.status === 503 || reply.status === 504) breaker.failed();
        else breaker.succeeded();
        return reply;
      } catch (cause) {
        if (cause instanceof SubgraphUnavailable) breaker.failed();
        throw cause;
      }
    },
    close: () => pool.close(),
  };
}

/** The connection was never made: nothing can have happened on the other side. Broke it, a mutation may have been done. */
function mayRepeat({ kind }: SubgraphRequest, failure: FailureKind): boolean {
  return failure === 'never sent' || (kind !== 'mutation' && failure === 'broken');
}

function credentialsOf({ username, password }: URL): Record<string, string> {
  if (!username && !password) return {};
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}

/** Some of these values come out of JSON, where a line break is easily written. */
const sendable = /^[\t\x20-\x7e\x80-\xff]*$/;

function headerText(headers: Readonly<Record<string, string>>): string {
  let text = '';
  for (const name in headers) {
    const value = headers[name]!;
    if (sendable.test(value)) text += `${name}: ${value}\r\n`;
  }
  return text;
}
