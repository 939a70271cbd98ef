import { useCallback, useEffect, useRef, useState } from 'react';
import type { Answer } from '../graph/answer.rules.ts';
import { useDevice } from '../device/device.tsx';
import { useLive } from '../device/use-live.ts';
import { findReference, keepReference } from './reference.store.ts';
import type { Kept } from './reference.store.ts';

export type Trouble = { kind: 'refused'; message: string } | { kind: 'login' } | { kind: 'unreachable' } | { kind: 'failed' };

export interface Reference<T> {
  /** As kept on the phone; undefined while the phone's store is being read, null when it was never loaded. */
  kept: Kept<T> | null | undefined;
  loading: boolean;
  /** Why the last reading failed. */
  trouble: Trouble | null;
  refresh: () => void;
}

/** Shows what the phone has at once, and reads it anew in the background. */
export function useReference<T>(key: string, load: () => Promise<Answer<T>>): Reference<T> {
  const { database } = useDevice();
  const kept = useLive(key, () => findReference<T>(database, key));
  const [loading, setLoading] = useState(false);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const newest = useRef(load);
  useEffect(() => {
    newest.current = load;
  });

  const refresh = useCallback(() => {
    setLoading(true);
    void newest.current().then(async (answer) => {
      if (answer.kind === 'yes') await keepReference(database, key, answer.data, Date.now());
      setTrouble(answer.kind === 'yes' ? null : answer);
    }).finally(() => setLoading(false));
  }, [database, key]);

  useEffect(() => {
    refresh();
    addEventListener('online', refresh);
    return () => removeEventListener('online', refresh);
  }, [refresh]);

  return { kept, loading, trouble, refresh };
}
