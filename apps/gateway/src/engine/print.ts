import {
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLLeafType,
  type GraphQLOutputType,
  type SelectionSetNode,
  isAbstractType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { type Selecting, collectFields } from './collect.ts';
import { type Answer, isInheritedName } from './record.ts';
import { type Bytes, printWire } from './wire.ts';

/**
 * Writes the client's answer straight from the merged answers of the subgraphs, when all is well. Undefined as soon as anything is
 * not as the schema says: then `shape.ts` finds out what, says so, and lets the null bubble.
 */
export type Print = (root: Answer) => Bytes | undefined;

const unwell = Symbol('not as the schema says');
const tooMany = Symbol('more functions than are worth it');
/** Interfaces within interfaces multiply: each type in each type. */
const mostFunctions = 1_000;

interface Writing {
  readonly selecting: Selecting;
  readonly functions: string[];
  /** Quoted names of each enum's values. */
  readonly enums: Set<string>[];
}

/** @returns undefined for an operation whose answer is not all in what the subgraphs say */
export function compilePrint(selecting: Selecting, rootType: GraphQLCompositeType, selectionSet: SelectionSetNode): Print | undefined {
  if (!isObjectType(rootType) || asksForSchema(selecting, rootType, selectionSet)) return undefined;
  const writing: Writing = { selecting, functions: [], enums: [] };
  const root = writeRoot(writing, rootType, selectionSet);
  if (!root) return undefined;
  const source = `'use strict';
const fail = () => { throw unwell; };
const N = 'null';
const text = (x) => typeof x === 'string' && x.charCodeAt(0) === 34 ? x : fail();
const id = (x) => typeof x !== 'string' ? fail() : x.charCodeAt(0) === 34 ? x : Number.isInteger(+x) ? '"' + +x + '"' : fail();
const int = (x) => { const n = typeof x === 'string' ? +x : NaN; return (n | 0) === n ? '' + n : fail(); };
const float = (x) => typeof x === 'string' && Number.isFinite(+x) ? x : fail();
const bool = (x) => x === 'true' || x === 'false' ? x : fail();
const isObject = (x) => typeof x === 'object' && !Array.isArray(x);
${writing.functions.join('\n')}
return ${root};`;
  // The source holds names of the GraphQL grammar and numbers, nothing of any request.
   
  const make = new Function('unwell', 'any', 'enums', source) as (...parts: unknown[]) => (root: Answer) => Bytes;
  const print = make(unwell, printWire, writing.enums);
  return (root) => {
    try {
      return print(root);
    } catch (cause) {
      if (cause === unwell) return undefined;
      throw cause;
    }
  };
}

function writeRoot(writing: Writing, rootType: GraphQLCompositeType, selectionSet: SelectionSetNode): string | undefined {
  try {
    return writeFields(writing, rootType, [selectionSet]);
  } catch (cause) {
    if (cause === tooMany) return undefined;
    throw cause;
  }
}

function asksForSchema(selecting: Selecting, rootType: GraphQLCompositeType, selectionSet: SelectionSetNode): boolean {
  return [...collectFields(selecting, rootType, [selectionSet]).values()].some(([node]) => node!.name.value === '__schema' || node!.name.value === '__type');
}

/** An expression that writes `value`, itself an expression without effects. */
function writeType(writing: Writing, type: GraphQLOutputType, nodes: readonly FieldNode[], value: string): string {
  if (isNonNullType(type)) return writePresent(writing, type.ofType, nodes, value, 'fail()');
  return writePresent(writing, type, nodes, value, 'N');
}

function writePresent(writing: Writing, type: GraphQLOutputType, nodes: readonly FieldNode[], value: string, absent: string): string {
  const whenThere = isListType(type)
    ? `${writeList(writing, type.ofType as GraphQLOutputType, nodes)}(${value})`
    : isLeafType(type)
      ? writeLeaf(writing, type, value)
      : `${writeObject(writing, type as GraphQLCompositeType, nodes)}(${value})`;
  return `(${value} === null || ${value} === undefined ? ${absent} : ${whenThere})`;
}

const leaves: Readonly<Record<string, string>> = { String: 'text', ID: 'id', Int: 'int', Float: 'float', Boolean: 'bool' };

function writeLeaf({ enums }: Writing, type: GraphQLLeafType, value: string): string {
  if (!isEnumType(type)) return `${leaves[type.name] ?? 'any'}(${value})`;
  const at = enums.push(new Set(type.getValues().map(({ name }) => `"${name}"`))) - 1;
  return `(enums[${at}].has(${value}) ? ${value} : fail())`;
}

function declare({ functions }: Writing, write: (name: string) => string): string {
  if (functions.length >= mostFunctions) throw tooMany;
  const name = `f${functions.length}`;
  const at = functions.push('') - 1;
  functions[at] = write(name);
  return name;
}

function writeList(writing: Writing, item: GraphQLOutputType, nodes: readonly FieldNode[]): string {
  return declare(writing, (name) => `function ${name}(list) {
  if (!Array.isArray(list)) fail();
  if (list.length === 0) return '[]';
  let out = '[';
  for (let at = 0; at < list.length; at++) {
    const x = list[at];
    out += (at ? ',' : '') + ${writeType(writing, item, nodes, 'x')};
  }
  return out + ']';
}`);
}

function writeObject(writing: Writing, type: GraphQLCompositeType, nodes: readonly FieldNode[]): string {
  const sets = nodes.flatMap(({ selectionSet }) => (selectionSet ? [selectionSet] : []));
  if (isObjectType(type)) return writeFields(writing, type, sets);
  if (!isAbstractType(type)) throw new RangeError('a type that is no composite type');
  const cases = writing.selecting.schema.getPossibleTypes(type).map((possible) => `case '"${possible.name}"': return ${writeFields(writing, possible, sets)}(o);`);
  return declare(writing, (name) => `function ${name}(o) {
  switch (o.__typename) {
    ${cases.join('\n    ')}
    default: return fail();
  }
}`);
}

function writeFields(writing: Writing, type: GraphQLCompositeType, sets: readonly SelectionSetNode[]): string {
  return declare(writing, (name) => {
    const fields = [...collectFields(writing.selecting, type, sets)].map(([responseName, nodes], at) => {
      const head = JSON.stringify(`${at ? ',' : '{'}${JSON.stringify(responseName)}:`);
      return `${head} + ${writeField(writing, type, responseName, nodes)}`;
    });
    const reads = [...collectFields(writing.selecting, type, sets).keys()].map((responseName) => `const ${variable(responseName)} = ${read(responseName)};`);
    return `function ${name}(o) {
  if (!isObject(o)) fail();
  ${reads.join(' ')}
  return ${fields.join(' + ')}${fields.length ? " + '}'" : "'{}'"};
}`;
  });
}

/** The prefix keeps a response name from being a word of the language. */
function variable(responseName: string): string {
  return `$${responseName}`;
}

function read(responseName: string): string {
  const name = JSON.stringify(responseName);
  return isInheritedName(responseName) ? `Object.hasOwn(o, ${name}) ? o[${name}] : undefined` : `o[${name}]`;
}

function writeField(writing: Writing, type: GraphQLCompositeType, responseName: string, nodes: readonly FieldNode[]): string {
  const fieldName = nodes[0]!.name.value;
  if (fieldName === '__typename') return `'"${type.name}"'`;
  const definition = 'getFields' in type ? type.getFields()[fieldName] : undefined;
  if (!definition) throw new RangeError(`no field ${fieldName} on ${type.name}`);
  return writeType(writing, definition.type, nodes, variable(responseName));
}
