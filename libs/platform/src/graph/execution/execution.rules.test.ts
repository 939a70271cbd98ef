import { buildSchema, execute, getOperationAST, parse, validate } from 'graphql';
import type { ExecutionResult, GraphQLObjectType, GraphQLSchema } from 'graphql';
import { compileExecution } from './index.ts';

const sdl = `
  type Query { one(id: ID = "d", filter: Filter): Thing some(first: Int! = 3): [Thing!]! any: [Being] later: Thing! odd: Odd grid: [[Int!]!] hard: [Thing!] told(by: String): String called(n: Int!): Int judged: Judged }
  type Mutation { step(n: Int!): Int! }
  interface Being { id: ID! name: String }
  input Filter { colour: Colour, deep: [Filter!] }
  enum Colour { RED BLUE }
  type Thing implements Being { id: ID! name: String colour: Colour must: String! count: Int broken: String promised: String! peers: [Being!] maybe: [Thing] args(a: Int, b: [String!], c: Filter): String }
  type Other implements Being { id: ID! name: String weight: Float }
  union Odd = Thing | Other
  type Judged { ok: Boolean }`;

class Person {
  id = 'p';
  name = 'by a class';
  colour = 'RED';
  must = 'm';
  count() {
    return 7;
  }
}

function build(log: string[]): GraphQLSchema {
  const schema = buildSchema(sdl);
  const thing = (id: string, more: object = {}) => ({ __typename: 'Thing', id, name: `n${id}`, colour: 'RED', must: 'm', ...more });
  const resolvers: Record<string, Record<string, unknown>> = {
    Query: {
      one: (_: unknown, { id }: { id: string }) => (id === 'none' ? null : thing(id)),
      some: async (_: unknown, { first }: { first: number }) => Array.from({ length: first }, (_item, at) => (at === 1 ? Promise.resolve(thing(`${at}`)) : thing(`${at}`))),
      any: () => [thing('a'), { __typename: 'Other', id: 'o', weight: 1.5 }, null, new Error('an item'), { __typename: 'Ghost' }, Promise.reject(new Error('late'))],
      later: async () => new Person(),
      odd: async () => ({ __typename: 'Other', id: 'x', weight: Number.NaN }),
      grid: () => new Set([[1, 2], [3, 'x']]),
      hard: () => [thing('1', { must: null }), thing('2')],
      told: (_: unknown, args: unknown, __: unknown, info: { fieldName: string; path: { key: string | number }; parentType: { name: string }; variableValues: unknown }) =>
        JSON.stringify([args, info.fieldName, info.path.key, info.parentType.name, info.variableValues]),
      judged: () => ({ ok: true }),
    },
    Mutation: { step: async (_: unknown, { n }: { n: number }) => { log.push(`from ${n}`); await new Promise((go) => setTimeout(go, 3 - n)); log.push(`to ${n}`); if (n === 9) throw new Error('nine'); return n; } },
    Thing: {
      broken: () => { throw Object.assign(new Error('broken'), { extensions: { code: 'BROKEN' } }); },
      promised: ({ id }: { id: string }) => (id === '1' ? Promise.reject(new Error('not kept')) : Promise.resolve('kept')),
      peers: () => [thing('p'), { __typename: 'Other', id: 'q' }],
      maybe: ({ id }: { id: string }) => [null, thing(`${id}+`), Promise.resolve(thing(`${id}~`, { must: undefined }))],
      args: (_: unknown, args: unknown) => JSON.stringify(args),
    },
  };
  for (const [type, fields] of Object.entries(resolvers)) {
    for (const [name, resolve] of Object.entries(fields)) (schema.getType(type) as GraphQLObjectType).getFields()[name]!.resolve = resolve as never;
  }
  (schema.getType('Judged') as GraphQLObjectType).isTypeOf = async () => false;
  return schema;
}

const plain = (result: ExecutionResult) => {
  const told = JSON.stringify(result).replace(/"(Abstract type|Expected value of type) [^,]*"(?=,"locations")/g, '"a defect of the server, in other words"');
  const { errors = [], data } = JSON.parse(told) as { errors?: { path?: unknown[] }[]; data: unknown };
  return { data, errors: errors.toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b))) };
};

async function both(query: string, variables: Record<string, unknown> = {}): Promise<[ExecutionResult, ExecutionResult, string[], string[]]> {
  const logs: [string[], string[]] = [[], []];
  const [first, second] = logs.map(build) as [GraphQLSchema, GraphQLSchema];
  const document = parse(query);
  expect(validate(first, document)).toEqual([]);
  const compiled = compileExecution(second, document, getOperationAST(document)!)!;
  const theirs = await execute({ schema: first, document, variableValues: variables, contextValue: {} });
  // Twice: what was looked up the first time must hold the second.
  await compiled.execute({ context: {}, variables });
  logs[1].length = 0;
  const ours = await compiled.execute({ context: {}, variables })!;
  return [ours, theirs, ...logs];
}

describe('a compiled operation gives what graphql-js gives', () => {
  test.each<[string, string, Record<string, unknown>]>([
    ['leaves, aliases, type names', '{ one { id n: name __typename colour kind: __typename count } }', {}],
    ['names that a prototype has', '{ one { __proto__: id constructor: name toString: colour } }', {}],
    ['nothing there', '{ one(id: "none") { id must } }', {}],
    ['lists of promises', '{ some { id must promised2: promised } }', {}],
    ['a promise that is not kept', '{ some(first: 2) { id promised } }', {}],
    ['an error where null may be', '{ one { id broken } }', {}],
    ['errors of items', '{ any { __typename id name ... on Other { weight } } }', {}],
    ['a null that bubbles through a list', '{ hard { id must } one { id } }', {}],
    ['a null that bubbles to the root', '{ one { id } later { id must name count broken promised } }', {}],
    ['a null that stops at its item', '{ one { maybe { id must maybe { id must } } } }', {}],
    ['a class with methods', '{ later { id name colour must count } }', {}],
    ['a union', '{ odd { __typename ... on Thing { id } ... on Other { id weight } } }', {}],
    ['lists of lists', '{ grid }', {}],
    ['a type that denies the object', '{ judged { ok } }', {}],
    ['interfaces within interfaces', '{ some { peers { ... on Thing { peers { id ...F } } ...F } } } fragment F on Being { name ... on Other { weight } __typename }', {}],
    ['fields merged across fragments', '{ one { peers { id } ...T ... on Being { name } } } fragment T on Thing { peers { name } id }', {}],
    ['default arguments', '{ some { args(a: 1, b: ["x"], c: { colour: BLUE, deep: [{ colour: RED }] }) } told }', {}],
    ['arguments by variable', 'query($a: Int, $b: String! = "y", $c: Filter) { some(first: 2) { args(a: $a, b: [$b, "z"], c: $c) } told(by: $b) }', { a: 4, c: { deep: [] } }],
    ['a variable left out', 'query($a: Int) { one { args(a: $a) } }', {}],
    ['@skip and @include', 'query($x: Boolean!, $y: Boolean = true) { one @skip(if: $x) { id } two: one @include(if: $y) { id name @skip(if: true) ... @include(if: $x) { colour } } }', { x: true }],
    ['@skip and @include the other way', 'query($x: Boolean!, $y: Boolean = true) { one @skip(if: $x) { id } two: one @include(if: $y) { id ... @include(if: $x) { colour } } }', { x: false, y: false }],
  ])('%s', async (_, query, variables) => {
    const [ours, theirs] = await both(query, variables);
    expect(plain(ours)).toEqual(plain(theirs));
    expect(JSON.stringify(ours.data)).toBe(JSON.stringify(theirs.data));
  });

  test('mutations one after the other', async () => {
    const [ours, theirs, theirLog, ourLog] = await both('mutation { a: step(n: 1) b: step(n: 2) }');
    expect(plain(ours)).toEqual(plain(theirs));
    expect(ourLog).toEqual(theirLog);
    expect(ourLog).toEqual(['from 1', 'to 1', 'from 2', 'to 2']);
    const [failed, asTheirs] = await both('mutation { a: step(n: 9) b: step(n: 2) }');
    expect(plain(failed)).toEqual(plain(asTheirs));
  });
});

test('variables that do not fit, and questions about the schema, are left to graphql-js', () => {
  const schema = build([]);
  const document = parse('query($n: Int!) { called(n: $n) }');
  expect(compileExecution(schema, document, getOperationAST(document)!)!.execute({ context: {}, variables: { n: 'x' } })).toBeUndefined();
  const about = parse('{ one { id } __type(name: "Thing") { name } }');
  expect(compileExecution(schema, about, getOperationAST(about)!)).toBeUndefined();
});
