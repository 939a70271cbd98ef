import { makeProofKey, randomText } from './pkce.ts';
import { discoverProvider, loadSettings } from './provider.ts';
import { currentSession, endSession, isExpired, keepSession } from './session.ts';
import type { Session } from './session.ts';
import { revokeTokens } from './sign-out.ts';

interface PendingLogin {
  verifier: string;
  state: string;
  returnTo: string;
}

interface TokenAnswer {
  access_token?: string;
  refresh_token?: string;
  id_token?: string;
  error?: string;
  error_description?: string;
}

const pendingPlace = 'lianfang.login';
const resource = 'urn:lianfang:graph';
const loginScope = 'openid profile offline_access';

function callbackUrl(): string {
  return `${location.origin}/dashboard/login/callback`;
}

/** Leaves for the identity provider; the user comes back to `returnTo`, a path inside the dashboard. */
export async function beginLogin(returnTo: string): Promise<void> {
  const [proof, provider, settings] = await Promise.all([makeProofKey(), discoverProvider(), loadSettings()]);
  const pending: PendingLogin = { verifier: proof.verifier, state: randomText(), returnTo };
  sessionStorage.setItem(pendingPlace, JSON.stringify(pending));
  const query = new URLSearchParams({
    client_id: settings.clients.dashboard,
    response_type: 'code',
    redirect_uri: callbackUrl(),
    scope: loginScope,
    resource,
    state: pending.state,
    code_challenge: proof.challenge,
    code_challenge_method: 'S256',
  });
  location.assign(`${provider.authorization_endpoint}?${query}`);
}

/** Trades the code in the callback's address for tokens. Returns the path to go on with. */
export async function finishLogin(answer: URLSearchParams): Promise<string> {
  const text = sessionStorage.getItem(pendingPlace);
  if (!text) throw new LoginError('no login was begun in this tab');
  const pending = JSON.parse(text) as PendingLogin;
  const refusal = answer.get('error');
  if (refusal) throw new LoginError(answer.get('error_description') ?? refusal);
  if (answer.get('state') !== pending.state) throw new LoginError('the answer belongs to another login');
  await requestTokens({ grant_type: 'authorization_code', code: answer.get('code') ?? '', redirect_uri: callbackUrl(), code_verifier: pending.verifier });
  sessionStorage.removeItem(pendingPlace);
  return pending.returnTo;
}

let refreshing: Promise<Session | null> | null = null;

/** A session with a token that still holds; null when the user must log in again. */
export function freshSession(): Promise<Session | null> {
  const session = currentSession();
  if (!session || !isExpired(session, Date.now())) return Promise.resolve(session);
  return refreshSession();
}

/** One refresh at a time: a refresh token is good for one use. */
export function refreshSession(): Promise<Session | null> {
  refreshing ??= renew().finally(() => {
    refreshing = null;
  });
  return refreshing;
}

async function renew(): Promise<Session | null> {
  const refreshToken = currentSession()?.refreshToken;
  if (!refreshToken) {
    endSession();
    return null;
  }
  try {
    return await requestTokens({ grant_type: 'refresh_token', refresh_token: refreshToken });
  } catch (error) {
    if (!(error instanceof LoginError)) throw error; // no network: the session stays, the caller tries again
    endSession();
    return null;
  }
}

async function requestTokens(grant: Record<string, string>): Promise<Session> {
  const [provider, settings] = await Promise.all([discoverProvider(), loadSettings()]);
  const response = await fetch(provider.token_endpoint, {
    method: 'POST',
    body: new URLSearchParams({ ...grant, client_id: settings.clients.dashboard, resource }),
  });
  const answer = (await response.json()) as TokenAnswer;
  if (!answer.access_token) throw new LoginError(answer.error_description ?? answer.error ?? `HTTP ${response.status}`);
  return keepSession({
    accessToken: answer.access_token,
    refreshToken: answer.refresh_token ?? currentSession()?.refreshToken,
    idToken: answer.id_token ?? currentSession()?.idToken,
  });
}

/** Forgets the login and ends its tokens. */
export async function logout(): Promise<void> {
  const session = currentSession();
  endSession();
  if (!session) return;
  const [provider, { clients }] = await Promise.all([discoverProvider(), loadSettings()]);
  await revokeTokens(session, { provider, clientId: clients.dashboard });
  if (!session.idToken || !provider.end_session_endpoint) return;
  const query = new URLSearchParams({ id_token_hint: session.idToken, post_logout_redirect_uri: `${location.origin}/dashboard/` });
  location.assign(`${provider.end_session_endpoint}?${query}`);
}

/** Demo only: `#token=…` in the address logs in, so that a test or a shared link needs no form. */
export async function adoptTokenFromAddress(): Promise<void> {
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  if (!token) return;
  history.replaceState(null, '', location.pathname + location.search);
  if ((await loadSettings()).demo) keepSession({ accessToken: token });
}

export class LoginError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'LoginError';
  }
}
