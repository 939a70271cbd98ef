import { buildSubgraphSchema } from '@apollo/subgraph';
import { graphql, parse } from 'graphql';
import type { GraphQLSchema } from 'graphql';
import { anonymous, demandArea, enforceAccess, withinArea } from './index.ts';
import type { Actor } from './index.ts';
import { accessSdl } from '@lianfang/testing/graph';

const sdl = `
  ${accessSdl}
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@authenticated", "@requiresScopes", "@policy"])
  scalar Sealed @requiresScopes(scopes: [["scalar"]])
  enum Level @requiresScopes(scopes: [["enum"]]) { HIGH }
  interface Place @requiresScopes(scopes: [["interface"]]) { id: ID! address: String @requiresScopes(scopes: [["address"]]) }
  type Facility implements Place @key(fields: "id") { id: ID! address: String beds: Int }
  type Person @key(fields: "id") @authenticated { id: ID! name: String }
  extend type Person @requiresScopes(scopes: [["person"]])
  type Query {
    open: String @open(reason: "a test")
    forgotten: String
    signedIn: String @authenticated
    either: String @requiresScopes(scopes: [["a"], ["b"]])
    both: String @requiresScopes(scopes: [["a", "b"]])
    mixed: String @requiresScopes(scopes: [["a", "b"], ["c"]])
    real: String @requiresScopes(scopes: [["isolation:order"]])
    needed: String! @requiresScopes(scopes: [["a"]])
    night: String @policy(policies: [["night"]])
    unknown: String @policy(policies: [["nobody-wrote-this"]])
    sealed: Sealed
    level: Level
    person: Person
    persons: [Person]
    facility: Facility @authenticated
    place: Place
  }
`;

let isNight = false;
let resolved: string[] = [];

const facility = { __typename: 'Facility', id: '1', address: 'here', beds: 2 };
const texts = Object.fromEntries(
  ['open', 'forgotten', 'signedIn', 'either', 'both', 'mixed', 'real', 'needed', 'night', 'unknown', 'sealed'].map((field) => [field, () => 'seen']),
);
const resolvers = {
  Query: { ...texts, level: () => 'HIGH', person: () => ({ id: '1', name: 'x' }), persons: () => [{ id: '1', name: 'x' }], facility: () => facility, place: () => facility },
  Person: {
    __resolveReference: ({ id }: { id: string }) => {
      resolved.push(id);
      return { id, name: 'x' };
    },
  },
  Place: { __resolveType: () => 'Facility' },
};

function actor(...scopes: string[]): Actor {
  return { ...anonymous, id: 'u', kind: 'user', seesOwnArea: true, areaCode: '410811', scopes: new Set(scopes) };
}

let schema: GraphQLSchema;
beforeAll(() => {
  schema = enforceAccess(buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers }]), { night: () => isNight });
});

async function ask(source: string, as: Actor, variableValues?: Record<string, unknown>) {
  const answer = await graphql({ schema, source, contextValue: { actor: as }, variableValues });
  return { data: JSON.parse(JSON.stringify(answer.data)) as unknown, errors: answer.errors?.map((error) => error.path?.join('.')) ?? [], answer };
}

const cases: [field: string, scopes: string[], allowed: boolean][] = [
  ['open', [], true],
  ['forgotten', [], false],
  ['forgotten', ['a', 'b', 'c'], false],
  ['signedIn', [], true],
  ['either', ['b'], true],
  ['either', ['c'], false],
  ['both', ['a'], false],
  ['both', ['a', 'b'], true],
  ['mixed', ['a', 'b'], true],
  ['mixed', ['c'], true],
  ['mixed', ['a'], false],
  ['sealed', [], false],
  ['sealed', ['scalar'], true],
  ['level', [], false],
  ['level', ['enum'], true],
];

describe('a root field', () => {
  it.each(cases)('%s with scopes %j: %s', async (field, scopes, allowed) => {
    const { data, errors } = await ask(`{ open seen: ${field} }`, actor(...scopes));
    expect(data).toMatchObject({ open: 'seen', seen: allowed ? expect.any(String) : null });
    expect(errors).toEqual(allowed ? [] : ['seen']);
  });

  it('is closed to who is not signed in when anything is asked of it', async () => {
    const { data } = await ask('{ open signedIn either person { id } night }', { ...anonymous, scopes: new Set(['a', 'b', 'person']) });
    expect(data).toEqual({ open: 'seen', signedIn: null, either: null, person: null, night: null });
  });

  it('that may not be null takes its parent with it', async () => {
    expect((await ask('{ open needed }', actor())).data).toBeNull();
  });

  it('asks its policy at every call, and a policy that nobody wrote denies', async () => {
    const someone = actor();
    isNight = true;
    expect((await ask('{ night unknown }', someone)).data).toEqual({ night: 'seen', unknown: null });
    isNight = false;
    expect((await ask('{ night unknown }', someone)).data).toEqual({ night: null, unknown: null });
  });

  it('says in both languages what is needed and who has it', async () => {
    const { answer } = await ask('{ real }', actor());
    expect(answer.errors![0]!.originalError).toMatchObject({
      code: 'UNAUTHORIZED_FIELD_OR_TYPE',
      texts: { zh: '需要权限 isolation:order。请联系：卫健委。', en: 'This needs the scope isolation:order. Who has it: health commission.' },
      extensions: { requiredScopes: [['isolation:order']], roles: ['health-commission'] },
    });
  });
});

describe('a type', () => {
  it('closes the fields that return it, one by one and in lists, extensions of it counted', async () => {
    expect((await ask('{ person { id } persons { id } }', actor('a'))).data).toEqual({ person: null, persons: null });
    expect((await ask('{ person { id } persons { id } }', actor('person'))).data).toEqual({ person: { id: '1' }, persons: [{ id: '1' }] });
  });

  it('is as closed as the interfaces it implements, whichever way it is reached', async () => {
    const document = '{ facility { id address beds } place { id address ... on Facility { beds } } }';
    expect((await ask(document, actor('interface', 'address'))).data).toEqual({
      facility: { id: '1', address: 'here', beds: 2 }, place: { id: '1', address: 'here', beds: 2 },
    });
    expect((await ask(document, actor('interface'))).data).toEqual({
      facility: { id: '1', address: null, beds: 2 }, place: { id: '1', address: null, beds: 2 },
    });
    expect((await ask('{ facility { beds } place { ... on Facility { beds } } }', actor('address'))).data).toEqual({ facility: { beds: null }, place: null });
  });

  it('is closed where references come in, resolved or not, without taking others along', async () => {
    const document = 'query($r: [_Any!]!) { _entities(representations: $r) { ... on Person { id name } ... on Facility { beds } } }';
    const r = [{ __typename: 'Person', id: '7' }, { __typename: 'Facility', id: '1', beds: 9 }];
    expect((await ask(document, actor('interface'), { r })).data).toEqual({ _entities: [null, { beds: 9 }] });
    expect((await ask(document, actor('person'), { r })).data).toEqual({ _entities: [{ id: '7', name: 'x' }, { beds: null }] });
  });
});

describe('a reference to a closed type', () => {
  it('does not even tell that it exists, and nothing is read for it', async () => {
    resolved = [];
    const r = [{ __typename: 'Person', id: '7' }];
    expect((await ask('query($r: [_Any!]!) { _entities(representations: $r) { __typename } }', actor(), { r })).data).toEqual({ _entities: [null] });
    expect(resolved).toEqual([]);
  });
});

describe('the area of a caller', () => {
  it('is the own one and all below', () => {
    expect(withinArea(actor(), '410811001')).toBe(true);
    expect(withinArea(actor(), '410811')).toBe(true);
    expect(withinArea(actor(), '4108')).toBe(false);
    expect(withinArea(actor(), '410812001')).toBe(false);
    expect(() => demandArea(actor(), '410812')).toThrow(expect.objectContaining({ code: 'AREA_NOT_YOURS' }));
  });

  it.each(['', '4', '410811 ', '410811%', '41081100100', '４１０８１１', '4108110010010019999', 'abc'])('has a code of digits in the lengths there are, which "%s" is not', (code) => {
    expect(() => demandArea(actor(), code)).toThrow(expect.objectContaining({ code: 'AREA_CODE_INVALID' }));
  });

  it('is nowhere for who is not signed in, or whose token names none', () => {
    expect(withinArea(anonymous, '410811')).toBe(false);
    expect(withinArea({ ...anonymous, areaCode: '410811' }, '410811')).toBe(false);
    expect(withinArea({ ...actor(), areaCode: anonymous.areaCode }, '410811')).toBe(false);
  });
});
