import { liveQuery } from 'dexie';
import { useEffect, useRef, useState } from 'react';

/**
 * What the phone's store answers, again each time the store changes, in this tab or another. Undefined while it is being read.
 * @param of names the question: another name is asked anew, and the old answer is not shown for it.
 */
export function useLive<T>(of: string, read: () => Promise<T>): T | undefined {
  const [result, setResult] = useState<{ of: string; value: T }>();
  const reading = useRef(read);
  useEffect(() => {
    reading.current = read;
  });
  useEffect(() => {
    const following = liveQuery(() => reading.current()).subscribe({
      next: (value) => setResult({ of, value }),
      // Thrown while rendering, so that the fault reaches the boundary instead of a silent stale screen.
      error: (fault: unknown) => setResult(() => {
        throw fault;
      }),
    });
    return () => following.unsubscribe();
  }, [of]);
  return result?.of === of ? result.value : undefined;
}
