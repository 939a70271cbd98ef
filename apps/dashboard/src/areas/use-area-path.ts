import { useMemo } from 'react';
import { useActor } from '../login/session.ts';
import { useReading } from '../graph/use-graph.ts';
import type { Reading } from '../graph/use-graph.ts';
import { AreaPathDocument } from '../generated/operations.ts';
import type { AreaPathQuery } from '../generated/operations.ts';

export interface NamedArea {
  code: string;
  name: string;
  level: string;
}

interface Ancestor extends NamedArea {
  parent?: Ancestor | null;
}

export interface AreaPath {
  /** From the top of the user's jurisdiction down to the area itself. */
  path: NamedArea[];
  children: NamedArea[];
  reading: Reading<AreaPathQuery>;
}

export function useAreaPath(code: string): AreaPath {
  const jurisdiction = useActor().areaCode;
  const reading = useReading({ query: AreaPathDocument, variables: { code }, requestPolicy: 'cache-first' });
  const area = reading.data?.area ?? null;
  return useMemo(() => {
    const path: NamedArea[] = [];
    for (let step: Ancestor | null | undefined = area; step; step = step.parent) path.unshift(step);
    return { path: path.filter((step) => step.code.startsWith(jurisdiction)), children: area?.children ?? [], reading };
  }, [area, jurisdiction, reading]);
}
