import { type GraphQLSchema, isInterfaceType } from 'graphql';
import { type Answer, isAnswer, isInheritedName, readOwn, writeOwn } from './record.ts';
import { quoted } from './types.ts';

/**
 * Merges what a subgraph answered into what is there, in place. The source's objects are adopted, not copied: one
 * answer may be adopted at several places when their representations were the same, which is why nothing but a
 * later answer for all of these places ever writes into it.
 */
export type Merge = (target: Answer, source: Answer) => void;

/** @param schema tells interfaces, whose names some subgraphs answer in place of the object's own type */
export function createMerge(schema: GraphQLSchema): Merge {
  const interfaces = new Set(Object.values(schema.getTypeMap()).filter(isInterfaceType).map(({ name }) => quoted(name)));

  const merge: Merge = (target, source) => {
    for (const name of Object.keys(source)) {
      const incoming = source[name];
      if (incoming === undefined) continue;
      const inherited = isInheritedName(name);
      const present = inherited ? readOwn(target, name) : target[name];
      if (!inherited && (present === undefined || present === null)) target[name] = incoming;
      else if (present === undefined || present === null) writeOwn(target, name, incoming);
      else if (present === incoming || (name === '__typename' && interfaces.has(incoming as string))) continue;
      else if (!mergeValue(present, incoming)) writeOwn(target, name, incoming);
    }
  };

  /** @returns false when the incoming value has to take the place of the present one */
  const mergeValue = (present: unknown, incoming: unknown): boolean => {
    if (isAnswer(incoming) && isAnswer(present)) {
      merge(present, incoming);
      return true;
    }
    if (!Array.isArray(present) || !Array.isArray(incoming) || present.length !== incoming.length) return false;
    for (let at = 0; at < incoming.length; at++) {
      const here: unknown = present[at];
      const item: unknown = incoming[at];
      if (here !== item && (here === null || here === undefined || !mergeValue(here, item))) present[at] = item;
    }
    return true;
  };

  return merge;
}
