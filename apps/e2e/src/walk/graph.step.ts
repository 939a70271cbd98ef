import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { community, district, street, type Scene } from './scene.ts';

interface Answer {
  area: {
    name: string;
    checkpoints: { edges: { node: { name: string; stock: Stock[]; passages: { verdict: string; person: { underIsolation: boolean; currentOrder: { mode: string; facility: { stock: Stock[] } | null } | null } | null }[] } }[] };
  };
}

interface Stock { quantity: number; item: { name: string } }

/** Step 5, beside the stream that every step was watched through: drill-down by area, and the time of the figures. */
export async function drillDown({ house }: Scene): Promise<void> {
  const { figuresOf } = await house.call<{ figuresOf: { areaCode: string; arrivalsAtRisk: number; atHome: number; people: number; asOf: string }[] }>(
    'command', `query ($codes: [ID!]!) { figuresOf(areaCodes: $codes) { areaCode arrivalsAtRisk atHome people asOf } }`, { codes: [district, street, community] });
  const [whole, ofStreet, ofCommunity] = figuresOf.toSorted((a, b) => a.areaCode.length - b.areaCode.length);
  expect(ofCommunity!.people).toBeGreaterThanOrEqual(1_960);
  expect(ofStreet!.people).toBeGreaterThan(ofCommunity!.people);
  expect(whole!.people).toBeGreaterThan(ofStreet!.people);
  expect(ofCommunity!.arrivalsAtRisk).toBeGreaterThanOrEqual(2);
  expect(Date.now() - Date.parse(whole!.asOf)).toBeLessThan(120_000);
}

/** Step 6: the query that the README keeps, over five services. */
export async function askTheGraph({ house }: Scene): Promise<void> {
  const query = readFileSync(join('docs', 'api', 'walk.graphql'), 'utf8');
  const { area } = await house.call<Answer>('command', query, { area: district });
  const checkpoints = area.checkpoints.edges.map(({ node }) => node);
  expect(area.name).toBe('山阳区');
  expect(checkpoints.length).toBeGreaterThan(1);
  expect(checkpoints.some(({ stock }) => stock.length > 0)).toBe(true);
  const orders = checkpoints.flatMap(({ passages }) => passages.flatMap(({ person }) => person?.currentOrder ?? []));
  expect(orders.some(({ mode, facility }) => mode === 'FACILITY' && facility!.stock.length > 0)).toBe(true);
}
