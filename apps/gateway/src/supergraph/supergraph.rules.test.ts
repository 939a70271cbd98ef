import { type GraphQLObjectType, parse, print } from 'graphql';
import { compose } from '../fixtures/serve.ts';
import { linked } from '../fixtures/worlds.ts';
import { SupergraphRefused, readSupergraph } from './supergraph.ts';

const subgraphs = [
  { name: 'a', resolvers: {}, sdl: linked('type Query { people: [Person] } type Person @key(fields: "id") { id: ID! name: String }') },
  { name: 'b', resolvers: {}, sdl: linked('type Person @key(fields: "id") { id: ID! age: Int }') },
];
const good = compose(subgraphs, new Map([['a', 'http://127.0.0.1/a'], ['b', 'http://127.0.0.1/b']]));
const withLink = (link: string) => good.replace('schema @link', `schema @link(${link}) @link`).replace('schema\n', `schema\n  @link(${link})\n`);
const fields = (sdl: string) => Object.keys((readSupergraph(sdl).clientSchema.getType('Person') as GraphQLObjectType).getFields()).sort();

describe('features of a supergraph', () => {
  test.each([
    ['an unknown one that execution depends on', 'url: "https://example.org/teleport/v1.0", for: EXECUTION', /teleport.*EXECUTION/],
    ['an unknown one that security depends on', 'url: "https://example.org/seal/v1.0", for: SECURITY', /seal.*SECURITY/],
    ['connectors, which this engine does not run', 'url: "https://specs.apollo.dev/connect/v0.2", for: EXECUTION', /connect.*EXECUTION/],
  ])('%s is refused by its name', (_, link, reason) => {
    expect(withLink(link)).not.toBe(good);
    expect(() => readSupergraph(withLink(link))).toThrow(SupergraphRefused);
    expect(() => readSupergraph(withLink(link))).toThrow(reason);
  });

  test('an unknown one without a purpose is ignored', () => {
    expect(fields(withLink('url: "https://example.org/notes/v1.0"'))).toEqual(['age', 'id', 'name']);
  });
});

/** The same graph as earlier composers wrote it: only what that version of the join specification knows. */
function inVersion(version: string): string {
  let sdl = print(parse(good)).replaceAll('join/v0.5', `join/${version}`).replaceAll('join/v0.4', `join/${version}`);
  const without = (pattern: RegExp) => (sdl = sdl.replace(pattern, ''));
  if (version < 'v0.5') {
    without(/, contextArguments: \[join__ContextArgument!\]/);
    without(/input join__ContextArgument \{[^}]*\}/);
    without(/scalar join__FieldValue/);
  }
  if (version < 'v0.4') without(/, overrideLabel: String/);
  if (version < 'v0.3') {
    without(/, isInterfaceObject: Boolean! = false/);
    without(/directive @join__unionMember[^\n]*\n/);
    without(/directive @join__enumValue[^\n]*\n/);
    sdl = sdl.replace(/repeatable on OBJECT \| INTERFACE \| UNION/, 'repeatable on OBJECT | INTERFACE | UNION');
  }
  return sdl;
}

/** Federation 1, as its last composer wrote it. */
const federation1 = `
schema @core(feature: "https://specs.apollo.dev/core/v0.1") @core(feature: "https://specs.apollo.dev/join/v0.1") { query: Query }
directive @core(feature: String!) repeatable on SCHEMA
directive @join__field(graph: join__Graph, requires: join__FieldSet, provides: join__FieldSet) on FIELD_DEFINITION
directive @join__type(graph: join__Graph!, key: join__FieldSet) repeatable on OBJECT | INTERFACE
directive @join__owner(graph: join__Graph!) on OBJECT | INTERFACE
directive @join__graph(name: String!, url: String!) on ENUM_VALUE
scalar join__FieldSet
enum join__Graph { A @join__graph(name: "a", url: "http://127.0.0.1/a") B @join__graph(name: "b", url: "http://127.0.0.1/b") }
type Query { people: [Person] @join__field(graph: A) }
type Person @join__owner(graph: A) @join__type(graph: A, key: "id") @join__type(graph: B, key: "id") { id: ID! @join__field(graph: A) name: String @join__field(graph: A) age: Int @join__field(graph: B) }
`;

test.each(['v0.5', 'v0.4', 'v0.3', 'v0.2'])('a supergraph of join %s is read', (version) => {
  const sdl = inVersion(version);
  expect(sdl).toContain(`join/${version}`);
  expect(fields(sdl)).toEqual(['age', 'id', 'name']);
});

test('so is one of federation 1', () => {
  expect(fields(federation1)).toEqual(['age', 'id', 'name']);
});

test.each([
  ['with the line ends of Windows', good.replaceAll('\n', '\r\n')],
  ['with a byte order mark', `\uFEFF${good}`],
  ['with comments and descriptions', `# a comment\n${good.replace('type Person', '"""\nWho? "quoted" \\"""\n"""\ntype Person')}\n# at the end, without a line`],
])('a file %s is read', (_, sdl) => {
  expect(fields(sdl)).toEqual(['age', 'id', 'name']);
});

test.each([
  ['nothing', '', /empty/],
  ['no GraphQL', 'schema { query: ', /Syntax Error: .*Line 1, column 17/],
  ['a schema that was not composed', 'type Query { a: Int }', /core schema/],
  ['a subgraph', subgraphs[0]!.sdl, /names no subgraphs/],
  ['a type that is missing', good.replace('age: Int', 'age: Nowhere'), /Nowhere/],
  ['a join version of the future', good.replaceAll(/join\/v0\.\d/g, 'join/v0.9'), /v0\.9/],
])('%s is refused with what is wrong', (_, sdl, reason) => {
  expect(() => readSupergraph(sdl)).toThrow(SupergraphRefused);
  expect(() => readSupergraph(sdl)).toThrow(reason);
});

test('a large one is read: 100 types in 20 subgraphs', () => {
  const many = Array.from({ length: 20 }, (_, at) => ({
    name: `s${at}`,
    resolvers: {},
    sdl: linked(`${at ? '' : 'type Query { ping: Int }'} ${Array.from({ length: 5 }, (_, n) => `type T${at}x${n} @key(fields: "id") { id: ID! ${Array.from({ length: 20 }, (_, field) => `f${field}: String`).join(' ')} }`).join(' ')}`),
  }));
  const sdl = compose(many, new Map(many.map(({ name }) => [name, `http://127.0.0.1/${name}`])));
  expect(readSupergraph(sdl).subgraphs).toHaveLength(20);
});
