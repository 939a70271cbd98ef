import { type Answer, isAnswer, writeOwn } from './record.ts';

/*
 * Between a subgraph and the client most values are only carried. So they stay what they were on the wire: a leaf is its JSON
 * text, quotes included, and every character of that text stands for one byte of its UTF-8 form. Nothing is decoded, escaped or
 * encoded that nobody looks at, and texts of one byte a character are what V8 is fastest with. Objects and lists are objects and
 * lists; null is null.
 */

/** A text whose characters are the bytes of its UTF-8 form. */
export type Bytes = string;

const beyondAscii = /[\u0080-\uffff]/;

export function toBytes(text: string): Bytes {
  return beyondAscii.test(text) ? Buffer.from(text).toString('latin1') : text;
}

export function fromBytes(bytes: Bytes): string {
  return beyondAscii.test(bytes) ? Buffer.from(bytes, 'latin1').toString() : bytes;
}

/** The wire form of a value as `JSON.parse` gives it. */
export function toWire(value: unknown): unknown {
  if (value === null || value === undefined) return value;
  if (Array.isArray(value)) return value.map(toWire);
  if (!isAnswer(value)) return toBytes(JSON.stringify(value));
  const wire: Answer = {};
  for (const name of Object.keys(value)) writeOwn(wire, name, toWire(value[name]));
  return wire;
}

/** The JSON text of a value in wire form. */
export function printWire(value: unknown): Bytes {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return `[${value.map(printWire).join(',')}]`;
  const fields = Object.keys(value).filter((name) => (value as Answer)[name] !== undefined);
  return `{${fields.map((name) => `${toBytes(JSON.stringify(name))}:${printWire((value as Answer)[name])}`).join(',')}}`;
}

/** The value as `JSON.parse` would have given it. */
export function toPlain(wire: unknown): unknown {
  return wire === undefined ? undefined : JSON.parse(fromBytes(printWire(wire)));
}
