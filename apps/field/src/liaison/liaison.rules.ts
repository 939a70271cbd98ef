import type { FieldLiaisonDoorsQuery, HealthCodeColour, LiaisonOutcome, TravelCode } from '../generated/operations.ts';
import type { Entry, Step } from '../outbox/outbox.rules.ts';

export type LiaisonRow = FieldLiaisonDoorsQuery['myLiaisonDoors']['edges'][number]['node'];

export const outcomes = ['SEEN', 'BY_PHONE', 'ABSENT', 'REFUSED'] as const satisfies LiaisonOutcome[];
export const colours = ['GREEN', 'YELLOW', 'RED'] as const satisfies HealthCodeColour[];
export const travelCodes = ['CLEAR', 'STARRED'] as const satisfies TravelCode[];
/** Journeys of the next so many days are asked about. */
export const intentDays = 14;

export interface CheckForm {
  personId: string;
  label: string;
  healthCode: HealthCodeColour | null;
  travelCode: TravelCode | null;
  vaccineDoses: number | null;
  travelsTo: string;
  travelsToName: string;
  travelsFrom: string;
}

export interface LiaisonForm {
  householdId: string;
  outcome: LiaisonOutcome | null;
  checks: CheckForm[];
  note: string;
}

/** Vaccination does not shrink: what the last visit learned is there already. */
export function blankVisit({ household, lastVisit }: LiaisonRow): LiaisonForm {
  const doses = new Map((lastVisit?.checks ?? []).map(({ person, vaccineDoses }) => [person.id, vaccineDoses ?? null]));
  return {
    householdId: household.id, outcome: null, note: '',
    checks: household.members.map(({ id, name, relation }) => ({
      personId: id, label: relation ? `${name} · ${relation}` : name, healthCode: null, travelCode: null, vaccineDoses: doses.get(id) ?? null, travelsTo: '', travelsToName: '', travelsFrom: '',
    })),
  };
}

/** Members whose journey has no city, no first day, or one beyond the days that are asked about. */
export function faultyJourneys(form: LiaisonForm, today: string): string[] {
  return form.checks.filter(({ travelsTo, travelsFrom }) => {
    if (!travelsTo && !travelsFrom) return false;
    const ahead = (Date.parse(travelsFrom) - Date.parse(today)) / 86_400_000;
    return !travelsTo || !(ahead >= 0 && ahead <= intentDays);
  }).map(({ personId }) => personId);
}

/** A member of whom nothing was asked is left out. */
export function stepsOfVisit(form: LiaisonForm, key: string, visitedAt: string): Step[] {
  const checks = form.checks.flatMap(({ personId, healthCode, travelCode, vaccineDoses, travelsTo, travelsFrom }) => {
    const check = { healthCode, travelCode, vaccineDoses, travelsTo: travelsTo || null, travelsFrom: travelsFrom || null };
    return Object.values(check).some((value) => value !== null) ? [{ personId, ...check }] : [];
  });
  return [{ operation: 'recordLiaisonVisit', input: { key, householdId: form.householdId, outcome: form.outcome, visitedAt, checks, note: form.note.trim() || null }, answer: null }];
}

export interface LiaisonDoor {
  row: LiaisonRow;
  seenToday: boolean;
  /** The phone's own record has not arrived yet. */
  unsent: boolean;
}

/** The doors as the server told them, moved on by what this phone has recorded since. */
export function doorsOf(rows: readonly LiaisonRow[], entries: readonly Entry[], today: string, dayOf: (iso: string) => string): LiaisonDoor[] {
  const mine = new Map<string, Entry[]>(Map.groupBy(entries.filter(({ kind, state }) => kind === 'liaison' && state !== 'draft' && state !== 'refused'), ({ subject }) => subject));
  return rows.map((row) => {
    const own = mine.get(row.household.id) ?? [];
    const seenHere = own.some(({ form, madeAt }) => dayOf(madeAt) === today && ['SEEN', 'BY_PHONE'].includes((form as LiaisonForm).outcome ?? ''));
    return { row, seenToday: row.lastSeenOn === today || seenHere, unsent: own.some(({ state }) => state !== 'sent') };
  });
}
