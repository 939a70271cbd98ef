import { useEffect } from 'react';
import type { AnyVariables, UseQueryArgs } from 'urql';
import { useReading } from './use-graph.ts';
import type { Reading } from './use-graph.ts';

/** A reading that is taken again each time `moves` grows: when the figures of its area moved. */
export function useMovingReading<TData, TVariables extends AnyVariables>(args: UseQueryArgs<TVariables, TData>, moves: number): Reading<TData> {
  const reading = useReading(args);
  const { refetch } = reading;
  useEffect(() => {
    if (moves > 0) refetch();
  }, [moves, refetch]);
  return reading;
}
