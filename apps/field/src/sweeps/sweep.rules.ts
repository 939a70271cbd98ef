import type { FieldWorkListQuery, OriginKind, SweepMethod, SweepOutcome } from '../generated/operations.ts';
import type { Entry } from '../outbox/outbox.rules.ts';

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
}

export interface Progress {
  households: number;
  reached: number;
  tried: number;
}

/** The server's list, with this phone's own visits laid over it. */
export function doorsOf(targets: readonly Target[], entries: readonly Entry[], roundId: string): Door[] {
  const own = new Map<string, Entry>();
  for (const entry of entries) {
    if (entry.kind !== 'visit' || entry.state === 'draft') continue;
    const form = entry.form as VisitForm;
    if (form.roundId === roundId) own.set(form.householdId, entry);
  }
  return targets.map((target) => doorOf(target, own.get(target.household.id)));
}

function doorOf({ household, lastVisit }: Target, entry: Entry | undefined): Door {
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
  };
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
    note: form.note.trim() || null,
    visitedAt: form.visitedAt,
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
