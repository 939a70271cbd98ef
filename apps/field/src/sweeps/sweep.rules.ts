import type { EscalationLevel, FieldRoundsQuery, FieldWorkListQuery, OriginKind, SweepMethod, SweepOutcome } from '../generated/operations.ts';
import type { Entry } from '../outbox/outbox.rules.ts';

export type TargetGroup = FieldRoundsQuery['sweepRounds'][number]['targetGroups'][number];
export type Question = TargetGroup['questions'][number];
export type Member = FieldWorkListQuery['sweepWorkList']['edges'][number]['node']['household']['members'][number];
export type Target = FieldWorkListQuery['sweepWorkList']['edges'][number]['node'];

export const outcomes = ['VISITED', 'ABSENT', 'REFUSED', 'VACANT', 'MOVED_AWAY', 'NOT_FOUND'] as const satisfies SweepOutcome[];
export const methods = ['DOOR', 'PHONE', 'QR', 'CHECKPOINT', 'TIP_OFF'] as const satisfies SweepMethod[];
export const origins = ['OUTBREAK_CITY', 'OUTBREAK_PROVINCE', 'OTHER_PROVINCE', 'SAME_PROVINCE'] as const satisfies OriginKind[];
export type Origin = (typeof origins)[number];

/** These count as reached; the others were tried in vain. */
const reaching = new Set<SweepOutcome>(['VISITED', 'VACANT', 'MOVED_AWAY']);

/** What a squad fills in at a door. */
export interface VisitForm {
  roundId: string;
  householdId: string;
  outcome: SweepOutcome;
  method: SweepMethod;
  returnees: Partial<Record<Origin, number>>;
  note: string;
  /** By `group question`: what was answered, under the version of the group that this phone showed. */
  answers: Record<string, { groupVersion: number; value: string }>;
  /** The version of the door that this phone knew. */
  basedOn: number;
  /** ISO 8601, device time at the door. */
  visitedAt: string;
}

/** A door with what this phone knows of it, sent or not. */
export interface Door {
  householdId: string;
  compound: string;
  building: string;
  unit: string;
  room: string;
  address: string;
  outcome: SweepOutcome | null;
  visitedAt: string | null;
  note: string;
  returnees: number;
  /** The visit is on this phone only. */
  unsent: boolean;
  refused: boolean;
  /** A form for it was begun and not saved. */
  drafted: boolean;
  version: number;
  attempts: number;
  /** When it is to be tried again, ms since 1970. */
  dueAt: number | null;
  escalatedTo: EscalationLevel | null;
  conflicted: boolean;
  answers: VisitForm['answers'];
  members: readonly Member[];
}

export interface Progress {
  households: number;
  reached: number;
  tried: number;
}

/** The server's list, with this phone's own visits laid over it. */
export function doorsOf(targets: readonly Target[], entries: readonly Entry[], roundId: string): Door[] {
  const own = new Map<string, Entry>();
  const drafted = new Set<string>();
  for (const entry of entries) {
    const form = entry.form as VisitForm;
    if (entry.kind !== 'visit' || form.roundId !== roundId) continue;
    if (entry.state === 'draft') drafted.add(form.householdId);
    else own.set(form.householdId, entry);
  }
  return targets.map((target) => ({ ...doorOf(target, own.get(target.household.id)), drafted: drafted.has(target.household.id) }));
}

function doorOf({ household, lastVisit, ...target }: Target, entry: Entry | undefined): Omit<Door, 'drafted'> {
  const form = entry && (entry.form as VisitForm);
  const newer = form && (!lastVisit || entry.state !== 'sent' || form.visitedAt >= lastVisit.visitedAt) ? form : null;
  return {
    householdId: household.id,
    compound: household.compound.name,
    building: household.building,
    unit: household.unit,
    room: household.room,
    address: [household.compound.name, household.building, household.unit, household.room].filter(Boolean).join(' '),
    outcome: newer?.outcome ?? lastVisit?.outcome ?? null,
    visitedAt: newer?.visitedAt ?? lastVisit?.visitedAt ?? null,
    note: newer?.note ?? lastVisit?.note ?? '',
    returnees: newer ? sum(Object.values(newer.returnees)) : sum((lastVisit?.returnees ?? []).map((count) => count.people)),
    unsent: Boolean(entry) && entry?.state !== 'sent',
    refused: entry?.state === 'refused',
    version: Math.max(target.version, sentVersion(entry)),
    attempts: target.attempts,
    dueAt: newer || !target.dueAt ? null : Date.parse(target.dueAt),
    escalatedTo: newer ? null : (target.escalatedTo ?? null),
    conflicted: target.conflicted || entry?.steps[0]?.answer?.standing === 'CONFLICT',
    answers: newer?.answers ?? Object.fromEntries((lastVisit?.answers ?? []).map((answer) => [answerKey(answer.groupId, answer.questionId), { groupVersion: answer.groupVersion, value: answer.value ?? '' }])),
    members: household.members,
  };
}

/** The version that the server's answer to this phone's own visit told. */
function sentVersion(entry: Entry | undefined): number {
  const version = entry?.state === 'sent' ? entry.steps[0]?.answer?.version : null;
  return typeof version === 'number' ? version : 0;
}

export function answerKey(groupId: string, questionId: string): string {
  return `${groupId} ${questionId}`;
}

/** Questions that a visited door must answer and this form does not. */
export function unanswered(groups: readonly TargetGroup[], form: Pick<VisitForm, 'outcome' | 'answers'> | { outcome: null; answers: VisitForm['answers'] }): Question[] {
  if (form.outcome !== 'VISITED') return [];
  return groups.flatMap((group) => group.questions.filter((question) => question.required && !form.answers[answerKey(group.id, question.id)]?.value));
}

export type Narrowing = 'left' | 'due' | 'conflicted' | 'all';

/** Left: not reached, or on this phone only. Due: to be tried again by now. */
export function narrow(doors: readonly Door[], narrowing: Narrowing, now: number): Door[] {
  switch (narrowing) {
    case 'left':
      return doors.filter((door) => !isReached(door) || door.unsent || door.drafted);
    case 'due':
      return doors.filter((door) => isDue(door, now));
    case 'conflicted':
      return doors.filter((door) => door.conflicted);
    case 'all':
      return [...doors];
  }
}

export function isDue(door: Pick<Door, 'dueAt'>, now: number): boolean {
  return door.dueAt !== null && door.dueAt <= now;
}

/** Where to go from here, in walking order: not reached, not handed over, and not to be tried later. */
export function nextDoor(doors: readonly Door[], from: string, now: number): Door | null {
  const at = doors.findIndex((door) => door.householdId === from);
  return doors.slice(at + 1).find((door) => !isReached(door) && door.escalatedTo === null && !door.unsent && (door.dueAt === null || isDue(door, now))) ?? null;
}

export function progressOf(doors: readonly Door[]): Progress {
  return {
    households: doors.length,
    reached: doors.filter((door) => isReached(door)).length,
    tried: doors.filter((door) => door.outcome !== null).length,
  };
}

export function isReached(door: Pick<Door, 'outcome'>): boolean {
  return door.outcome !== null && reaching.has(door.outcome);
}

/** Doors of one stairwell, in walking order as the server lists them. */
export interface Stairwell {
  key: string;
  building: string;
  unit: string;
  doors: Door[];
}

export interface CompoundDoors {
  name: string;
  doors: Door[];
  stairwells: Stairwell[];
}

export function groupDoors(doors: readonly Door[]): CompoundDoors[] {
  const compounds = new Map<string, CompoundDoors>();
  for (const door of doors) {
    const compound = compounds.get(door.compound) ?? { name: door.compound, doors: [], stairwells: [] };
    compounds.set(door.compound, compound);
    compound.doors.push(door);
    stairwellOf(compound, door).doors.push(door);
  }
  return [...compounds.values()];
}

function stairwellOf(compound: CompoundDoors, door: Door): Stairwell {
  const key = `${door.building}|${door.unit}`;
  const known = compound.stairwells.find((stairwell) => stairwell.key === key);
  if (known) return known;
  const made = { key, building: door.building, unit: door.unit, doors: [] };
  compound.stairwells.push(made);
  return made;
}

/** Every word of the search is somewhere in the address: "3 501" finds 3号楼 501. */
export function findDoors(doors: readonly Door[], search: string): Door[] {
  const words = search.normalize('NFKC').toLowerCase().split(/\s+/).filter(Boolean);
  return doors.filter((door) => words.every((word) => door.address.toLowerCase().includes(word)));
}

/** The mutation's input. Counters at zero are left out. */
export function visitInput(form: VisitForm, key: string): { key: string } & Record<string, unknown> {
  return {
    key,
    roundId: form.roundId,
    householdId: form.householdId,
    outcome: form.outcome,
    method: form.method,
    returnees: origins.flatMap((origin) => (form.returnees[origin] ? [{ origin, people: form.returnees[origin] }] : [])),
    answers: Object.entries(form.answers).flatMap(([key, { groupVersion, value }]) => {
      const [groupId, questionId] = key.split(' ');
      return value.trim() ? [{ groupId, questionId, groupVersion, value: value.trim() }] : [];
    }),
    note: form.note.trim() || null,
    basedOn: form.basedOn,
    visitedAt: form.visitedAt,
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
