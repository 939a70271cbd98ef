import { buildSubgraphSchema } from '@apollo/subgraph';
import { accessSdl } from '@lianfang/testing/graph';
import { graphql, parse } from 'graphql';
import type { GraphQLSchema } from 'graphql';
import { anonymous } from '../auth/index.ts';
import type { Actor } from '../auth/index.ts';
import { concealed, maskFields, openFields, refuseMasksWrittenBack, tellersOf } from './index.ts';

const personal = (kind: string, scope = '') => `@personal(kind: ${kind}, purpose: "a test", retention: REGISTER${scope && `, scope: "${scope}"`})`;

const sdl = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  ${accessSdl}
  interface Named { name: String! ${personal('NAME')} }
  type Person implements Named @key(fields: "id") {
    id: ID!
    name: String!
    phone: String ${personal('PHONE', 'person:identify')}
    idNumber: String ${personal('ID_NUMBER', 'person:identify')}
    address: String! ${personal('ADDRESS')}
    room: String! ${personal('ADDRESS')}
    lat: Float ${personal('COORDINATES')}
    fever: Float ${personal('MEDICAL')}
    birthDate: String ${personal('BIRTH_DATE')}
    note: String ${personal('TEXT')}
    late: String ${personal('NAME')}
  }
  type Visit { by: String! ${personal('NAME')} }
  type Query { person(area: String): Person people: [Person!]! named: Named visit: Visit }
  type Mutation { correct(input: PersonInput!, remark: String ${personal('TEXT')}): String }
  input PersonInput { name: String! ${personal('NAME')} phone: String ${personal('PHONE')} kin: [KinInput!] code: String }
  input KinInput { name: String ${personal('NAME')} }
`;

let opened: string[] = [];
const person = (areaCode: string | null = '410811001', id = '1') => ({
  householdId: 'h1',
  __typename: 'Person', id, areaCode, name: '张三丰', sealed: '13812345678', idNumber: '990811199001010010', room: '501', lat: 35.21567, fever: 38.2,
  birthDate: '1990-01-01', note: 'coughs',
});
const resolvers = {
  Named: { __resolveType: () => 'Person' },
  Query: {
    person: (_: unknown, { area }: { area?: string }) => person(area === 'none' ? null : (area ?? '410811001')),
    people: () => ['410811001', '410802001'].map((area, at) => person(area, String(at))),
    named: () => person('410802001'),
    visit: () => ({ by: '李四', door: { grid: '410811001001' } }),
  },
  Person: {
    phone: ({ sealed }: { sealed: string }) => concealed({ open: () => (opened.push(sealed), sealed), mask: () => '138****5678' }),
    address: () => concealed({ open: async () => '文化苑 501', mask: async () => '文化巷社区*' }),
    late: async () => '王五六',
  },
  Mutation: { correct: (_: unknown, args: object) => JSON.stringify(args) },
};

function schemaWith(put: (schema: GraphQLSchema) => GraphQLSchema): GraphQLSchema {
  return put(buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers }]));
}

const schema = schemaWith((bare) => refuseMasksWrittenBack(maskFields(bare, { Visit: (row: { door: { grid: string } }) => row.door.grid })));

/** A grid worker unless told otherwise: works with persons, holds nothing more. */
function actor(more: string[] = [], change: Partial<Actor> = {}): Actor {
  return { ...anonymous, id: 'u', kind: 'user', areaCode: '410811', seesOwnArea: true, scopes: new Set(['household:read', ...more]), ...change };
}

async function ask(source: string, as: Actor, of = schema, variableValues?: Record<string, unknown>) {
  const seen: string[] = [];
  const audit = { seen: (record: { type: string; id: string; areaCode?: string }, field: string) => void seen.push(`${record.type} ${record.id} ${record.areaCode} ${field}`) };
  const { data, errors } = await graphql({ schema: of, source, contextValue: { actor: as, audit }, variableValues });
  return { data: JSON.parse(JSON.stringify(data ?? null)), errors: errors?.map((error) => (error.originalError as unknown as { code?: string })?.code), seen };
}

const all = '{ name phone idNumber address room lat fever birthDate note late }';
const real = {
  name: '张三丰', phone: '13812345678', idNumber: '990811199001010010', address: '文化苑 501', room: '501', lat: 35.21567, fever: 38.2,
  birthDate: '1990-01-01', note: 'coughs', late: '王五六',
};
const mask = {
  name: '张**', phone: '138****5678', idNumber: '**************0010', address: '文化巷社区*', room: '*', lat: 35.22, fever: null, birthDate: null, note: '***', late: '王**',
};

beforeEach(() => {
  opened = [];
});

describe('a personal field', () => {
  it('is open to who has the record in sight and holds the scope, and each sight leaves its trace', async () => {
    const { data, seen } = await ask(`{ person ${all} }`, actor(['person:identify', 'isolation:read']));
    expect(data.person).toEqual(real);
    expect(seen.sort()).toEqual(Object.keys(real).map((field) => `Person 1 410811001 ${field}`).sort());
  });

  it('without the scope wears its mask, and is not even opened', async () => {
    const { data, seen } = await ask(`{ person ${all} }`, actor());
    expect(data.person).toEqual({ ...real, phone: mask.phone, idNumber: mask.idNumber, fever: null });
    expect(opened).toEqual([]);
    expect(seen).not.toContain('Person 1 410811001 phone');
  });

  it('outside sight wears its mask whatever the scopes, and leaves no trace', async () => {
    const { data, seen } = await ask(`{ person ${all} }`, actor(['person:identify', 'isolation:read'], { areaCode: '410802' }));
    expect(data.person).toEqual(mask);
    expect(seen).toEqual([]);
  });

  it('of a record that lies nowhere is in nobody\'s sight', async () => {
    expect((await ask(`{ person(area: "none") ${all} }`, actor(['person:identify', 'isolation:read']))).data.person).toEqual(mask);
  });

  it('opens where the glass is broken, and to the command centre nowhere else', async () => {
    const scopes = ['person:identify', 'isolation:read'];
    const opening = { id: 'g', areaCode: '410802', until: new Date() };
    expect((await ask(`{ person(area: "410802001") ${all} }`, actor(scopes, { openings: [opening] }))).data.person).toEqual(real);
    expect((await ask(`{ person ${all} }`, actor(scopes, { seesOwnArea: false, openings: [opening] }))).data.person).toEqual(mask);
    const closed = actor([], { scopes: new Set(['glass:break', 'checkpoint:read', 'support:read']) });
    expect((await ask(`{ person ${all} }`, closed)).data.person).toEqual(mask);
  });

  it('is masked one by one in a list, under an alias, in a fragment, by an interface', async () => {
    const { data } = await ask('{ people { n: name ...F } named { name ... on Person { phone } } } fragment F on Person { phone }', actor(['person:identify']));
    expect(data).toEqual({
      people: [{ n: '张三丰', phone: '13812345678' }, { n: '张**', phone: '138****5678' }],
      named: { name: '张**', phone: '138****5678' },
    });
  });

  it('is open to a resident in the own household and nowhere else, the neighbours\' included', async () => {
    expect((await ask(`{ person ${all} }`, actor(['household:own'], { householdId: 'h1' }))).data.person).toEqual(real);
    expect((await ask(`{ person ${all} }`, actor(['household:own'], { householdId: 'h2' }))).data.person).toEqual(mask);
    expect((await ask(`{ person ${all} }`, actor(['household:own'], { householdId: 'h1', areaCode: '410802' }))).data.person).toEqual(mask);
  });

  it('is masked for who does not work with persons, in the own area too', async () => {
    const auditor = actor([], { scopes: new Set(['audit:read', 'area:read']) });
    expect((await ask(`{ person ${all} }`, auditor)).data.person).toEqual(mask);
  });

  it('goes by the area that the subgraph tells, for rows that have none', async () => {
    expect((await ask('{ visit { by } }', actor())).data.visit).toEqual({ by: '李四' });
    expect((await ask('{ visit { by } }', actor([], { areaCode: '410802' }))).data.visit).toEqual({ by: '李*' });
  });

  it('shows its value to everybody when the guard is taken away, so that these tests would notice', async () => {
    const unguarded = schemaWith(openFields);
    expect((await ask(`{ person ${all} }`, anonymous, unguarded)).data.person).toEqual(real);
  });

  it('with a kind that has no mask is not served', () => {
    const wrong = `${accessSdl.replace('  TEXT', '  SMELL TEXT')} type Query { a: String @personal(kind: SMELL, purpose: "a", retention: REGISTER) }`;
    expect(() => maskFields(buildSubgraphSchema([{ typeDefs: parse(wrong) }]))).toThrow('SMELL');
  });
});

describe('an export', () => {
  it('tells what the field tells', async () => {
    const tell = tellersOf(schema)({ actor: actor() });
    expect(await tell('Person.idNumber', { areaCode: '410811001' }, real.idNumber)).toBe(mask.idNumber);
    expect(await tell('Person.note', { areaCode: '410811001' }, real.note)).toBe(real.note);
    expect(await tell('Person.note', { areaCode: '410802001' }, real.note)).toBe(mask.note);
    expect(() => tell('Person.id', { areaCode: '410811001' }, '1')).toThrow('not declared as @personal');
  });
});

describe('a mask that is written back', () => {
  const correct = async (input: object, remark?: string) =>
    ask('mutation ($input: PersonInput!, $remark: String) { correct(input: $input, remark: $remark) }', actor(), schema, { input, remark });

  it('is left out where the field may be left out, in lists too', async () => {
    const { data } = await correct({ name: '张三丰', phone: '138****5678', kin: [{ name: '李*' }, { name: '李四' }], code: '*' }, '＊＊＊');
    expect(JSON.parse(data.correct)).toEqual({ input: { name: '张三丰', kin: [{}, { name: '李四' }], code: '*' } });
  });

  it('is refused where the field is needed', async () => {
    expect((await correct({ name: '张**' })).errors).toEqual(['MASKED_VALUE']);
  });
});
