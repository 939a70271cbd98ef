import { randomUUID } from 'node:crypto';
import type { Door } from '../../tools/seed/door.ts';
import { createChance } from '../../tools/seed/chance.ts';

export interface Coverage {
  areaCode: string;
  households: number;
  reached: number;
  unreached: number;
  untried: number;
  returnees: { origin: string; people: number }[];
  outcomes: { outcome: string; doors: number }[];
}

/** What the squads found, counted by themselves. */
export interface Found {
  byArea: Map<string, { outcomes: Map<string, number>; returnees: Map<string, number> }>;
  visits: number;
}

export const reachedBy = new Set(['VISITED', 'VACANT', 'MOVED_AWAY']);
const outcomes = ['VISITED', 'VISITED', 'VISITED', 'VISITED', 'VISITED', 'VISITED', 'VACANT', 'MOVED_AWAY', 'ABSENT', 'REFUSED', 'NOT_FOUND'] as const;
const origins = ['OUTBREAK_CITY', 'OUTBREAK_PROVINCE', 'OTHER_PROVINCE', 'SAME_PROVINCE'] as const;
const pageOfDoors = 100;

interface Squad {
  door: Door;
  roundId: string;
  grids: readonly string[];
  /** Of the doors of a grid, so many of a hundred. */
  percent: number;
  found: Found;
  name: string;
}

/** One squad goes from door to door; every seventh that was absent is tried again. Its own ledger is kept by area. */
export async function sweep({ door, roundId, grids, percent, found, name }: Squad): Promise<void> {
  const chance = createChance(`${name} ${roundId}`);
  for (const grid of grids) {
    for await (const page of doorsIn(door, roundId, grid)) {
      const chosen = page.filter((_, at) => at % 100 < percent);
      const first = chosen.map((householdId) => ({ householdId, ...finding(chance) }));
      await record(door, roundId, first, 0, 60);
      const again = first.filter(({ outcome }, at) => outcome === 'ABSENT' && at % 7 === 0).map(({ householdId }) => ({ householdId, outcome: 'VISITED', returnees: [] }));
      await record(door, roundId, again, 1, 20);
      found.visits += first.length + again.length;
      const last = new Map([...first, ...again].map((visit) => [visit.householdId, visit]));
      for (const visit of last.values()) note(found, grid, visit);
    }
  }
}

interface Visit {
  householdId: string;
  outcome: string;
  returnees: { origin: string; people: number }[];
}

function finding(chance: ReturnType<typeof createChance>): Omit<Visit, 'householdId'> {
  const outcome = chance.pick(outcomes);
  return { outcome, returnees: outcome === 'VISITED' && chance.happens(0.12) ? [{ origin: chance.pick(origins), people: chance.between(1, 2) }] : [] };
}

async function record(door: Door, roundId: string, visits: readonly Visit[], basedOn: number, minutesAgo: number): Promise<void> {
  const visitedAt = new Date(Date.now() - minutesAgo * 60_000).toISOString();
  await door.each('register', { field: 'recordVisit', input: 'RecordVisitInput' }, visits.map((visit) => ({ key: randomUUID(), roundId, basedOn, visitedAt, ...visit })));
}

function note({ byArea }: Found, grid: string, { outcome, returnees }: Visit): void {
  for (const length of [6, 9, 12, 15]) {
    const code = grid.slice(0, length);
    let area = byArea.get(code);
    if (!area) byArea.set(code, (area = { outcomes: new Map(), returnees: new Map() }));
    area.outcomes.set(outcome, (area.outcomes.get(outcome) ?? 0) + 1);
    for (const { origin, people } of returnees) area.returnees.set(origin, (area.returnees.get(origin) ?? 0) + people);
  }
}

async function* doorsIn(door: Door, roundId: string, areaCode: string): AsyncGenerator<string[]> {
  let after: string | null = null;
  do {
    const { sweepWorkList }: { sweepWorkList: { edges: { cursor: string; node: { household: { id: string } } }[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } } } = await door.call(
      'register', `query BenchDoors($roundId: ID!, $areaCode: ID!, $first: Int!, $after: String) {
        sweepWorkList(roundId: $roundId, areaCode: $areaCode, openOnly: false, first: $first, after: $after) { edges { cursor node { household { id } } } pageInfo { hasNextPage endCursor } }
      }`, { roundId, areaCode, first: pageOfDoors, after });
    yield sweepWorkList.edges.map(({ node }) => node.household.id);
    after = sweepWorkList.pageInfo.hasNextPage ? (sweepWorkList.edges.at(-1)?.cursor ?? null) : null;
  } while (after);
}
