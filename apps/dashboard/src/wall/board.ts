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

/** A facility that moved takes its new form; a new one stands by its name. */
export function withFacility<T extends { id: string; name: string }>(facilities: readonly T[], moved: T): T[] {
  const known = facilities.some(({ id }) => id === moved.id);
  return known ? facilities.map((one) => (one.id === moved.id ? moved : one)) : [...facilities, moved].sort((a, b) => a.name.localeCompare(b.name, 'zh'));
}

/** Only what goes on is shown, the nearest deadline first. */
export function withDirective<T extends { id: string; state: string; deadline: string }>(directives: readonly T[], moved: T): T[] {
  const others = directives.filter(({ id }) => id !== moved.id);
  return moved.state === 'ISSUED' ? [...others, moved].sort((a, b) => a.deadline.localeCompare(b.deadline)) : others;
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
