import { type GraphQLSchema, isAbstractType } from 'graphql';
import type { Merge } from './merge.ts';
import type { PlanSelection } from './plan.ts';
import { type Answer, isAnswer, isInheritedName, readOwn, writeOwn } from './record.ts';
import type { Rewrite } from './rewrite.ts';
import { typeTest } from './types.ts';
import { type Bytes, printWire } from './wire.ts';

/** The key of an entity as JSON text. */
export interface Represent {
  /** Equal for entities with the same key; null when the answer does not hold what the subgraph asks for. */
  identify(entity: Answer): string | null;
  /** @param identity what `identify` said of it */
  write(entity: Answer, identity: string): Bytes;
}

type Pick = (from: Answer) => Answer | null;

interface Picking {
  schema: GraphQLSchema;
  merge: Merge;
}

export function compileRepresentation(
  schema: GraphQLSchema,
  merge: Merge,
  requires: readonly PlanSelection[],
  rewrite: Rewrite | undefined,
): Represent {
  const simple = rewrite ? undefined : compileKeyText(schema, requires);
  if (simple) return simple;
  const pick = compilePick({ schema, merge }, requires);
  return {
    identify(entity) {
      const representation = pick(entity);
      if (representation === null || !representation.__typename) return null;
      rewrite?.(representation);
      return printWire(representation);
    },
    write: (_, identity) => identity,
  };
}

/**
 * Most entities are known by plain fields of one type. Their text is written at once, without an object between; undefined for
 * keys of another form.
 */
function compileKeyText(schema: GraphQLSchema, requires: readonly PlanSelection[]): Represent | undefined {
  const [only, ...more] = requires;
  if (only?.kind !== 'InlineFragment' || more.length || only.typeCondition === undefined) return undefined;
  const names = only.selections.map((selection) => (selection.kind === 'Field' && !selection.selections?.length ? (selection.alias ?? selection.name) : undefined));
  if (!names.includes('__typename') || new Set(names).size < names.length || !names.every((name) => name !== undefined && !isInheritedName(name))) return undefined;
  const matches = typeTest(schema, only.typeCondition);
  const keys = (names as string[]).filter((name) => name !== '__typename');
  const [key] = keys;
  const textOf = (value: unknown): Bytes => (typeof value === 'string' ? value : printWire(value));
  // Of one type the key alone tells the entities apart.
  const single = keys.length === 1 && !isAbstractType(schema.getType(only.typeCondition));
  const heads = (names as string[]).map((name, at) => ({ name, head: `${at ? ',' : '{'}${JSON.stringify(name)}:` }));
  const write = (entity: Answer): Bytes => {
    let text = '';
    for (const { name, head } of heads) text += head + textOf(entity[name]);
    return `${text}}`;
  };
  return {
    identify(entity) {
      if (!entity.__typename || !matches(entity, false)) return null;
      if (single) return entity[key!] === undefined ? null : textOf(entity[key!]);
      return keys.every((name) => entity[name] !== undefined) ? write(entity) : null;
    },
    write,
  };
}

function compilePick(picking: Picking, selections: readonly PlanSelection[]): Pick {
  const steps = selections.map((selection) => compileSelection(picking, selection));
  return (from) => {
    const into: Answer = {};
    for (const step of steps) if (!step(from, into)) return null;
    return into;
  };
}

/** Returns false when a field that the subgraph needs is missing. */
type PickStep = (from: Answer, into: Answer) => boolean;

function compileSelection(picking: Picking, selection: PlanSelection): PickStep {
  switch (selection.kind) {
    case 'Field':
      return compileField(picking, selection.alias ?? selection.name, selection.selections);
    case 'InlineFragment':
      return compileFragment(picking, selection.typeCondition, selection.selections);
    default:
      throw new RangeError('unknown selection in the plan');
  }
}

function compileField(picking: Picking, name: string, selections: readonly PlanSelection[] | undefined): PickStep {
  const pick = selections?.length ? compilePick(picking, selections) : undefined;
  return (from, into) => {
    const value = readOwn(from, name);
    if (value === undefined) return false;
    writeOwn(into, name, pick ? pickValue(value, pick) : value);
    return true;
  };
}

function pickValue(value: unknown, pick: Pick): unknown {
  if (Array.isArray(value)) return value.map((item) => pickValue(item, pick));
  return isAnswer(value) ? pick(value) : null;
}

function compileFragment(picking: Picking, condition: string | undefined, selections: readonly PlanSelection[]): PickStep {
  const pick = compilePick(picking, selections);
  const matches = condition === undefined ? () => true : typeTest(picking.schema, condition);
  return (from, into) => {
    // Fragments are alternatives: one that does not apply, or lacks a field, takes nothing from the others.
    const picked = matches(from, false) ? pick(from) : null;
    if (picked) picking.merge(into, picked);
    return true;
  };
}
