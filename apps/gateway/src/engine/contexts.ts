import type { GraphQLSchema } from 'graphql';
import type { Placed } from './place.ts';
import type { Rewriting } from './plan.ts';
import { type Answer, isAnswer, readOwn } from './record.ts';
import { typeTest } from './types.ts';
import { toPlain } from './wire.ts';

/** What the fields around an entity give as arguments of its own: `@fromContext`. By name of the variable that carries it. */
export type ReadContext = (placed: Placed) => Record<string, unknown>;

type Read = (value: unknown) => unknown;

const onType = '... on ';

/** @throws RangeError for a rewrite that this engine does not know */
export function compileContext(schema: GraphQLSchema, rewrites: readonly Rewriting[]): ReadContext {
  const reads = rewrites.map((rewrite) => {
    if (rewrite.kind !== 'KeyRenamer') throw new RangeError('a context that is set, not read');
    const up = rewrite.path.findIndex((part) => part !== '..');
    if (up < 1) throw new RangeError('a context of the entity itself');
    return { name: rewrite.renameKeyTo, up, read: compileRead(schema, rewrite.path.slice(up)) };
  });
  return ({ above }) => {
    const found: Record<string, unknown> = {};
    for (const { name, up, read } of reads) {
      // Several rewrites of one name are alternatives, by the type of what stands around.
      if (Object.hasOwn(found, name)) continue;
      const value = read(above[above.length - up]);
      if (value !== undefined) found[name] = toPlain(value);
    }
    return found;
  };
}

function compileRead(schema: GraphQLSchema, [part, ...below]: readonly string[]): Read {
  if (part === undefined) return (value) => value;
  const next = compileRead(schema, below);
  if (part.startsWith(onType)) {
    const matches = typeTest(schema, part.slice(onType.length));
    return (value) => (isAnswer(value) && matches(value, true) ? next(value) : undefined);
  }
  const read: Read = (value) => {
    if (Array.isArray(value)) return value.map(read);
    if (value === null) return null;
    return isAnswer(value) ? next(readOwn(value as Answer, part)) : undefined;
  };
  return read;
}
