import { loginsWithTokens } from '../stack/logins.ts';

export type Caller = <T>(user: string, query: string, variables?: Record<string, unknown>) => Promise<T>;

interface Answer<T> { data?: T; errors?: { message: string; extensions?: { code?: string } & Record<string, unknown> }[] }

/** A refusal of the graph, in words and with its code. */
export class Refused extends Error {
  readonly code: string;
  readonly extensions: Record<string, unknown>;
  constructor(code: string, message: string, extensions: Record<string, unknown> = {}) {
    super(message);
    this.code = code;
    this.extensions = extensions;
  }
}

/** Calls the gateway as one of the demo's users and waits `patience` ms for each answer; a token that has run out is fetched again, once. */
export function createCaller(graphql: string, identity: string, patience = 10_000): Caller {
  let tokens = new Map<string, string | null>();
  const fetchTokens = async () => {
    tokens = new Map((await loginsWithTokens(identity)).map(({ user, token }) => [user, token]));
  };
  const call: Caller = async (user, query, variables = {}) => {
    if (!tokens.get(user)) await fetchTokens();
    try {
      return await post(graphql, tokens.get(user), query, variables, patience);
    } catch (error) {
      if (!(error instanceof Refused) || error.code !== 'UNAUTHENTICATED') throw error;
      await fetchTokens();
      return post(graphql, tokens.get(user), query, variables, patience);
    }
  };
  return call;
}

async function post<T>(graphql: string, token: string | null | undefined, query: string, variables: Record<string, unknown>, patience: number): Promise<T> {
  const response = await fetch(graphql, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json', 'accept-language': 'zh', authorization: `Bearer ${token ?? ''}` },
    body: JSON.stringify({ query, variables }),
    signal: AbortSignal.timeout(patience),
  });
  const { data, errors } = (await response.json()) as Answer<T>;
  const [first] = errors ?? [];
  if (first) throw new Refused(first.extensions?.code ?? 'UNKNOWN', first.message, first.extensions);
  if (!data) throw new Refused('UNKNOWN', `the gateway answered ${response.status} without data`);
  return data;
}
