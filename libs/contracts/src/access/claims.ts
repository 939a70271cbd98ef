import { scopesOf } from './roles.ts';
import type { Scope } from './scopes.ts';

/** What the access token says about its holder. The server judges by the signed token; the page only chooses what to show. */
export interface Claims {
  sub: string;
  name: string;
  agency: string;
  roles: string[];
  scopes: ReadonlySet<Scope>;
  areaCode: string;
  /** Seconds since 1970. */
  expiresAt: number;
}

interface TokenPayload {
  sub?: string;
  name?: string;
  agency?: string;
  roles?: string[];
  scope?: string;
  area?: string;
  exp?: number;
}

/** @throws TypeError when the text is no JWT */
export function readClaims(token: string): Claims {
  const payload = decodePayload(token);
  const roles = payload.roles ?? [];
  const granted = payload.scope ? payload.scope.split(' ') : scopesOf(roles);
  return {
    sub: payload.sub ?? '',
    name: payload.name ?? payload.sub ?? '',
    agency: payload.agency ?? '',
    roles,
    scopes: new Set(granted as Scope[]),
    areaCode: payload.area ?? '',
    expiresAt: payload.exp ?? Number.MAX_SAFE_INTEGER,
  };
}

function decodePayload(token: string): TokenPayload {
  const part = token.split('.')[1];
  if (!part) throw new TypeError('not a JSON web token');
  const bytes = Uint8Array.from(atob(part.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes)) as TokenPayload;
}
