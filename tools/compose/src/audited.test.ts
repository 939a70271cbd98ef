import { buildSubgraphSchema } from '@apollo/subgraph';
import { getNamedType, isInputObjectType, isObjectType } from 'graphql';
import type { GraphQLField } from 'graphql';
import { readSubgraphs } from './subgraphs.ts';

/** Mutations whose entry names no record by itself, with what tells the record instead. */
const others: Record<string, string> = {
  'agencies.signOut': 'the actor is the record',
  'people.releaseContacts': 'notes every contact that it judged, with the verdict: contact.int.test.ts',
};

/** What `libs/platform/src/audit/records.ts` goes by: an argument called …Id, the code of an area, an answer with an id, or one a step below it. */
function namesItsRecord({ args, type }: GraphQLField<unknown, unknown>): boolean {
  const isIdName = (name: string) => /^id$|Id$|^code$|Code$/.test(name);
  const byArgument = args.some((arg) => {
    const named = getNamedType(arg.type);
    return isIdName(arg.name) || (isInputObjectType(named) && Object.keys(named.getFields()).some(isIdName));
  });
  const answered = getNamedType(type);
  if (byArgument || !isObjectType(answered)) return byArgument;
  const hasId = (named: unknown) => isObjectType(named) && 'id' in named.getFields();
  return hasId(answered) || Object.values(answered.getFields()).some((field) => hasId(getNamedType(field.type)));
}

const mutations = readSubgraphs('.').flatMap(({ name, typeDefs }) => {
  const schema = buildSubgraphSchema(typeDefs);
  return Object.values(schema.getMutationType()?.getFields() ?? {}).map((field) => ({ name: `${name}.${field.name}`, field }));
});

test('the entry of every mutation names the record that it is about', () => {
  expect(mutations.length).toBeGreaterThan(40);
  const silent = mutations.filter(({ field }) => !namesItsRecord(field)).map(({ name }) => name);
  expect(silent.sort()).toEqual(Object.keys(others).sort());
});
