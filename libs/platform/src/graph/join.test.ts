import { joinResolvers } from './join.ts';

type Maps = { Query?: Record<string, () => number>; Person?: Record<string, () => number> };
const one = () => 1;

test('the maps of a type are joined, whichever noun brings them', () => {
  const joined = joinResolvers<Maps>([{ Query: { people: one } }, { Query: { areas: one }, Person: { name: one } }, { Person: { code: one } }]);
  expect(Object.keys(joined.Query!)).toEqual(['people', 'areas']);
  expect(Object.keys(joined.Person!)).toEqual(['name', 'code']);
});

test('a field that two nouns resolve stops the start', () => {
  expect(() => joinResolvers<Maps>([{ Query: { people: one } }, { Query: { people: one } }])).toThrow('Query.people is resolved by two nouns');
});
