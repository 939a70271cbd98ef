import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerProbe, healthOf } from '@lianfang/platform/observability';
import { errors } from 'oidc-provider';
import type { Provider } from 'oidc-provider';
import type { Clock } from '@lianfang/platform/clock';
import type { Attempts } from './attempts.rules.ts';
import type { Directory } from './directory.ts';
import { issueDemoToken, listLogins } from './demo.ts';
import { homePage } from './pages/home.ts';
import { loginPage } from './pages/login.ts';
import { noticePage } from './pages/notices.ts';
import type { IdentityState } from './state.ts';
import { isRefused, signIn, tapIn } from './sign-in.ts';
import { allowOrigin, readForm, readJson, send, sendHtml } from './wire.ts';

export interface IdentityOptions {
  issuer: string;
  origins: readonly string[];
  state: IdentityState;
  provider: Provider;
  directory: Directory;
  attempts: Attempts;
  clock: Clock;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Routes: probes, the start page, the demo's short cuts, the login page; the rest is OpenID Connect. */
export function createHandler(o: IdentityOptions): Handler {
  const health = healthOf({});
  const openid = o.provider.callback();
  return async (request, response) => {
    if (await answerProbe(request, response, health)) return;
    const path = request.url?.split('?')[0] ?? '/';
    if (path === '/' && request.method === 'GET') return sendHtml(response, 200, homePage(listLogins(o.directory), o.origins), o.origins);
    if (path.startsWith('/demo/')) return answerDemo(o, path, request, response);
    if (path.startsWith('/login/')) return answerLogin(o, request, response);
    return openid(request, response);
  };
}

async function answerDemo(o: IdentityOptions, path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  allowOrigin(request, response, o.origins);
  if (request.method === 'OPTIONS') return send(response, 204, '');
  if (path === '/demo/logins' && request.method === 'GET') return send(response, 200, JSON.stringify(listLogins(o.directory)));
  if (path !== '/demo/token' || request.method !== 'POST') return send(response, 404, '{"error":"not_found"}');
  const asked = await readJson(request);
  if (typeof asked?.user !== 'string' || typeof asked.password !== 'string') {
    return send(response, 400, '{"error":"invalid_request","message":"需要 JSON：user 和 password。 Send JSON with user and password; GET /demo/logins lists them."}');
  }
  const login = signIn(o, { user: asked.user, password: asked.password, address: addressOf(request) });
  if (isRefused(login)) {
    if (login.retryAfter) response.setHeader('retry-after', login.retryAfter);
    return send(response, login.status, JSON.stringify({ error: login.error, message: `${login.zh} ${login.en}` }));
  }
  return send(response, 200, JSON.stringify(await issueDemoToken({ issuer: o.issuer, state: o.state, now: o.clock.now() }, login)));
}

/** The user comes here from the provider and goes back to it signed in. */
async function answerLogin(o: IdentityOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const { uid, prompt } = await o.provider.interactionDetails(request, response);
    if (prompt.name === 'consent') {
      return await o.provider.interactionFinished(request, response, { consent: {} }, { mergeWithLastSubmission: true });
    }
    if (request.method !== 'POST') return sendHtml(response, 200, loginPage(uid, listLogins(o.directory)), o.origins);
    const form = await readForm(request);
    const user = form.get('user') ?? '';
    const login = form.has('tap') ? tapIn(o.directory, form.get('tap') ?? '') : signIn(o, { user, password: form.get('password') ?? '', address: addressOf(request) });
    if (isRefused(login)) {
      if (login.retryAfter) response.setHeader('retry-after', login.retryAfter);
      return sendHtml(response, login.status, loginPage(uid, listLogins(o.directory), { user, zh: login.zh, en: login.en }), o.origins);
    }
    return await o.provider.interactionFinished(request, response, { login: { accountId: login.user } });
  } catch (error) {
    if (!(error instanceof errors.SessionNotFound)) throw error;
    return sendHtml(response, 400, noticePage('登录页面已过期', 'This sign-in page is no longer valid', '请回到应用重新登录。', 'Go back to the app and sign in again.'), o.origins);
  }
}

function addressOf(request: IncomingMessage): string {
  return request.socket.remoteAddress ?? '';
}
