import { useSyncExternalStore } from 'react';
import { readClaims } from '@lianfang/contracts/access';
import type { Claims, Scope } from '@lianfang/contracts/access';

export interface Tokens {
  accessToken: string;
  refreshToken?: string;
  idToken?: string;
}

/** A login, kept on the phone so that the app opens and records without network. */
export interface Session extends Tokens {
  claims: Claims;
  /** The server no longer takes the token: work is kept, sending waits for a new login. */
  lapsed: boolean;
}

const place = 'lianfang.field.session';
const listeners = new Set<() => void>();
let current: Session | null | undefined;

function restore(): Session | null {
  const text = localStorage.getItem(place);
  if (!text) return null;
  const { lapsed, ...tokens } = JSON.parse(text) as Tokens & { lapsed?: boolean };
  return { ...tokens, lapsed: lapsed ?? false, claims: readClaims(tokens.accessToken) };
}

export function currentSession(): Session | null {
  current ??= restore();
  return current;
}

export function keepSession(tokens: Tokens): Session {
  const session = { ...tokens, lapsed: false, claims: readClaims(tokens.accessToken) };
  store(session);
  return session;
}

/** The user stays known and can go on recording. */
export function lapseSession(): void {
  const session = currentSession();
  if (session && !session.lapsed) store({ ...session, lapsed: true });
}

export function endSession(): void {
  store(null);
}

function store(session: Session | null): void {
  current = session;
  if (session) {
    const { accessToken, refreshToken, idToken, lapsed } = session;
    localStorage.setItem(place, JSON.stringify({ accessToken, refreshToken, idToken, lapsed }));
  } else localStorage.removeItem(place);
  for (const listener of listeners) listener();
}

/** Another tab logged in or out. */
export function followOtherTabs(): void {
  addEventListener('storage', ({ key }) => {
    if (key !== place) return;
    current = undefined;
    for (const listener of listeners) listener();
  });
}

export function onSession(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useSession(): Session | null {
  return useSyncExternalStore(onSession, currentSession);
}

/** The holder of the login, on screens that only a logged-in user sees. */
export function useActor(): Claims {
  const session = useSession();
  if (!session) throw new Error('no session: this screen stands outside the login');
  return session.claims;
}

export function useScope(scope: Scope): boolean {
  return useActor().scopes.has(scope);
}

/** True when the access token has run out or will within half a minute. */
export function isExpired(session: Session, now: number): boolean {
  return session.claims.expiresAt * 1000 - now < 30_000;
}
