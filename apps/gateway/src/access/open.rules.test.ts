import { parse } from 'graphql';
import { asksOpenOnly, openFieldsOf } from './open.ts';

const open = openFieldsOf(parse(`
  directive @open(reason: String!) on FIELD_DEFINITION | OBJECT
  type Query { doorPage(code: String!): DoorPage @open(reason: "the code is the key") people: [Person!]! }
  type Mutation { giveTip: Receipt @open(reason: "anybody may") confirmOrder: Person }
  type Subscription { alertRaised: Person @open(reason: "never") }
  type DoorPage @open(reason: "x") { inner: Person @open(reason: "not a root field") } type Person { id: ID! } type Receipt @open(reason: "x") { id: ID! }`));

test('the open root fields are those that the supergraph says are open', () => expect([...open]).toEqual(['doorPage', 'giveTip']));

test.each([
  ['{ doorPage(code: "a") { inner { id } } }', true],
  ['query A { a: doorPage(code: "a") { ...F } b: doorPage(code: "b") { inner { id } } } fragment F on DoorPage { inner { id } }', true],
  ['mutation { giveTip { id } }', true],
  ['{ doorPage(code: "a") { inner { id } } people { id } }', false],
  ['{ people: doorPage(code: "a") { inner { id } } }', true],
  ['{ doorPage: people { id } }', false],
  ['{ ...Q } fragment Q on Query { people { id } }', false],
  ['{ ... on Query { people { id } } }', false],
  ['query A { doorPage(code: "a") { inner { id } } } query B { people { id } }', false],
  ['subscription { alertRaised { id } }', false],
  ['{ __schema { types { name } } }', false],
  ['fragment F on DoorPage { inner { id } }', false],
  ['{ doorPage', false],
  ['type Query { doorPage: Int }', false],
])('%s needs no login: %s', (query, expected) => expect(asksOpenOnly(query, open)).toBe(expected));

test('where nothing is open, nothing is', () => expect(asksOpenOnly('{ doorPage(code: "a") { inner { id } } }', new Set())).toBe(false));
