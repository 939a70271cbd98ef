import { stringifyDocument } from '@urql/core';
import { SignOutDocument } from '../generated/operations.ts';
import type { Session } from './session.ts';
import type { Provider } from './provider.ts';

const patienceMs = 3_000;

/** Void in every service within seconds: the access token by the graph, the refresh token by the provider. */
export async function revokeTokens({ accessToken, refreshToken }: Session, o: { provider: Provider; clientId: string }): Promise<void> {
  const body = JSON.stringify({ query: stringifyDocument(SignOutDocument), operationName: 'SignOut' });
  const asked = [fetch('/graphql', { method: 'POST', body, headers: { 'content-type': 'application/json', authorization: `Bearer ${accessToken}` }, signal: AbortSignal.timeout(patienceMs) })];
  if (refreshToken && o.provider.revocation_endpoint) {
    const form = new URLSearchParams({ token: refreshToken, token_type_hint: 'refresh_token', client_id: o.clientId });
    asked.push(fetch(o.provider.revocation_endpoint, { method: 'POST', body: form, signal: AbortSignal.timeout(patienceMs) }));
  }
  // Without an answer the token ends by itself within the hour: nobody is kept from signing out by that.
  await Promise.allSettled(asked);
}
