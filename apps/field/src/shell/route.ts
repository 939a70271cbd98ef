import { useSyncExternalStore } from 'react';

const base = '/field';
const listeners = new Set<() => void>();

/** The path inside the app: `/sweep/<round>` of `/field/sweep/<round>`. */
export function currentPath(): string {
  const path = location.pathname.startsWith(base) ? location.pathname.slice(base.length) : location.pathname;
  return path.replace(/\/+$/, '') || '/';
}

export function navigate(path: string, { replace = false } = {}): void {
  if (path === currentPath()) return;
  if (replace) history.replaceState(null, '', base + path);
  else history.pushState(null, '', base + path);
  for (const listener of listeners) listener();
}

/** One step back, or to `fallback` when the app was opened on this screen. */
export function goBack(fallback: string): void {
  if (history.length > 1 && currentPath() !== fallback) history.back();
  else navigate(fallback, { replace: true });
}

function follow(listener: () => void): () => void {
  listeners.add(listener);
  addEventListener('popstate', listener);
  return () => {
    listeners.delete(listener);
    removeEventListener('popstate', listener);
  };
}

/** The parts of the path: `['sweep', '<round>']`. */
export function useRoute(): string[] {
  const path = useSyncExternalStore(follow, currentPath);
  return path.split('/').filter(Boolean);
}
