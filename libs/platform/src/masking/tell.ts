import { seesPersons } from '@lianfang/contracts/access';
import { maskOf } from '@lianfang/contracts/documents';
import { withinSight } from '../auth/index.ts';
import type { Actor } from '../auth/index.ts';
import { Concealed } from './concealed.ts';
import type { Personal } from './personal.ts';

/** Whom a value is told to. */
export interface Seer {
  actor: Actor;
}

/** The record that a value belongs to. Without an area it lies in nobody's sight. */
export interface PersonalRecord {
  areaCode?: string | null | undefined;
  householdId?: string | null | undefined;
}

/** True when the record is this caller's to look at: it lies within sight or, for a resident, belongs to the own household. */
export function inSight(record: PersonalRecord, { actor }: Seer): boolean {
  if (actor.householdId !== undefined) return isOwn(record, actor);
  return worksWithPersons(actor) && liesInSight(record, actor);
}

/** True when this caller sees the real value: the record in sight, and the field's scope held. A resident needs none for the own. */
export function seesThrough({ scope }: Personal, record: PersonalRecord, seer: Seer): boolean {
  const { actor } = seer;
  if (scope === undefined || actor.householdId !== undefined) return inSight(record, seer);
  return actor.scopes.has(scope) && liesInSight(record, actor);
}

/** Bound to a household of another area, by a slip or on purpose, an account sees nothing of it: its administrator may not look there either. */
function isOwn(record: PersonalRecord, actor: Actor): boolean {
  return record.householdId === actor.householdId && (record.areaCode == null || withinSight(actor, record.areaCode));
}

function liesInSight({ areaCode }: PersonalRecord, actor: Actor): boolean {
  return typeof areaCode === 'string' && withinSight(actor, areaCode);
}

/** Asked for each value of a list, and the same for each: an actor is read once. */
const working = new WeakMap<Actor, boolean>();

function worksWithPersons(actor: Actor): boolean {
  let known = working.get(actor);
  if (known === undefined) working.set(actor, (known = seesPersons(actor.scopes)));
  return known;
}

/** The value as this caller may see it: the one function that the graph, exports, spreadsheets and printed pages go through. */
export function tell<T>(personal: Personal, record: PersonalRecord, value: T, seer: Seer): T | Promise<T> {
  return seesThrough(personal, record, seer) ? opened(value) : maskedBy(personal, value);
}

export function opened<T>(value: T): T | Promise<T> {
  return value instanceof Concealed ? (value as Concealed<T>).open() : value;
}

export function maskedBy<T>(personal: Personal, value: T): T | Promise<T> {
  return value instanceof Concealed ? (value as Concealed<T>).mask() : (maskOf(personal.kind, value) as T);
}
