import {
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLError,
  type GraphQLOutputType,
  type SelectionSetNode,
  isCompositeType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { type Selecting, collectFields } from './collect.ts';
import { fault } from './faults.ts';
import { INVALID, compileLeaf } from './leaf.ts';
import type { AnswerPath } from './place.ts';
import { type Answer, isAnswer, isInheritedName, readOwn, writeOwn } from './record.ts';
import type { Language } from './run.ts';

/** The state of shaping one answer. */
export interface Shaping {
  readonly errors: GraphQLError[];
  readonly language: Language;
  /** Where the shaper stands. */
  readonly path: AnswerPath;
  /** Answers `__schema` and `__type` of the root. */
  readonly introspect: (fields: readonly FieldNode[], responseName: string) => unknown;
}

/** Completes one value as the client asked for it; `BUBBLE` when the field around it must become null. */
type Complete = (value: unknown, shaping: Shaping) => unknown;

const BUBBLE = Symbol('bubble');

/** Turns the merged answers of the subgraphs into the client's data. */
export type Shape = (root: Answer, shaping: Shaping) => Answer | null;

export function compileShape(selecting: Selecting, rootType: GraphQLCompositeType, selectionSet: SelectionSetNode): Shape {
  const complete = compileObject(selecting, rootType, [selectionSet]);
  return (root, shaping) => {
    const shaped = complete(root, shaping);
    return isAnswer(shaped) ? shaped : null;
  };
}

function compileType(selecting: Selecting, type: GraphQLOutputType, nodes: readonly FieldNode[]): Complete {
  if (isNonNullType(type)) return compileNonNull(compileType(selecting, type.ofType, nodes));
  if (isListType(type)) return compileList(compileType(selecting, type.ofType, nodes));
  if (isLeafType(type)) {
    const leaf = compileLeaf(type);
    return (value, shaping) => {
      if (value === null || value === undefined) return null;
      const completed = leaf(value);
      return completed === INVALID ? invalid(shaping) : completed;
    };
  }
  return compileObject(selecting, type, nodes.flatMap(({ selectionSet }) => (selectionSet ? [selectionSet] : [])));
}

function compileNonNull(complete: Complete): Complete {
  return (value, shaping) => {
    const completed = complete(value, shaping);
    if (completed !== null) return completed;
    // A value that was there and became null has been reported where it did.
    if (value === null || value === undefined) invalid(shaping);
    return BUBBLE;
  };
}

function compileList(complete: Complete): Complete {
  return (value, shaping) => {
    if (value === null || value === undefined) return null;
    if (!Array.isArray(value)) return invalid(shaping);
    const { path } = shaping;
    const items: unknown[] = new Array(value.length);
    const depth = path.push(0) - 1;
    let bubbles = false;
    for (let at = 0; at < value.length; at++) {
      path[depth] = at;
      const item = complete(value[at], shaping);
      if (item === BUBBLE) bubbles = true;
      items[at] = item;
    }
    path.pop();
    return bubbles ? null : items;
  };
}

interface ShapedField {
  readonly name: string;
  readonly read: (from: Answer) => unknown;
  readonly write: (to: Answer, value: unknown) => void;
  readonly complete: Complete;
}

function compileObject(selecting: Selecting, type: GraphQLCompositeType, selectionSets: readonly SelectionSetNode[]): Complete {
  const byType = new Map<string, readonly ShapedField[] | null>();
  const fieldsOf = (name: string) => {
    let fields = byType.get(name);
    if (fields === undefined) byType.set(name, (fields = compileFields(selecting, type, name, selectionSets)));
    return fields;
  };
  const fixed = isObjectType(type) ? type.name : undefined;
  return (value, shaping) => {
    if (value === null || value === undefined) return null;
    if (!isAnswer(value)) return invalid(shaping);
    const name = fixed ?? (typeof value.__typename === 'string' ? value.__typename : type.name);
    const fields = fieldsOf(name);
    return fields ? shapeObject(fields, value, shaping) : invalid(shaping);
  };
}

function shapeObject(fields: readonly ShapedField[], value: Answer, shaping: Shaping): Answer | null {
  const { path } = shaping;
  const shaped: Answer = {};
  const depth = path.push('') - 1;
  let bubbles = false;
  for (const field of fields) {
    path[depth] = field.name;
    const completed = field.complete(field.read(value), shaping);
    if (completed === BUBBLE) {
      bubbles = true;
      break;
    }
    field.write(shaped, completed);
  }
  path.pop();
  return bubbles ? null : shaped;
}

/** @returns null when the runtime type is not one that clients may see at this place */
function compileFields(
  selecting: Selecting,
  type: GraphQLCompositeType,
  name: string,
  selectionSets: readonly SelectionSetNode[],
): readonly ShapedField[] | null {
  const runtime = selecting.schema.getType(name);
  if (!isCompositeType(runtime) || !isPossible(selecting, type, runtime)) return null;
  return [...collectFields(selecting, runtime, selectionSets)].map(([responseName, nodes]) =>
    compileField(selecting, runtime, responseName, nodes),
  );
}

/** An interface object of one subgraph answers with the interface's own name: then the interface is all that is known. */
function isPossible({ schema }: Selecting, type: GraphQLCompositeType, runtime: GraphQLCompositeType): boolean {
  if (runtime === type) return true;
  return !isObjectType(type) && (isObjectType(runtime) || isInterfaceType(runtime)) && schema.isSubType(type, runtime);
}

function compileField(selecting: Selecting, runtime: GraphQLCompositeType, name: string, nodes: readonly FieldNode[]): ShapedField {
  const inherited = isInheritedName(name);
  return {
    name,
    read: inherited ? (from) => readOwn(from, name) : (from) => from[name],
    write: inherited ? (to, value) => writeOwn(to, name, value) : (to, value) => (to[name] = value),
    complete: compileFieldValue(selecting, runtime, name, nodes),
  };
}

function compileFieldValue(selecting: Selecting, runtime: GraphQLCompositeType, name: string, nodes: readonly FieldNode[]): Complete {
  const fieldName = nodes[0]!.name.value;
  if (fieldName === '__typename') return isObjectType(runtime) ? () => runtime.name : (_, shaping) => (invalid(shaping), BUBBLE);
  if (fieldName === '__schema' || fieldName === '__type') return (_, shaping) => shaping.introspect(nodes, name);
  const definition = 'getFields' in runtime ? runtime.getFields()[fieldName] : undefined;
  if (!definition) throw new RangeError(`no field ${fieldName} on ${runtime.name}`);
  // Why is said with the operation's cut.
  if (selecting.isDenied?.(runtime.name, fieldName)) return isNonNullType(definition.type) ? () => BUBBLE : () => null;
  return compileType(selecting, definition.type, nodes);
}

/** Reports that a subgraph broke the schema here, unless an error already says why. */
function invalid({ errors, language, path }: Shaping): null {
  if (!errors.some((error) => !error.path || isAncestor(error.path, path) || isAncestor(path, error.path))) {
    errors.push(fault('INVALID_ANSWER', language, [...path]));
  }
  return null;
}

function isAncestor(above: readonly (string | number)[], below: readonly (string | number)[]): boolean {
  return above.length <= below.length && above.every((part, at) => part === below[at]);
}
