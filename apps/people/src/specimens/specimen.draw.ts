import { createHash } from 'node:crypto';

/** The draw again, outside the database: who has the seed and the ids gets the same doors in the same order. */
export function draw(seed: string, householdIds: readonly string[], size: number): string[] {
  const ranked = householdIds.map((id) => ({ id, rank: createHash('sha256').update(`${seed}:${id}`).digest('hex') }));
  return ranked.sort((a, b) => (a.rank < b.rank || (a.rank === b.rank && a.id < b.id) ? -1 : 1)).slice(0, size).map(({ id }) => id);
}
