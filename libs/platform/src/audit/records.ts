import { isAreaCode } from '@lianfang/contracts/areas';
import { getNamedType, isObjectType } from 'graphql';
import type { GraphQLOutputType } from 'graphql';
import { isId } from '../persistence/index.ts';
import type { AuditedRecord } from './trail.ts';

type Row = Readonly<Record<string, unknown>>;

/** What a mutation's answer names: the entity itself, entities one step below it, and the persons that these rows belong to. */
export function recordsOfAnswer(type: GraphQLOutputType, answer: unknown): AuditedRecord[] {
  const named = getNamedType(type);
  if (!isObjectType(named)) return [];
  return asList(answer).flatMap((value) => {
    // `answerOnce` keeps the id alone.
    if (typeof value === 'string') return isId(value) && named.getFields().id ? [{ type: named.name, id: value }] : [];
    if (!isRow(value)) return [];
    const own = recordsOfRow(named.name, value);
    if (own.length > 0) return own;
    return Object.values(named.getFields()).flatMap((field) => {
      const below = getNamedType(field.type);
      if (!isObjectType(below) || !below.getFields().id) return [];
      return asList(value[field.name]).flatMap((row) => (isRow(row) ? recordsOfRow(below.name, row) : []));
    });
  });
}

function recordsOfRow(type: string, row: Row): AuditedRecord[] {
  if (typeof row.id !== 'string') return [];
  const areaCode = typeof row.areaCode === 'string' ? row.areaCode : undefined;
  const person = typeof row.personId === 'string' ? [{ type: 'Person', id: row.personId, areaCode }] : [];
  return [{ type, id: row.id, areaCode }, ...person];
}

/** What a mutation was asked about: arguments called `…Id`, on the first two levels, and codes of areas. `id` is of the type that is answered. */
export function recordsOfArguments(type: GraphQLOutputType, args: Row): AuditedRecord[] {
  const own = getNamedType(type).name;
  const here = (row: Row) =>
    Object.entries(row).flatMap(([name, value]) => {
      if (/(^c|C)ode$/.test(name) && typeof value === 'string' && isAreaCode(value)) return [{ type: 'Area', id: value, areaCode: value }];
      if (typeof value !== 'string' || !(isId(value) || (name === 'accountId' && isAccountId(value)))) return [];
      if (name === 'id') return [{ type: own, id: value }];
      return name.endsWith('Id') ? [{ type: typeNamed(name.slice(0, -2)), id: value }] : [];
    });
  const below = Object.values(args).flatMap(asList).filter(isRow);
  return [args, ...below].flatMap(here);
}

/** Codes of refusals that stand inside an answer, as a batch gives them item by item. */
export function codesInside(answer: unknown): string[] {
  const codes = asList(answer).flatMap((item) => (isRow(item) && typeof item.code === 'string' && /^[A-Z_]+$/.test(item.code) ? [item.code] : []));
  return [...new Set(codes)];
}

/** As the agencies register them. Whatever else somebody types there, a number of a document for one, stays out of the trail. */
function isAccountId(text: string): boolean {
  return /^[a-z][a-z0-9._-]{1,63}$/.test(text);
}

function typeNamed(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function asList(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return value === null || value === undefined ? [] : [value];
}

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
