import { type GraphQLLeafType, isEnumType } from 'graphql';

/** Marks a value that a leaf type does not allow. */
export const INVALID = Symbol('invalid');

/** What a client gets for a leaf that a subgraph answered; `INVALID` when the type does not allow it. */
export type CompleteLeaf = (value: unknown) => unknown;

export function compileLeaf(type: GraphQLLeafType): CompleteLeaf {
  if (!isEnumType(type)) return scalars[type.name] ?? ((value) => value);
  const names = new Set(type.getValues().map(({ name }) => name));
  return (value) => (typeof value === 'string' && names.has(value) ? value : INVALID);
}

const scalars: Readonly<Record<string, CompleteLeaf>> = {
  Int: (value) => (typeof value === 'number' && (value | 0) === value ? value : INVALID),
  Float: (value) => (typeof value === 'number' && Number.isFinite(value) ? value : INVALID),
  String: (value) => (typeof value === 'string' ? value : INVALID),
  Boolean: (value) => (typeof value === 'boolean' ? value : INVALID),
  ID: (value) => (typeof value === 'string' ? value : typeof value === 'number' && Number.isInteger(value) ? String(value) : INVALID),
};
