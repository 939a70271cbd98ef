import type { IncomingMessage } from 'node:http';
import { HttpRefusal } from './refusal.ts';

/**
 * Pages of other origins get nothing: no request, no socket. Programs send no `Origin` and are not concerned; the token
 * is never in a cookie, so this is the second wall. @throws HttpRefusal for a foreign page
 */
export function demandOwnOrigin(request: IncomingMessage, allowed: ReadonlySet<string>): void {
  const { origin, host } = request.headers;
  if (origin !== undefined && !allowed.has(origin) && hostOf(origin) !== host) throw foreign();
  if (origin === undefined && isCrossSite(request)) throw foreign();
}

/** A link or a picture of another site sends no `Origin`, but a browser says where it comes from. */
function isCrossSite(request: IncomingMessage): boolean {
  const site = request.headers['sec-fetch-site'];
  return site !== undefined && site !== 'same-origin' && site !== 'none';
}

/** True when no page can have made this request without our consent: Apollo's preflight rule holds without its header. */
export function isNoSimpleBrowserRequest(request: IncomingMessage): boolean {
  const { origin, host, referer, cookie } = request.headers;
  const site = request.headers['sec-fetch-site'];
  if (site === 'same-origin' || (origin !== undefined && hostOf(origin) === host)) return true;
  return site === undefined && origin === undefined && referer === undefined && cookie === undefined;
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}

function foreign(): HttpRefusal {
  return new HttpRefusal(403, 'ORIGIN_NOT_ALLOWED', { zh: '不接受其他网站的请求', en: 'requests of other sites are not served' });
}
