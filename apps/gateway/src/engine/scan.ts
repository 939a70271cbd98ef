import { type DocumentNode, type FragmentDefinitionNode, Kind, type OperationDefinitionNode, type SelectionSetNode } from 'graphql';
import { type Answer, isInheritedName } from './record.ts';
import { type Bytes, toBytes } from './wire.ts';

/**
 * Reads `{"data":…}` into wire form by the fields that were asked, in their order. Undefined for an answer of any other form:
 * with errors, with spaces, with fields that nobody asked for; such a one is for `JSON.parse`.
 */
export type Scan = (text: Bytes) => Answer | null | undefined;

/** Response names in order; those with a selection of their own have a form below. */
interface Form {
  readonly fields: Map<string, Form | null>;
}

const missed = Symbol('another form than expected');
const numberText = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const controls = Array.from({ length: 32 }, (_, code) => String.fromCharCode(code));

/** @returns undefined for operations whose answers need more care than the scanner takes */
export function compileScan(document: DocumentNode): Scan | undefined {
  const fragments = new Map<string, FragmentDefinitionNode>();
  let operation: OperationDefinitionNode | undefined;
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
    else if (definition.kind === Kind.OPERATION_DEFINITION) operation = definition;
  }
  const form: Form = { fields: new Map() };
  if (!operation || !addFields(form, operation.selectionSet, fragments)) return undefined;
  const scan = write(form);
  return (text) => {
    const end = text.charCodeAt(text.length - 1) === 10 ? text.length - 1 : text.length;
    if (!text.startsWith('{"data":') || hasControls(text, end)) return undefined;
    try {
      return scan(text, end);
    } catch (cause) {
      if (cause === missed || cause instanceof SyntaxError) return undefined;
      throw cause;
    }
  };
}

/** JSON allows no control character within a text, and the scanner knows none outside; searching for each is faster than one expression. */
function hasControls(text: Bytes, end: number): boolean {
  for (const control of controls) {
    const at = text.indexOf(control);
    if (at >= 0 && at < end) return true;
  }
  return false;
}

/** @returns false when a name would be taken for something inherited */
function addFields(form: Form, { selections }: SelectionSetNode, fragments: ReadonlyMap<string, FragmentDefinitionNode>): boolean {
  return selections.every((selection) => {
    if (selection.kind === Kind.FIELD) {
      const name = selection.alias?.value ?? selection.name.value;
      if (isInheritedName(name)) return false;
      const below = form.fields.get(name) ?? (selection.selectionSet ? { fields: new Map() } : null);
      form.fields.set(name, below);
      return !selection.selectionSet || (below !== null && addFields(below, selection.selectionSet, fragments));
    }
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
    return fragment !== undefined && addFields(form, fragment.selectionSet, fragments);
  });
}

/** Writes one function per selection, in which every name, jump and object shape is a constant. */
function write(form: Form): (text: Bytes, end: number) => Answer | null {
  const functions: string[] = [];
  const root = writeObject(form, functions);
  const source = `'use strict';
let t = '', p = 0, escapes = false;
function leaf() {
  const from = p, c = t.charCodeAt(p);
  if (c === 34) {
    let end = t.indexOf('"', p + 1);
    if (end < 0) throw missed;
    if (escapes && t.lastIndexOf('\\\\', end) > from) return escaped(from);
    p = end + 1;
    return t.slice(from, p);
  }
  if (c === 110 && t.startsWith('null', p)) { p += 4; return null; }
  if (c === 116 && t.startsWith('true', p)) { p += 4; return 'true'; }
  if (c === 102 && t.startsWith('false', p)) { p += 5; return 'false'; }
  if (c === 91) return list(leaf);
  number.lastIndex = p;
  if (!number.test(t)) throw missed;
  p = number.lastIndex;
  return t.slice(from, p);
}
function escaped(from) {
  let end = from + 1;
  while (t.charCodeAt(end) !== 34) {
    if (end >= t.length) throw missed;
    end += t.charCodeAt(end) === 92 ? 2 : 1;
  }
  p = end + 1;
  return normal(t.slice(from, p));
}
function list(item) {
  const items = [];
  if (t.charCodeAt(++p) === 93) { p++; return items; }
  for (;;) {
    items.push(item());
    const c = t.charCodeAt(p++);
    if (c === 93) return items;
    if (c !== 44) throw missed;
  }
}
${functions.join('\n')}
return (text, end) => {
  t = text;
  p = 8;
  escapes = t.includes('\\\\');
  const data = ${root}v();
  const done = t.charCodeAt(p) === 125 && p + 1 === end;
  t = '';
  if (!done) throw missed;
  return data;
};`;
  // The source holds names of the GraphQL grammar and numbers, nothing of any request.
   
  const make = new Function('missed', 'number', 'normal', source) as (...parts: unknown[]) => (text: Bytes, end: number) => Answer | null;
  return make(missed, numberText, normalText);
}

function writeObject(form: Form, functions: string[]): string {
  const name = `o${functions.length}`;
  functions.push('');
  const names = [...form.fields.keys()];
  const reads = [...form.fields].map(([field, below], at) => {
    const read = below ? `${writeObject(below, functions)}v()` : 'leaf()';
    const head = JSON.stringify(`${JSON.stringify(field)}:`);
    return `if (t.startsWith(${head}, p)) { p += ${field.length + 3}; v${at} = ${read}; c = t.charCodeAt(p++); if (c === 125) break whole; if (c !== 44) throw missed; }`;
  });
  functions[Number(name.slice(1))] = `
function ${name}() {
  let c = 0${names.map((_, at) => `, v${at}`).join('')};
  whole: {
    if (t.charCodeAt(++p) === 125) { p++; break whole; }
    ${reads.join('\n    ')}
    throw missed;
  }
  return { ${names.map((field, at) => `${JSON.stringify(field)}: v${at}`).join(', ')} };
}
function ${name}v() {
  const c = t.charCodeAt(p);
  if (c === 123) return ${name}();
  if (c === 91) return list(${name}v);
  if (t.startsWith('null', p)) { p += 4; return null; }
  throw missed;
}`;
  return name;
}

/** A text with escapes may hold \\u4e2d: it is read and written anew, so that its characters are bytes like all others. */
function normalText(text: Bytes): Bytes {
  return toBytes(JSON.stringify(JSON.parse(Buffer.from(text, 'latin1').toString())));
}
