import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { currentLanguage } from '../language/language.ts';
import { freshSession, refreshSession } from '../login/login.ts';
import type { Session } from '../login/session.ts';
import { judgeAnswer } from './answer.rules.ts';
import type { Answer } from './answer.rules.ts';
import { printOperation } from './print-operation.ts';

const patienceMs = 15_000;

/** One call to the gateway on our own origin. Never throws for what a network or a server does: the answer tells. */
export async function callGraph<Data, Variables>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  patience: number = patienceMs,
): Promise<Answer<Data>> {
  try {
    const session = await freshSession();
    if (!session) return { kind: 'login' };
    const answer = await post(document, variables, session, patience);
    if (answer.kind !== 'login') return answer;
    // The server knows better than this phone's clock whether a token still holds.
    const renewed = await refreshSession();
    return renewed ? await post(document, variables, renewed, patience) : answer;
  } catch (error) {
    if (isNetworkFault(error)) return { kind: 'unreachable', detail: error.message };
    throw error;
  }
}

/** A call that needs no login, made without one though somebody may be logged in: nothing leads from it to them. */
export async function callOpen<Data, Variables>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  patience: number = patienceMs,
): Promise<Answer<Data>> {
  try {
    return await post(document, variables, null, patience);
  } catch (error) {
    if (isNetworkFault(error)) return { kind: 'unreachable', detail: error.message };
    throw error;
  }
}

async function post<Data, Variables>(
  document: TypedDocumentNode<Data, Variables>, variables: Variables, session: Session | null, patience: number,
): Promise<Answer<Data>> {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json, application/json',
      'accept-language': currentLanguage(),
      ...(session ? { authorization: `Bearer ${session.accessToken}` } : {}),
    },
    body: JSON.stringify({ query: printOperation(document), variables }),
    signal: AbortSignal.timeout(patience),
  });
  return judgeAnswer<Data>(response.status, await readJson(response));
}

async function readJson(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch (error) {
    // A proxy's page of HTML: judged by its status alone.
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** `fetch` rejects with TypeError when nobody answers, and with these DOMExceptions when its signal fires. */
export function isNetworkFault(error: unknown): error is Error {
  return error instanceof TypeError || (error instanceof DOMException && ['TimeoutError', 'AbortError'].includes(error.name));
}
