import { actorOf } from '@lianfang/testing/graph';
import type { BootedSubgraph } from '@lianfang/testing/graph';
import { street } from './district.ts';

export const squad = actorOf('grid');
export const otherSquad = { ...actorOf('grid', { id: 'grid-2' }), name: '乙组' };
export const clerk = actorOf('community');
export const office = actorOf('street');

export async function openRound(people: BootedSubgraph, change: object = {}): Promise<string> {
  const { openSweepRound } = await people.call(office, `mutation ($input: OpenSweepRoundInput!) { openSweepRound(input: $input) { id } }`, {
    input: { key: crypto.randomUUID(), name: '第一轮', areaCode: street, startsOn: '2022-11-20', endsOn: '2022-11-22', ...change },
  });
  return openSweepRound.id;
}

/** Households of the community in the order of work lists: grid by grid, as one walks. */
export async function householdsOf(people: BootedSubgraph): Promise<{ id: string; area: { code: string } }[]> {
  const { households } = await people.call(clerk, `query ($area: ID!) { households(areaCode: $area, first: 100) { edges { node { id area { code } } } } }`, { area: '410811001001' });
  const found: { id: string; area: { code: string } }[] = households.edges.map((edge: { node: object }) => edge.node);
  return found.toSorted((a, b) => a.area.code.localeCompare(b.area.code));
}

export const recordVisit = `mutation ($input: RecordVisitInput!) { recordVisit(input: $input) { id standing version outcome returnees { origin people } } }`;

export function visitInput(roundId: string, householdId: string, change: object = {}) {
  return { key: crypto.randomUUID(), roundId, householdId, outcome: 'VISITED', visitedAt: '2022-11-20T07:00:00+08:00', ...change };
}

export async function visit(people: BootedSubgraph, roundId: string, householdId: string, change: object = {}, actor = squad) {
  return (await people.call(actor, recordVisit, { input: visitInput(roundId, householdId, change) })).recordVisit;
}

/** Coverage counted door by door, outside of what is kept. */
export function countedOutside(people: BootedSubgraph, roundId: string, areaCode: string): Promise<Record<string, number>> {
  return people.database
    .query(
      `SELECT count(*)::int AS households, count(*) FILTER (WHERE t.outcome IN ('VISITED', 'VACANT', 'MOVED_AWAY'))::int AS reached,
              count(*) FILTER (WHERE t.outcome IN ('ABSENT', 'REFUSED', 'NOT_FOUND'))::int AS unreached, count(*) FILTER (WHERE t.outcome IS NULL)::int AS untried,
              count(*) FILTER (WHERE escalated_to IS NOT NULL)::int AS escalated, count(*) FILTER (WHERE conflicted)::int AS conflicted,
              coalesce(sum((SELECT sum(value::int) FROM jsonb_each_text(v.returnees) WHERE key <> 'NONE')), 0)::int AS returnees
         FROM households h JOIN sweep_targets t ON t.household_id = h.id AND t.round_id = $1 LEFT JOIN sweep_visits v ON v.id = t.visit_id
        WHERE h.area_code LIKE $2 || '%'`,
      [roundId, areaCode],
    )
    .then(([row]: Record<string, number>[]) => row!);
}
