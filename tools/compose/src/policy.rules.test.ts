import { parse } from 'graphql';
import { composeSupergraph } from './compose.ts';
import { policyFaults } from './policy.ts';
import { readSubgraphs } from './subgraphs.ts';
import { waivers } from '../waivers.ts';

function faults(sdl: string, granted: Record<string, string> = {}): string[] {
  return policyFaults([{ name: 'gates', url: '', typeDefs: parse(sdl) }], granted);
}

describe('a field without a policy', () => {
  it.each([
    ['on an object', 'type Query { gate: Gate @authenticated } type Gate { id: ID! }', 'Gate.id'],
    ['new on a type whose other fields have theirs', 'type Gate { id: ID! @authenticated secret: String }', 'Gate.secret'],
    ['at the root, whatever the type it returns says', 'type Query { gate: Gate } type Gate @authenticated { id: ID! }', 'Query.gate'],
    ['in a mutation', 'type Mutation { open: Int }', 'Mutation.open'],
    ['in a subscription', 'type Subscription { moved: Int }', 'Subscription.moved'],
    ['added by an extension', 'type Query { a: Int @authenticated } extend type Query { b: Int }', 'Query.b'],
    ['on an interface', 'interface Place { id: ID! }', 'Place.id'],
    ['at the root, though the root itself has one', 'type Query @authenticated { a: Int }', 'Query.a'],
  ])('is refused %s', (_where, sdl, coordinate) => {
    expect(faults(sdl)).toEqual([expect.stringMatching(new RegExp(`^gates: ${coordinate} has no policy`))]);
  });

  it.each(['@authenticated', '@requiresScopes(scopes: [["a"]])', '@policy(policies: [["a"]])', '@open(reason: "a gate shows it")'])(
    'passes with %s on itself or its type', (policy) => {
      expect(faults(`type Gate { id: ID! ${policy} }`)).toEqual([]);
      expect(faults(`type Gate ${policy} { id: ID! }`)).toEqual([]);
      expect(faults(`type Gate { id: ID! } extend type Gate ${policy} { level: Int }`)).toEqual([]);
    });
});

describe('a field that looks personal', () => {
  it.each(['name', 'phone', 'motherPhone', 'idNumber', 'address', 'homeAddress', 'lat', 'longitude', 'birthDate', 'plate', 'note', 'donor', 'temperature'])(
    'is refused unless it is declared so: %s', (field) => {
      const text = field === 'lat' || field === 'longitude' ? 'Float' : 'String';
      expect(faults(`type Gate @authenticated { ${field}: ${text} }`)).toEqual([expect.stringContaining(`Gate.${field} looks like personal data`)]);
      expect(faults(`input GateInput { ${field}: ${text} }`)).toEqual([expect.stringContaining(`GateInput.${field} looks like personal data`)]);
      expect(faults(`type Gate @authenticated { ${field}: ${text} @personal(kind: TEXT, purpose: "a", retention: REGISTER) }`)).toEqual([]);
    });

  it('may be waived by name, and a waiver that nothing needs is refused', () => {
    expect(faults('type Gate @authenticated { name: String }', { 'Gate.name': 'name of a gate' })).toEqual([]);
    expect(faults('type Gate @authenticated { id: ID! }', { 'Gate.name': 'name of a gate' })).toEqual([expect.stringContaining('Gate.name')]);
  });

  it.each(['message', 'passages', 'unitOfCount', 'ownerAgency', 'state', 'rooms'])('is not every word: %s', (field) => {
    expect(faults(`type Gate @authenticated { ${field}: String }`)).toEqual([]);
  });
});

it('a medical detail may not be !, for its mask is null', () => {
  expect(faults('type Gate @authenticated { fever: Float! @personal(kind: MEDICAL, purpose: "a", retention: PASSAGE) }')).toEqual([expect.stringContaining('may not be !')]);
});

it('the subgraphs of this house have none of these faults', () => {
  expect(policyFaults(readSubgraphs(process.cwd()), waivers)).toEqual([]);
});

it('what a field is declared as reaches the supergraph', () => {
  expect(composeSupergraph(readSubgraphs(process.cwd())).replace(/\s+/g, ' ')).toContain('@personal( kind: ID_NUMBER purpose: "enters nobody twice" retention: REGISTER scope: "person:identify" )');
});
