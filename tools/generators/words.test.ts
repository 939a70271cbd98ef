import { fill, pluralOf, singularOf, wordsOf } from './words.ts';

test.each([
  ['enterprises', 'enterprise'],
  ['companies', 'company'],
  ['boxes', 'box'],
  ['training', 'training'],
  ['class', 'class'],
])('the singular of %s is %s', (word, singular) => expect(singularOf(word)).toBe(singular));

test.each([
  ['enterprise', 'enterprises'],
  ['company', 'companies'],
  ['day', 'days'],
  ['box', 'boxes'],
])('the plural of %s is %s', (noun, plural) => expect(pluralOf(noun)).toBe(plural));

test('a template gets its words, and an unknown place is an error', () => {
  const words = wordsOf('works', 'company', 4106);
  expect(fill('__name__ __noun__ __Noun__ __nouns__ __Nouns__ __NOUN___X __port__ __typename', words)).toBe('works company Company companies Companies COMPANY_X 4106 __typename');
  expect(() => fill('__what__', words)).toThrow(RangeError);
});
