/** A household of the scope, in walking order, and the official who has it. */
export interface Door {
  householdId: string;
  officialId: string | null;
}

/** A household that changes hands. To nobody: it stands empty, or has left the scope. */
export interface Move {
  householdId: string;
  from: string | null;
  to: string | null;
}

/**
 * Deals the doors out anew: contiguous runs in walking order, whose lengths differ by one at most.
 * @param doors in walking order
 * @param officials in the order of the areas where they work
 */
export function dealAnew(doors: readonly Door[], officials: readonly string[]): Move[] {
  const least = Math.floor(doors.length / officials.length);
  const longer = doors.length % officials.length;
  const moves: Move[] = [];
  let next = 0;
  for (const [at, to] of officials.entries()) {
    for (const end = next + least + (at < longer ? 1 : 0); next < end; next += 1) {
      const { householdId, officialId: from } = doors[next]!;
      if (from !== to) moves.push({ householdId, from, to });
    }
  }
  return moves;
}

interface Holding {
  officialId: string;
  /** Places of the held doors in the walking order, ascending. */
  places: number[];
  /** Where the official works, as a place in the walking order; for who holds nothing yet, a guess. */
  centre: number;
  target: number;
}

/**
 * Makes the numbers even again, ±1, with the fewest moves there can be: nobody gives a door away who need not, and only doors that
 * must change hands do. Among those, near: the officials who end with one door more or less are chosen by distance, doors are given
 * from the ends of a run, and moved doors meet their receivers in walking order, which is the shortest way on a line.
 * @param homes where an official without a door works, as a place in the walking order
 */
export function evenOut(doors: readonly Door[], officials: readonly string[], homes: ReadonlyMap<string, number> = new Map()): Move[] {
  const holdings = holdingsOf(doors, officials, homes);
  const known = new Set(officials);
  const orphans = doors.flatMap(({ officialId }, place) => (officialId !== null && known.has(officialId) ? [] : [place]));
  setTargets(holdings, orphans, doors.length);
  const wanting = holdings.flatMap(({ places, target, centre }) => (places.length < target ? [centre] : []));
  const pool = [...orphans, ...holdings.flatMap((holding) => givenAway(holding, wanting))].sort((a, b) => a - b);
  const receivers = holdings
    .filter(({ places, target }) => places.length < target)
    .sort((a, b) => a.centre - b.centre)
    .flatMap(({ officialId, places, target }) => Array.from({ length: target - places.length }, () => officialId));
  return pool.map((place, at) => ({ householdId: doors[place]!.householdId, from: doors[place]!.officialId, to: receivers[at]! }));
}

/** The fewest moves that can make these numbers even: what the property test holds `evenOut` to. */
export function fewestMoves(counts: readonly number[], orphans: number): number {
  const total = counts.reduce((sum, count) => sum + count, 0) + orphans;
  const least = Math.floor(total / counts.length);
  const longer = total % counts.length;
  const above = counts.filter((count) => count > least).length;
  const surplus = counts.reduce((sum, count) => sum + Math.max(0, count - least), 0);
  return orphans + surplus - Math.min(longer, above);
}

function holdingsOf(doors: readonly Door[], officials: readonly string[], homes: ReadonlyMap<string, number>): Holding[] {
  const places = new Map<string, number[]>(officials.map((id) => [id, []]));
  for (const [place, { officialId }] of doors.entries()) if (officialId !== null) places.get(officialId)?.push(place);
  return officials.map((officialId) => {
    const held = places.get(officialId)!;
    return { officialId, places: held, centre: held[held.length >> 1] ?? homes.get(officialId) ?? doors.length / 2, target: 0 };
  });
}

/** Who ends with the one door more: first who has it already, then who works nearest to where doors are to be had. */
function setTargets(holdings: Holding[], orphans: readonly number[], total: number): void {
  const least = Math.floor(total / holdings.length);
  let longer = total % holdings.length;
  for (const holding of holdings) holding.target = least;
  const rich = holdings.filter(({ places }) => places.length > least);
  const wanting = holdings.flatMap(({ places, centre }) => (places.length < least ? [centre] : []));
  // Of the rich, those far from who wants something keep the one more; of the others, those near to what is left over take it.
  const keepers = byDistance(rich, wanting).reverse();
  const takers = byDistance(holdings.filter((holding) => !rich.includes(holding)), orphans);
  for (const holding of [...keepers, ...takers]) {
    if (longer === 0) return;
    holding.target = least + 1;
    longer -= 1;
  }
}

function byDistance(holdings: readonly Holding[], places: readonly number[]): Holding[] {
  const sorted = [...places].sort((a, b) => a - b);
  const distance = new Map(holdings.map((holding) => [holding, nearest(sorted, holding.centre)]));
  return [...holdings].sort((a, b) => distance.get(a)! - distance.get(b)!);
}

/** Distance to the nearest of `sorted`; none is nowhere. */
function nearest(sorted: readonly number[], centre: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < centre) low = middle + 1;
    else high = middle;
  }
  return Math.min(Math.abs((sorted[low] ?? Infinity) - centre), Math.abs((sorted[low - 1] ?? -Infinity) - centre));
}

/** What is above the target, from the end of the run that lies towards who wants something. */
function givenAway({ places, target, centre }: Holding, wanting: readonly number[]): number[] {
  const surplus = places.length - target;
  if (surplus <= 0) return [];
  const towards = wanting.length === 0 ? centre : wanting.reduce((best, place) => (Math.abs(place - centre) < Math.abs(best - centre) ? place : best));
  return towards < centre ? places.slice(0, surplus) : places.slice(-surplus);
}
