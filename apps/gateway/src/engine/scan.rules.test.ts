import { buildSchema, parse, print } from 'graphql';
import { anchored } from './anchored.ts';
import { createMerge } from './merge.ts';
import { compilePrint } from './print.ts';
import type { Answer } from './record.ts';
import { compileScan } from './scan.ts';
import { fromBytes, toBytes, toPlain, toWire } from './wire.ts';

const asked = '{ people { __typename id name: call age ok tags home { street } ... on Person { note } } }';
const scan = (text: string) => compileScan(parse(asked))!(toBytes(text));
const person = { __typename: 'Person', id: 'p1', name: '王芳', age: -3.5e2, ok: true, tags: ['a', null], home: { street: '建设东路' }, note: null };

describe('an answer of the form that was asked for', () => {
  test.each([
    ['whole', { people: [person, null, { ...person, home: null }] }],
    ['without its optional part', { people: [{ id: 'p1', name: null }] }],
    ['empty', { people: [] }],
    ['with escapes', { people: [{ ...person, name: 'a"b\\c\n中\u0001\ud800', id: '\\' }] }],
    ['null', null],
  ])('%s is read without being parsed', (_, data) => {
    expect(toPlain(scan(JSON.stringify({ data })))).toEqual(data);
    expect(toPlain(scan(`${JSON.stringify({ data })}\n`))).toEqual(data);
  });

  test('a character written as an escape is a byte like the others', () => {
    const data = scan(String.raw`{"data":{"people":[{"id":"\u4e2d\u00e9\/"}]}}`);
    expect((toPlain(data) as { people: { id: string }[] }).people[0]!.id).toBe('中é/');
  });
});

describe('an answer of any other form is left to JSON.parse', () => {
  test.each([
    ['errors', '{"data":{"people":[]},"errors":[]}'],
    ['errors first', '{"errors":[],"data":null}'],
    ['spaces', '{"data": {"people":[]}}'],
    ['a field nobody asked for', '{"data":{"people":[{"id":"1","rank":2}]}}'],
    ['another order', '{"data":{"people":[{"name":"a","id":"1"}]}}'],
    ['a comma too many', '{"data":{"people":[{"id":"1",}]}}'],
    ['a comma too few', '{"data":{"people":[{"id":"1""name":"a"}]}}'],
    ['an object where a leaf was asked', '{"data":{"people":[{"id":{"a":1}}]}}'],
    ['a number that is none', '{"data":{"people":[{"age":01}]}}'],
    ['a line break within a text', '{"data":{"people":[{"id":"a\nb"}]}}'],
    ['an escape that is none', String.raw`{"data":{"people":[{"id":"\x"}]}}`],
    ['nothing behind', '{"data":{"people":[{"id":"1'],
    ['more behind', '{"data":{"people":[]}}}'],
  ])('%s', (_, text) => expect(scan(text)).toBeUndefined());

  test('names that a prototype has are not scanned for', () => expect(compileScan(parse('{ __proto__: a }'))).toBeUndefined());
});

describe('printing', () => {
  const schema = buildSchema(`
    type Query { one: Thing some: [Thing!] any: [Being] }
    interface Being { id: ID! } scalar Free enum Colour { RED }
    type Thing implements Being { id: ID! n: Int f: Float b: Boolean s: String! c: Colour free: Free }`);
  const printOf = (query: string) => {
    const operation = parse(query).definitions[0]!;
    if (!('selectionSet' in operation) || !operation.selectionSet) throw new Error('no operation');
    return compilePrint({ schema, fragments: new Map(), conditions: new Map() }, schema.getQueryType()!, operation.selectionSet)!;
  };
  const printed = (query: string, root: unknown) => {
    const text = printOf(query)(toWire(root) as Answer);
    return text === undefined ? undefined : (JSON.parse(fromBytes(text)) as unknown);
  };
  const thing = { id: '1', n: 2, f: 1.5, b: false, s: '中"', c: 'RED', free: { any: [1, { deep: '文' }] } };

  test('writes what the schema allows, in the order asked', () => {
    const text = printOf('{ one { s id n f b c free kind: __typename } }')(toWire({ one: thing }) as Answer)!;
    expect(fromBytes(text)).toBe(`{"one":{"s":"中\\"","id":"1","n":2,"f":1.5,"b":false,"c":"RED","free":{"any":[1,{"deep":"文"}]},"kind":"Thing"}}`);
  });

  test('a number serves as an id', () => expect(printed('{ one { id } }', { one: { id: 7 } })).toEqual({ one: { id: '7' } }));
  test('what is absent is null where it may be', () => expect(printed('{ one { n } some { id } any { id } }', { some: null })).toEqual({ one: null, some: null, any: null }));
  test('of an interface the object says its type', () =>
    expect(printed('{ any { __typename id } }', { any: [{ __typename: 'Thing', id: '1' }, null] })).toEqual({ any: [{ __typename: 'Thing', id: '1' }, null] }));

  test.each([
    ['a null that may not be', '{ one { s } }', { one: { s: null } }],
    ['an item that may not be null', '{ some { id } }', { some: [null] }],
    ['a fraction for an Int', '{ one { n } }', { one: { n: 1.5 } }],
    ['too much for an Int', '{ one { n } }', { one: { n: 2 ** 31 } }],
    ['a text for an Int', '{ one { n } }', { one: { n: '5' } }],
    ['a number for a String', '{ one { s } }', { one: { s: 5 } }],
    ['an unknown value of an enum', '{ one { c } }', { one: { c: 'BLUE' } }],
    ['a text for a Boolean', '{ one { b } }', { one: { b: 'true' } }],
    ['a list for an object', '{ one { id } }', { one: [] }],
    ['an object for a list', '{ some { id } }', { some: {} }],
    ['a leaf for an object', '{ one { id } }', { one: 3 }],
    ['a type that does not exist', '{ any { id } }', { any: [{ __typename: 'Ghost', id: '1' }] }],
  ])('%s is left to the shaper', (_, query, root) => expect(printed(query, root)).toBeUndefined());

  test('names that a prototype has are only read when they are there', () => {
    expect(printed('{ constructor: one { id } }', {})).toEqual({ constructor: null });
    expect(printed('{ one { toString: s } }', { one: JSON.parse('{"toString":"x"}') })).toEqual({ one: { toString: 'x' } });
  });
});

test('merging in wire form keeps what was there', () => {
  const target = toWire({ a: 1, b: { c: '文' } }) as Answer;
  createMerge(buildSchema('type Query { a: Int }'))(target, toWire({ a: 2, b: { d: null } }) as Answer);
  expect(toPlain(target)).toEqual({ a: 2, b: { c: '文', d: null } });
});

describe('selections that conditions can empty', () => {
  const holdOn = (query: string) => print(anchored(parse(query))).replaceAll(/\s+/g, ' ');
  test('get a type name', () => {
    expect(holdOn('query($c: Boolean!) { people { name @skip(if: $c) home { street } } }')).toBe('query ($c: Boolean!) { people { name @skip(if: $c) home { street } } }');
    expect(holdOn('query($c: Boolean!) { people { name @skip(if: $c) } }')).toBe('query ($c: Boolean!) { people { __typename name @skip(if: $c) } }');
    expect(holdOn('query($c: Boolean!) { people { ...F } } fragment F on Person { name @include(if: $c) }')).toContain('people { __typename ...F }');
  });
});
