import { dealAnew, evenOut, fewestMoves } from './evening.rules.ts';
import type { Door, Move } from './evening.rules.ts';

/** Seeded, so that a red run can be run again. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const doorsOf = (owners: readonly (string | null)[]): Door[] => owners.map((officialId, at) => ({ householdId: `h${at}`, officialId }));
const names = (count: number) => Array.from({ length: count }, (_, at) => `o${at}`);

function applied(doors: readonly Door[], moves: readonly Move[]): Door[] {
  const to = new Map(moves.map((move) => [move.householdId, move.to]));
  return doors.map((door) => (to.has(door.householdId) ? { ...door, officialId: to.get(door.householdId)! } : door));
}

function counts(doors: readonly Door[], officials: readonly string[]): number[] {
  return officials.map((id) => doors.filter(({ officialId }) => officialId === id).length);
}

function spread(numbers: readonly number[]): number {
  return Math.max(...numbers) - Math.min(...numbers);
}

test('dealt anew, everybody has a contiguous run, and nobody more than one door more than another', () => {
  const doors = doorsOf(Array.from({ length: 1_219 }, () => null));
  const officials = names(61);
  const dealt = applied(doors, dealAnew(doors, officials));
  expect(new Set(counts(dealt, officials))).toEqual(new Set([19, 20]));
  const changes = dealt.filter(({ officialId }, at) => at > 0 && officialId !== dealt[at - 1]!.officialId).length;
  expect(changes).toBe(officials.length - 1);
  expect(dealAnew(dealt, officials)).toEqual([]);
});

test('who leaves has their doors shared among the others, and nothing else moves', () => {
  const doors = doorsOf(Array.from({ length: 200 }, (_, at) => `o${Math.floor(at / 20)}`));
  const staying = names(10).filter((id) => id !== 'o4');
  const moves = evenOut(doors, staying);
  expect(moves).toHaveLength(20);
  expect(moves.every(({ from }) => from === 'o4')).toBe(true);
  expect(spread(counts(applied(doors, moves), staying))).toBeLessThanOrEqual(1);
  // In walking order: the first doors go to who works before them, the last to who works behind.
  expect(moves[0]!.to).toBe('o0');
  expect(moves.at(-1)!.to).toBe('o9');
});

test('who joins takes one door each of the neighbours around the place where they work', () => {
  const doors = doorsOf(Array.from({ length: 2_000 }, (_, at) => `o${Math.floor(at / 20)}`));
  const officials = [...names(100), 'new'];
  const moves = evenOut(doors, officials, new Map([['new', 1_000]]));
  const after = counts(applied(doors, moves), officials);
  expect(moves).toHaveLength(after.at(-1)!);
  expect(moves.every(({ to }) => to === 'new')).toBe(true);
  const givers = moves.map(({ from }) => Number(from!.slice(1)));
  expect(Math.min(...givers)).toBeGreaterThan(35);
  expect(Math.max(...givers)).toBeLessThan(65);
});

test('whatever the doors are like, evening out is even, moves the fewest, and done twice does nothing', () => {
  for (let seed = 1; seed <= 300; seed += 1) {
    const random = chance(seed);
    const officials = names(1 + Math.floor(random() * 12));
    const gone = ['g1', 'g2', null];
    const doors = doorsOf(Array.from({ length: Math.floor(random() * 120) }, () => (random() < 0.2 ? gone[Math.floor(random() * 3)]! : officials[Math.floor(random() ** 2 * officials.length)]!)));
    const before = counts(doors, officials);
    const orphans = doors.length - before.reduce((sum, count) => sum + count, 0);
    const moves = evenOut(doors, officials);
    const after = applied(doors, moves);
    expect({ seed, spread: spread(counts(after, officials)) <= 1 }).toEqual({ seed, spread: true });
    expect({ seed, all: counts(after, officials).reduce((sum, count) => sum + count, 0) }).toEqual({ seed, all: doors.length });
    expect({ seed, moves: moves.length }).toEqual({ seed, moves: fewestMoves(before, orphans) });
    expect({ seed, honest: moves.every(({ from, to }) => from !== to && to !== undefined) }).toEqual({ seed, honest: true });
    expect({ seed, again: evenOut(after, officials) }).toEqual({ seed, again: [] });
  }
});

test('ten thousand households of a street take well under a second', () => {
  const random = chance(7);
  const officials = names(500);
  const doors = doorsOf(Array.from({ length: 10_000 }, () => officials[Math.floor(random() * 498)]!));
  expect(spread(counts(applied(doors, evenOut(doors, officials)), officials))).toBeLessThanOrEqual(1);
});
