import type { GraphQLSchema } from 'graphql';
import type { Rewriting } from './plan.ts';
import { type Answer, isAnswer, readOwn, writeOwn } from './record.ts';
import { typeTest } from './types.ts';
import { toWire } from './wire.ts';

/** Changes data on its way to or from a subgraph, e.g. the type name an interface object goes by there. */
export type Rewrite = (value: unknown) => void;

const onType = '... on ';

export function compileRewrites(schema: GraphQLSchema, rewrites: readonly Rewriting[] | undefined): Rewrite | undefined {
  if (!rewrites?.length) return undefined;
  const steps = rewrites.map((rewrite) => compileRewrite(schema, rewrite));
  return (value) => steps.forEach((step) => step(value));
}

function compileRewrite(schema: GraphQLSchema, rewrite: Rewriting): Rewrite {
  const field = rewrite.path.at(-1);
  if (field === undefined || field.startsWith(onType)) throw new RangeError('a rewrite must end at a field');
  return rewrite.path.slice(0, -1).reduceRight((next, part) => compilePart(schema, part, next), applyAt(rewrite, field));
}

function applyAt(rewrite: Rewriting, field: string): Rewrite {
  switch (rewrite.kind) {
    case 'ValueSetter':
      return eachObject((object) => writeOwn(object, field, toWire(rewrite.setValueTo)));
    case 'KeyRenamer':
      return eachObject((object) => {
        const value = readOwn(object, field);
        if (value === undefined) return;
        writeOwn(object, rewrite.renameKeyTo, value);
        delete object[field];
      });
    default:
      throw new RangeError('unknown rewrite in the plan');
  }
}

function compilePart(schema: GraphQLSchema, part: string, next: Rewrite): Rewrite {
  if (!part.startsWith(onType)) return eachObject((object) => next(readOwn(object, part)));
  const matches = typeTest(schema, part.slice(onType.length));
  return eachObject((object) => {
    if (matches(object, true)) next(object);
  });
}

function eachObject(work: (object: Answer) => void): Rewrite {
  const visit: Rewrite = (value) => {
    if (Array.isArray(value)) value.forEach(visit);
    else if (isAnswer(value)) work(value);
  };
  return visit;
}
