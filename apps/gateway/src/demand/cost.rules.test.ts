import { getOperationAST, parse } from 'graphql';
import { buildSchema } from 'graphql';
import { estimateCost } from './cost.rules.ts';
import { readAnnotations } from './definitions.ts';
import { readLookups } from './lookup.rules.ts';

const sdl = `
  directive @cost(weight: Int!) on ARGUMENT_DEFINITION | ENUM | FIELD_DEFINITION | INPUT_FIELD_DEFINITION | OBJECT | SCALAR
  directive @listSize(assumedSize: Int, slicingArguments: [String!], sizedFields: [String!], requireOneSlicingArgument: Boolean = true) on FIELD_DEFINITION
  directive @lookup on ARGUMENT_DEFINITION
  type Query {
    book(id: ID! @lookup): Book
    find(words: [String!] @lookup): [Book!]!
    bestsellers: [Book!]! @listSize(assumedSize: 5)
    books(first: Int! = 20): [Book!]! @listSize(slicingArguments: ["first"])
    paged(page: Page): Books! @listSize(slicingArguments: ["page.first"], sizedFields: ["edges"])
    dear: Int @cost(weight: 7)
    search(by: Filter @cost(weight: 3)): [Node]
  }
  type Mutation { add(title: String!): Book }
  input Page { first: Int }
  input Filter { title: String @cost(weight: 2) also: [Filter!] }
  interface Node { id: ID! }
  type Books { edges: [Book!]! others: [Book!]! total: Int! }
  type Book implements Node { id: ID! title: String author: Author publisher: Publisher address: Address }
  type Author { name: String books(last: Int = 3): [Book!]! @listSize(slicingArguments: ["last"]) }
  type Publisher { name: String address: Address }
  type Address @cost(weight: 5) { zip: Int }`;
const schema = buildSchema(sdl);
const annotations = readAnnotations(parse(sdl), ['cost', 'listSize', 'lookup']);

function costOf(query: string, variables: Record<string, unknown> = {}): number {
  const document = parse(query);
  return estimateCost({ schema, annotations }, document, getOperationAST(document)!)(variables);
}

test.each([
  ['an object costs one, its leaves nothing', '{ book(id: 1) { title author { name } } }', 2],
  // The example of the demand control manual of Apollo Router: 4, and 8 with the weight of 5 on Address.
  ['weights of a type', '{ book(id: 1) { title author { name } publisher { name address { zip } } } }', 8],
  ['an assumed size', '{ bestsellers { title author { name } } }', 10],
  ['a list of which nothing is said', '{ find { title } }', 10],
  ['a slicing argument', '{ books(first: 40) { title author { name } } }', 80],
  ['its default', '{ books { title } }', 20],
  ['lists in lists', '{ books(first: 10) { author { books(last: 10) { title } } } }', 120],
  ['a size for the fields below', '{ paged(page: { first: 30 }) { total edges { title } } }', 31 + 1],
  ['other lists beside them', '{ paged(page: { first: 30 }) { others { title } } }', 11 + 1],
  ['a weight of a field', '{ dear }', 7],
  ['weights of arguments', '{ search(by: { title: "x", also: [{ title: "y" }] }) { id } }', 10 + 3 + 2 + 1 + 2],
  ['a mutation', 'mutation { add(title: "x") { title } }', 11],
  ['aliases', '{ a: dear b: dear }', 14],
  ['fragments, each time they are spread', '{ a: book(id: 1) { ...F } b: book(id: 2) { ...F } } fragment F on Book { author { name } ... on Book { publisher { name } } }', 6],
])('%s', (_, query, cost) => {
  expect(costOf(query)).toBe(cost);
});

test('sizes come from the variables of each request', () => {
  const query = 'query ($n: Int = 2, $page: Page) { books(first: $n) { title } paged(page: $page) { edges { title } } }';
  expect(costOf(query)).toBe(2 + 1 + 10 + 0);
  expect(costOf(query, { n: 100, page: { first: 50 } })).toBe(100 + 1 + 50 + 1);
  expect(costOf(query, { n: 'nonsense', page: [] })).toBeGreaterThan(0);
});

test('a ladder of lists does not overflow', () => {
  const deep = (levels: number): string => (levels ? `author { books(last: 1000000) { ${deep(levels - 1)} } }` : 'title');
  expect(costOf(`{ books(first: 1000000) { ${deep(8)} } }`)).toBe(Number.MAX_SAFE_INTEGER);
});

describe('what is looked up', () => {
  const lookupsOf = (query: string, variables: Record<string, unknown> = {}) => {
    const document = parse(query);
    return readLookups({ schema, annotations }, document, getOperationAST(document)!)?.(variables);
  };

  test('nothing, at no cost', () => expect(lookupsOf('{ dear }')).toBeUndefined());

  test.each([
    ['by alias', '{ a: book(id: "1") { id } b: book(id: "2") { id } }', {}, 2],
    ['in fragments', '{ ...F } fragment F on Query { book(id: "1") { id } }', {}, 1],
    ['in lists', 'query ($w: [String!]) { find(words: $w) { id } other: find(words: ["c", "d"]) { id } }', { w: ['a', 'b', 'b'] }, 5],
    ['one value for a list', 'query ($w: [String!]) { find(words: $w) { id } }', { w: 'a' }, 1],
    ['by variable', 'query ($id: ID!) { book(id: $id) { id } }', { id: 7 }, 1],
  ])('%s', (_, query, variables, count) => {
    expect(lookupsOf(query, variables)).toHaveLength(count);
  });
});
