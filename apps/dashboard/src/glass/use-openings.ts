import { useEffect } from 'react';
import { MyOpeningsDocument } from '../generated/operations.ts';
import type { MyOpeningsQuery } from '../generated/operations.ts';
import { useReading } from '../graph/use-graph.ts';

/** A list without openings names no opening; this tells the cache that a new one belongs to it all the same. */
export const glassChanges = { additionalTypenames: ['GlassOpening'] };

export type OpenGlass = MyOpeningsQuery['caller']['openings'][number];

const rereadEveryMs = 60_000;

/** The glasses that the user has open now; read again each minute, for a supervisor may close one. Without reasons: their sight is on record. */
export function useOpenings(): readonly OpenGlass[] {
  const { data, refetch } = useReading({ query: MyOpeningsDocument, variables: {}, context: glassChanges });
  useEffect(() => {
    const timer = setInterval(refetch, rereadEveryMs);
    return () => clearInterval(timer);
  }, [refetch]);
  return data?.caller.openings ?? [];
}
