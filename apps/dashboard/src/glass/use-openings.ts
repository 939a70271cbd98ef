import { useEffect } from 'react';
import { MyOpeningsDocument } from '../generated/operations.ts';
import type { GlassRowFragment } from '../generated/operations.ts';
import { useReading } from '../graph/use-graph.ts';

/** A list without openings names no opening; this tells the cache that a new one belongs to it all the same. */
export const glassChanges = { additionalTypenames: ['GlassOpening'] };

const rereadEveryMs = 60_000;

/** The glasses that the user has open now; read again each minute, for a supervisor may close one. */
export function useOpenings(): readonly GlassRowFragment[] {
  const { data, refetch } = useReading({ query: MyOpeningsDocument, variables: {}, context: glassChanges });
  useEffect(() => {
    const timer = setInterval(refetch, rereadEveryMs);
    return () => clearInterval(timer);
  }, [refetch]);
  return data?.caller.openings ?? [];
}
