import { areaLineage } from '@lianfang/contracts/areas';
import { flows, levels } from './figure.rules.ts';
import type { Counts } from './figure.rules.ts';

/** By how much one event moves the figures of the area that it happened in. */
export interface Share {
  areaCode: string;
  by: Partial<Counts>;
}

/** By how much one area's figures of one day move: one event's, or many events' added up. */
export interface Movement {
  areaCode: string;
  by: Partial<Counts>;
  /** How many events are in it, and the time of the newest. */
  changes: number;
  asOf: Date;
  /** Of these, those that moved a level: later days move with them. */
  levelChanges: number;
  levelAsOf: Date | null;
}

/**
 * The movements of an event in its area and all areas above, in the order of their codes. Areas where it comes to nothing
 * are left out: a checkpoint that moves within a street moves no figure of that street.
 */
export function movementsOf(shares: readonly Share[], at: Date): Movement[] {
  const sums = new Map<string, Partial<Counts>>();
  for (const { areaCode, by } of shares) for (const area of areaLineage(areaCode)) sums.set(area, added(sums.get(area) ?? {}, by));
  return [...sums]
    .filter(([, by]) => movesAny(by, levels) || movesAny(by, flows))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([areaCode, by]) => {
      const isLevel = movesAny(by, levels);
      return { areaCode, by, changes: 1, asOf: at, levelChanges: Number(isLevel), levelAsOf: isLevel ? at : null };
    });
}

/** Two movements of one area and day as one. */
export function joined(a: Movement, b: Movement): Movement {
  return {
    areaCode: a.areaCode,
    by: added(a.by, b.by),
    changes: a.changes + b.changes,
    asOf: later(a.asOf, b.asOf)!,
    levelChanges: a.levelChanges + b.levelChanges,
    levelAsOf: later(a.levelAsOf, b.levelAsOf),
  };
}

function added(a: Partial<Counts>, b: Partial<Counts>): Partial<Counts> {
  const sum = { ...a };
  for (const [name, change] of Object.entries(b) as [keyof Counts, number][]) sum[name] = (sum[name] ?? 0) + change;
  return sum;
}

function movesAny(by: Partial<Counts>, names: readonly (keyof Counts)[]): boolean {
  return names.some((name) => (by[name] ?? 0) !== 0);
}

function later(a: Date | null, b: Date | null): Date | null {
  if (!a || !b) return a ?? b;
  return a > b ? a : b;
}
