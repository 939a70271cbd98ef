import type { Answer } from '../targetgroups/target-group.rules.ts';
import { isReached } from './sweep.rules.ts';
import type { OriginKind, Returnees, SweepOutcome, SweepVisit } from './sweep.rules.ts';

/** What a visit is to what is known of its door. */
export type Meeting =
  | { standing: 'COUNTED' }
  /** What both found goes together; this is it. */
  | { standing: 'MERGED'; found: Found }
  | { standing: 'CONFIRMS' | 'LATE' }
  | { standing: 'CONFLICT'; fields: string[] };

export type Found = Pick<SweepVisit, 'outcome' | 'returnees' | 'answers' | 'note'>;

/** Somebody refused, so somebody is there; an address that does not exist has no door at which nobody opens. */
const excluding: Partial<Record<SweepOutcome, readonly SweepOutcome[]>> = {
  VISITED: ['VACANT', 'MOVED_AWAY', 'NOT_FOUND'],
  VACANT: ['VISITED', 'MOVED_AWAY', 'REFUSED', 'NOT_FOUND'],
  MOVED_AWAY: ['VISITED', 'VACANT', 'REFUSED', 'NOT_FOUND'],
  REFUSED: ['VACANT', 'MOVED_AWAY', 'NOT_FOUND'],
  ABSENT: ['NOT_FOUND'],
  NOT_FOUND: ['VISITED', 'VACANT', 'MOVED_AWAY', 'REFUSED', 'ABSENT'],
};

/**
 * Two squads at one door do not make two records. Whoever knew the door's present version changes it; so does the same person, unless
 * by the device's time the visit was made before. Whoever did not know it never takes another's word back: what goes together is
 * merged, what was found by both is confirmed, and what contradicts is a conflict that both see.
 */
export function judgeMeeting(known: SweepVisit | null, visit: SweepVisit, door: { version: number; knownVersion: number | null }): Meeting {
  if (!known) return { standing: 'COUNTED' };
  if (isReached(known) && sameFound(known, visit)) return { standing: 'CONFIRMS' };
  if (door.knownVersion === door.version) return { standing: 'COUNTED' };
  if (known.visitedById === visit.visitedById || !visit.visitedById || !known.visitedById) return { standing: known.visitedAt > visit.visitedAt ? 'LATE' : 'COUNTED' };
  if (excluding[known.outcome]?.includes(visit.outcome)) return { standing: 'CONFLICT', fields: ['outcome'] };
  if (isReached(known) && !isReached(visit)) return { standing: 'LATE' };
  if (!isReached(known)) return isReached(visit) || known.outcome !== visit.outcome || known.visitedAt < visit.visitedAt ? { standing: 'COUNTED' } : { standing: 'LATE' };
  return mergeFound(known, visit);
}

function mergeFound(known: Found, visit: Found): Meeting {
  const fields = [...clashingOrigins(known.returnees, visit.returnees), ...clashingAnswers(known.answers, visit.answers)];
  if (fields.length > 0) return { standing: 'CONFLICT', fields };
  const found: Found = {
    outcome: known.outcome,
    returnees: { ...visit.returnees, ...withoutZeros(known.returnees) },
    answers: [...known.answers, ...visit.answers.filter((answer) => !known.answers.some((other) => sameQuestion(other, answer)))],
    note: [...new Set([known.note, visit.note].filter(Boolean))].join('；') || null,
  };
  return sameFound(known, found) ? { standing: 'CONFIRMS' } : { standing: 'MERGED', found };
}

/** Both counted returnees of one origin, and not the same number. */
function clashingOrigins(known: Returnees, visit: Returnees): string[] {
  return (Object.keys(visit) as OriginKind[]).filter((origin) => (known[origin] ?? 0) > 0 && (visit[origin] ?? 0) > 0 && known[origin] !== visit[origin]).map((origin) => `returnees.${origin}`);
}

function clashingAnswers(known: readonly Answer[], visit: readonly Answer[]): string[] {
  return visit.filter((answer) => known.some((other) => sameQuestion(other, answer) && other.value !== answer.value)).map(answerField);
}

export function answerField({ groupId, questionId }: Pick<Answer, 'groupId' | 'questionId'>): string {
  return `answers.${groupId}.${questionId}`;
}

function sameQuestion(one: Answer, other: Answer): boolean {
  return one.groupId === other.groupId && one.questionId === other.questionId;
}

function sameFound(one: Found, other: Found): boolean {
  const sorted = ({ outcome, returnees, answers, note }: Found) =>
    JSON.stringify([outcome, Object.entries(returnees).filter(([, people]) => people).sort(), answers.map((answer) => [answerField(answer), answer.value]).sort(), note]);
  return sorted(one) === sorted(other);
}

/** What a clerk decides: each field from the first or the second visit. Taking the second's outcome takes all it found. */
export function resolveFound(first: Found, second: Found, taken: Readonly<Record<string, 'FIRST' | 'SECOND'>>): Found {
  if (taken.outcome) return taken.outcome === 'FIRST' ? first : second;
  const returnees: Returnees = { ...second.returnees, ...withoutZeros(first.returnees) };
  const answers = [...first.answers, ...second.answers.filter((answer) => !first.answers.some((other) => sameQuestion(other, answer)))];
  for (const [field, side] of Object.entries(taken)) {
    const origin = /^returnees\.(\w+)$/.exec(field)?.[1] as OriginKind | undefined;
    if (origin) returnees[origin] = (side === 'FIRST' ? first : second).returnees[origin] ?? 0;
    const at = answers.findIndex((answer) => answerField(answer) === field);
    const other = second.answers.find((answer) => answerField(answer) === field);
    if (at >= 0 && side === 'SECOND' && other) answers[at] = other;
  }
  return { outcome: first.outcome, returnees, answers, note: [...new Set([first.note, second.note].filter(Boolean))].join('；') || null };
}

function withoutZeros(returnees: Returnees): Returnees {
  return Object.fromEntries(Object.entries(returnees).filter(([, people]) => people));
}
