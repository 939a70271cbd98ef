import { parse } from 'graphql';
import { breakingChanges, brokenOperations } from './breaking.ts';
import { CompositionError, composeSupergraph } from './compose.ts';
import { foreignEventDirectives } from './subgraphs.ts';

const link = (...imports: string[]) =>
  `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [${imports.map((name) => `"${name}"`).join(', ')}])`;
const event = 'directive @event(name: String!, match: [String!], root: [String!]) repeatable on FIELD_DEFINITION';

function subgraph(name: string, sdl: string) {
  return { name, url: `http://127.0.0.1/${name}`, typeDefs: parse(sdl) };
}

const people = subgraph('people', `${link('@key')} type Query { area(code: ID!): Area } type Area @key(fields: "code") { code: ID! name: String }`);
const supplies = subgraph('supplies', `${link('@key')} type Area @key(fields: "code") { code: ID! stock: Int } type Query { total: Int }`);

describe('composition', () => {
  test('the order of the subgraphs does not change the supergraph', () => {
    expect(composeSupergraph([supplies, people])).toBe(composeSupergraph([people, supplies]));
  });

  test('subgraphs that contradict each other are refused with the reason', () => {
    const other = subgraph('other', `${link('@key')} type Query { x: Int } type Area @key(fields: "code") { code: ID! name: Int }`);
    expect(() => composeSupergraph([people, other])).toThrow(CompositionError);
    expect(() => composeSupergraph([people, other])).toThrow(/Area\.name/);
  });

  test('the event directive reaches the supergraph with every use of it', () => {
    const reporting = subgraph(
      'reporting',
      `${link('@composeDirective')} extend schema @link(url: "https://lianfang.dev/event/v1.0", import: ["@event"]) @composeDirective(name: "@event")
       ${event} type Query { ok: Int } type Subscription { moved: Int @event(name: "reporting.a.v1", root: ["x = y"]) @event(name: "reporting.b.v1") }`,
    );
    const supergraph = composeSupergraph([people, reporting]);
    expect(supergraph).toContain('@event(name: "reporting.a.v1", root: ["x = y"])');
    expect(supergraph).toContain('@event(name: "reporting.b.v1")');
  });

  test('an event directive declared otherwise than by the gateway is named', () => {
    const stranger = subgraph('stranger', 'directive @event(name: String) on FIELD_DEFINITION type Query { a: Int }');
    expect(foreignEventDirectives([people, stranger], event)).toEqual([expect.stringContaining('stranger: @event differs')]);
  });
});

describe('breaking changes', () => {
  test('a removed field is named, an added one is not', async () => {
    const before = composeSupergraph([people, supplies]);
    const after = composeSupergraph([
      people,
      subgraph('supplies', `${link('@key')} type Area @key(fields: "code") { code: ID! balance: Int } type Query { total: Int }`),
    ]);
    expect(await breakingChanges(before, after)).toEqual([expect.stringContaining("'stock'")]);
  });

  test('the registered operations that a graph cannot answer any more are named', () => {
    const graph = composeSupergraph([people, supplies]);
    expect(brokenOperations(graph, ['query Gone { gone }', 'query Still { __typename }'])).toEqual([expect.stringMatching(/^Gone: Cannot query field "gone"/)]);
  });

  test('a moved subgraph breaks nobody', async () => {
    const before = composeSupergraph([people, supplies]);
    expect(await breakingChanges(before, before.replaceAll('127.0.0.1', 'people.example'))).toEqual([]);
  });
});
