import { useSyncExternalStore } from 'react';
import { readClaims } from '@lianfang/contracts/access';
import type { Claims, Scope } from '@lianfang/contracts/access';

/** A login, kept for this tab only: closing the tab ends it. */
export interface Session {
  accessToken: string;
  refreshToken?: string;
  idToken?: string;
  claims: Claims;
}

interface StoredTokens {
  accessToken: string;
  refreshToken?: string;
  idToken?: string;
}

const place = 'lianfang.session';
const listeners = new Set<() => void>();
let current: Session | null = restore();

function restore(): Session | null {
  const text = typeof sessionStorage === 'undefined' ? null : sessionStorage.getItem(place);
  if (!text) return null;
  const stored = JSON.parse(text) as StoredTokens;
  return { ...stored, claims: readClaims(stored.accessToken) };
}

export function currentSession(): Session | null {
  return current;
}

export function keepSession(tokens: StoredTokens): Session {
  current = { ...tokens, claims: readClaims(tokens.accessToken) };
  sessionStorage.setItem(place, JSON.stringify(tokens));
  for (const listener of listeners) listener();
  return current;
}

export function endSession(): void {
  current = null;
  sessionStorage.removeItem(place);
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useSession(): Session | null {
  return useSyncExternalStore(subscribe, currentSession);
}

/** The session of a page that only a logged-in user sees. */
export function useActor(): Claims {
  const session = useSession();
  if (!session) throw new Error('no session: this page stands outside the login');
  return session.claims;
}

export function useScope(scope: Scope): boolean {
  return useActor().scopes.has(scope);
}

/** True when the access token has run out or will within half a minute. */
export function isExpired(session: Session, now: number): boolean {
  return session.claims.expiresAt * 1000 - now < 30_000;
}
