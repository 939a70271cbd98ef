import type { Chain } from './chain.sheet.ts';

export interface Spot {
  id: string;
  x: number;
  y: number;
}

/**
 * Places for a picture that is read from left to right: a column a generation, each case beside its surest source, clusters one under
 * the other. Without chance, so the same chain is the same picture for everybody.
 */
export function layoutOf(chain: Chain, size: { column: number; row: number } = { column: 190, row: 34 }): Spot[] {
  const sureness = { CERTAIN: 2, PROBABLE: 1, POSSIBLE: 0 };
  const surest = new Map<string, { sourceId: string; sure: number }>();
  for (const { sourceId, targetId, certainty } of chain.edges) {
    const sure = sureness[certainty];
    if (sure > (surest.get(targetId)?.sure ?? -1)) surest.set(targetId, { sourceId, sure });
  }
  const children = Map.groupBy([...surest], ([, { sourceId }]) => sourceId);
  const nodes = new Map(chain.nodes.map((node) => [node.id, node]));
  const spots = new Map<string, Spot>();
  let row = 0;
  const place = (id: string): number => {
    const known = spots.get(id);
    if (known) return known.y;
    const spot: Spot = { id, x: ((nodes.get(id)?.generation ?? 1) - 1) * size.column, y: 0 };
    spots.set(id, spot);
    const below = (children.get(id) ?? []).map(([child]) => place(child));
    spot.y = below.length > 0 ? (Math.min(...below) + Math.max(...below)) / 2 : row++ * size.row;
    return spot.y;
  };
  const roots = chain.nodes.filter(({ id }) => !surest.has(id)).sort((a, b) => a.cluster - b.cluster);
  for (const root of roots) place(root.id);
  return chain.nodes.map(({ id }) => spots.get(id) ?? { id, x: 0, y: row++ * size.row });
}
