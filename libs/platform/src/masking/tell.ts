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
}

/** True when this caller sees the real value: the record in sight, and the field's scope held. */
export function seesThrough({ kind: _kind, scope }: Personal, record: PersonalRecord, { actor }: Seer): boolean {
  if (scope !== undefined && !actor.scopes.has(scope)) return false;
  return typeof record.areaCode === 'string' && withinSight(actor, record.areaCode);
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
