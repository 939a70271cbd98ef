import { GraphQLError, defaultTypeResolver, isAbstractType, isLeafType, isListType, isNonNullType, isObjectType, locatedError } from 'graphql';
import type { FieldNode, GraphQLAbstractType, GraphQLLeafType, GraphQLObjectType, GraphQLOutputType, SelectionSetNode } from 'graphql';
import { type CompiledField, type Fields, executeFields, infoOf } from './fields.ts';
import { type Path, type Run, isPromise } from './run.ts';

/** CompleteValue of the GraphQL specification, 6.4.3, for one type at one place. */
export type Complete = (run: Run, value: unknown, path: Path, field: CompiledField) => unknown;

export interface Completing {
  /** The fields that the selections ask of an object of this type; compiled once. */
  fieldsOf(type: GraphQLObjectType, sets: readonly SelectionSetNode[]): Fields;
}

/** @param place the field as messages name it */
export function compileComplete(completing: Completing, type: GraphQLOutputType, nodes: readonly FieldNode[], place: string): Complete {
  if (isNonNullType(type)) return nonNull(compileComplete(completing, type.ofType as GraphQLOutputType, nodes, place), place);
  const present = compilePresent(completing, type, nodes, place);
  return (run, value, path, field) => {
    if (value instanceof Error) throw value;
    return value === null || value === undefined ? null : present(run, value, path, field);
  };
}

function nonNull(complete: Complete, place: string): Complete {
  return (run, value, path, field) => {
    const completed = complete(run, value, path, field);
    if (completed === null) throw new Error(`Cannot return null for non-nullable field ${place}.`);
    return completed;
  };
}

function compilePresent(completing: Completing, type: GraphQLOutputType, nodes: readonly FieldNode[], place: string): Complete {
  if (isListType(type)) return compileList(compileComplete(completing, type.ofType as GraphQLOutputType, nodes, place), isNonNullType(type.ofType), place);
  if (isLeafType(type)) return compileLeaf(type);
  const sets = nodes.flatMap(({ selectionSet }) => (selectionSet ? [selectionSet] : []));
  if (isAbstractType(type)) return compileAbstract(completing, type, sets, place);
  if (isObjectType(type)) return compileObject(completing, type, sets);
  throw new RangeError(`a field of type ${String(type)}`);
}

function compileList(item: Complete, itemsAreThere: boolean, place: string): Complete {
  const failed = (run: Run, cause: unknown, path: Path, field: CompiledField): null => {
    const error = locatedError(cause, field.nodes, pathToArray(path));
    if (itemsAreThere) throw error;
    run.errors.push(error);
    return null;
  };
  const one = (run: Run, value: unknown, path: Path, field: CompiledField): unknown => {
    try {
      const completed = isPromise(value) ? value.then((resolved) => item(run, resolved, path, field)) : item(run, value, path, field);
      return isPromise(completed) ? completed.then(undefined, (cause: unknown) => failed(run, cause, path, field)) : completed;
    } catch (cause) {
      return failed(run, cause, path, field);
    }
  };
  return (run, value, path, field) => {
    if (!isIterable(value)) throw new GraphQLError(`Expected Iterable, but did not find one for field "${place}".`);
    let pending = false;
    const completed: unknown[] = [];
    for (const each of value) {
      const finished = one(run, each, { prev: path, key: completed.length, typename: undefined }, field);
      if (isPromise(finished)) pending = true;
      completed.push(finished);
    }
    return pending ? Promise.all(completed) : completed;
  };
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { [Symbol.iterator]?: unknown })[Symbol.iterator] === 'function';
}

function compileLeaf(type: GraphQLLeafType): Complete {
  return (_, value) => {
    const serialized: unknown = type.serialize(value);
    if (serialized == null) throw new Error(`Expected \`${String(type)}.serialize(${String(value)})\` to return non-nullable value, returned: ${String(serialized)}`);
    return serialized;
  };
}

function compileObject(completing: Completing, type: GraphQLObjectType, sets: readonly SelectionSetNode[]): Complete {
  let fields: Fields | undefined;
  const whole: Complete = (run, value, path) => executeFields(run, (fields ??= completing.fieldsOf(type, sets)), value, path);
  if (!type.isTypeOf) return whole;
  const judged = (run: Run, is: boolean, value: unknown, path: Path, field: CompiledField) => {
    if (!is) throw new GraphQLError(`Expected value of type "${type.name}" but got: ${String(value)}.`, { nodes: field.nodes });
    return whole(run, value, path, field);
  };
  return (run, value, path, field) => {
    const is = type.isTypeOf!(value, run.context, infoOf(run, field, path));
    return isPromise(is) ? is.then((resolved) => judged(run, resolved as boolean, value, path, field)) : judged(run, is as boolean, value, path, field);
  };
}

function compileAbstract(completing: Completing, type: GraphQLAbstractType, sets: readonly SelectionSetNode[], place: string): Complete {
  const byName = new Map<string, Complete>();
  const resolveType = type.resolveType ?? defaultTypeResolver;
  const completeAs = (run: Run, name: unknown, value: unknown, path: Path, field: CompiledField): unknown => {
    const known = byName.get(name as string);
    if (known) return known(run, value, path, field);
    const complete = compileObject(completing, demandType(run, type, name, place), sets);
    byName.set(name as string, complete);
    return complete(run, value, path, field);
  };
  return (run, value, path, field) => {
    const name = resolveType(value, run.context, infoOf(run, field, path), type);
    return isPromise(name) ? name.then((resolved) => completeAs(run, resolved, value, path, field)) : completeAs(run, name, value, path, field);
  };
}

function demandType({ schema }: Run, type: GraphQLAbstractType, name: unknown, place: string): GraphQLObjectType {
  const runtime = typeof name === 'string' ? schema.getType(name) : undefined;
  if (isObjectType(runtime) && schema.isSubType(type, runtime)) return runtime;
  throw new GraphQLError(`Abstract type "${type.name}" must resolve to an Object type at runtime for field "${place}".`);
}

export function pathToArray(path: Path | undefined): (string | number)[] {
  const keys: (string | number)[] = [];
  for (let at = path; at; at = at.prev) keys.push(at.key);
  return keys.reverse();
}
