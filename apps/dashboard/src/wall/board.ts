import type { FigureSetFragment } from '../generated/operations.ts';

/** Keeps the newer of two sets of figures, whichever way each came: a poll that was overtaken by a message is dropped. */
export function newerFigures(held: FigureSetFragment | null, came: FigureSetFragment): FigureSetFragment {
  if (!held || held.areaCode !== came.areaCode) return came;
  if (came.day !== held.day) return came.day > held.day ? came : held;
  return came.version >= held.version ? came : held;
}

/** Share of the doors of open rounds that were reached; null when no round is open. */
export function coverageOf(figures: Pick<FigureSetFragment, 'sweepTargets' | 'sweepReached'>): number | null {
  return figures.sweepTargets > 0 ? figures.sweepReached / figures.sweepTargets : null;
}

export function bedsFree(figures: Pick<FigureSetFragment, 'bedsOpen' | 'bedsOccupied'>): number {
  return Math.max(0, figures.bedsOpen - figures.bedsOccupied);
}

interface Raised {
  id: string;
  raisedAt: string;
}

/** Puts an alert into a list that is newest first; one that is there already takes its new form. */
export function withAlert<T extends Raised>(alerts: readonly T[], alert: T, longest = 30): T[] {
  const others = alerts.filter((one) => one.id !== alert.id);
  return [...others, alert].sort((a, b) => b.raisedAt.localeCompare(a.raisedAt)).slice(0, longest);
}
