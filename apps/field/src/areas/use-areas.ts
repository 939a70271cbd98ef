import { useMemo } from 'react';
import { FieldAreasDocument } from '../generated/operations.ts';
import type { FieldAreasQuery } from '../generated/operations.ts';
import { callGraph } from '../graph/call.ts';
import { useActor } from '../login/session.ts';
import { useReference } from '../reference/use-reference.ts';
import type { Reference } from '../reference/use-reference.ts';

export interface Community {
  code: string;
  name: string;
  parentName: string;
}

/** Communities of the caller's jurisdiction, readable without network. */
export function useAreas(): { areas: Reference<FieldAreasQuery>; communities: Community[] } {
  const { areaCode } = useActor();
  const areas = useReference<FieldAreasQuery>(`areas:${areaCode}`, () => callGraph(FieldAreasDocument, {}));
  const communities = useMemo(() => (areas.kept ? communitiesOf(areas.kept.value.myArea) : []), [areas.kept]);
  return { areas, communities };
}

interface AreaNode {
  code: string;
  name: string;
  level: string;
  children?: AreaNode[];
}

function communitiesOf(area: AreaNode, parentName = ''): Community[] {
  if (area.level === 'COMMUNITY') return [{ code: area.code, name: area.name, parentName }];
  return (area.children ?? []).flatMap((child) => communitiesOf(child, area.name));
}
