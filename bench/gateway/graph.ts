/** Four subgraphs in small: what people, checkpoints, isolation and the register of areas tell of each other. */
export const subgraphSdl = {
  people: `
    extend schema @link(url: "https://specs.apollo.dev/federation/v2.5", import: ["@key"])
    type Query { people(first: Int!): [Person!]! }
    type Person @key(fields: "id") { id: ID! name: String! birthDate: String! phone: String household: Household! }
    type Household @key(fields: "id") { id: ID! address: String! size: Int! members: [Person!]! }`,
  checkpoints: `
    extend schema @link(url: "https://specs.apollo.dev/federation/v2.5", import: ["@key"])
    type Query { passages(first: Int!): [Passage!]! }
    type Passage @key(fields: "id") { id: ID! passedAt: String! direction: Direction! verdict: Verdict! person: Person! }
    enum Direction { IN OUT }
    enum Verdict { ALLOWED REFUSED }
    type Person @key(fields: "id", resolvable: false) { id: ID! }`,
  isolation: `
    extend schema @link(url: "https://specs.apollo.dev/federation/v2.5", import: ["@key"])
    type Query { orders: Int! }
    type Person @key(fields: "id") { id: ID! currentStay: Stay }
    type Stay { id: ID! since: String! until: String place: String! }`,
  areas: `
    extend schema @link(url: "https://specs.apollo.dev/federation/v2.5", import: ["@key"])
    type Query { area(code: ID!): Area }
    type Area @key(fields: "code") { code: ID! name: String! grids: [Grid!]! }
    type Grid { code: ID! name: String! households: [Household!]! }
    type Household @key(fields: "id", resolvable: false) { id: ID! }`,
} as const;

export type SubgraphName = keyof typeof subgraphSdl;
export const subgraphNames = Object.keys(subgraphSdl) as SubgraphName[];

export interface Question {
  name: string;
  query: string;
  variables: Record<string, unknown>;
  /** Asked in turns with `variables`, so that callers do not all want the same rows. */
  others?: readonly Record<string, unknown>[];
}

export const questions: readonly Question[] = [
  { name: 'one list', query: 'query People($first: Int!) { people(first: $first) { id name birthDate phone } }', variables: { first: 20 } },
  {
    name: '20 passages',
    query: `query Passages($first: Int!) {
  passages(first: $first) {
    id passedAt direction verdict
    person { id name birthDate household { id address } currentStay { id since until place } }
  }
}`,
    variables: { first: 20 },
  },
  {
    name: 'area of 200',
    query: `query Area($code: ID!) {
  area(code: $code) {
    code name
    grids { code name households { id address size members { id name currentStay { id since until place } } } }
  }
}`,
    variables: { code: '410811001' },
  },
];

const families = ['王', '李', '张', '刘', '陈', '杨', '赵', '黄'];
const households = 50;
const membersEach = 3;

const numbers = (count: number) => Array.from({ length: count }, (_, at) => at);
const nameOf = (at: number) => `${families[at % families.length]}${'伟芳娜敏静'[at % 5]}`;
const birthDateOf = (at: number) => `19${40 + (at % 60)}-0${1 + (at % 9)}-15`;
const addressOf = (at: number) => `建设东路街道 光明小区 ${1 + at} 号楼 2 单元 ${101 + at}`;
const phoneOf = (at: number) => (at % 4 ? `138****${1000 + at}` : null);

const stayOf = (at: number) => (at % 3 ? null : { id: `s${at}`, since: '2022-11-20', until: '2022-11-27', place: '山阳宾馆' });
const householdOf = (person: number) => Math.floor(person / membersEach) % households;

/** What each subgraph knows of an entity, by key, as the text it answers with: the fields that the plans ask for, in their order. */
export const entities: Readonly<Record<SubgraphName, ReadonlyMap<string, string>>> = {
  people: new Map([...numbers(households * membersEach).map((at) => [`p${at}`, JSON.stringify(personOf(at))] as const), ...numbers(households).map((at) => [`h${at}`, JSON.stringify(familyOf(at))] as const)]),
  isolation: new Map(numbers(households * membersEach).map((at) => [`p${at}`, JSON.stringify({ currentStay: stayOf(at) })])),
  checkpoints: new Map(),
  areas: new Map(),
};

function personOf(at: number) {
  return { name: nameOf(at), birthDate: birthDateOf(at), household: { id: `h${householdOf(at)}`, address: addressOf(householdOf(at)) } };
}

function familyOf(at: number) {
  const members = numbers(membersEach).map((member) => at * membersEach + member);
  return { address: addressOf(at), size: membersEach, members: members.map((person) => ({ __typename: 'Person', id: `p${person}`, name: nameOf(person) })) };
}

/** What each subgraph answers at its root. */
export const roots: Readonly<Record<SubgraphName, string>> = {
  people: answer({ people: numbers(20).map((at) => ({ id: `p${at}`, name: nameOf(at), birthDate: birthDateOf(at), phone: phoneOf(at) })) }),
  checkpoints: answer({
    passages: numbers(20).map((at) => ({
      id: `c${at}`, passedAt: `2022-11-20T08:${10 + at}:00+08:00`, direction: at % 2 ? 'OUT' : 'IN', verdict: at % 5 ? 'ALLOWED' : 'REFUSED', person: { __typename: 'Person', id: `p${at * 7}` },
    })),
  }),
  isolation: answer({ orders: 12 }),
  areas: answer({
    area: {
      code: '410811001', name: '焦南街道',
      grids: numbers(10).map((grid) => ({ code: `4108110010010${10 + grid}`, name: `第${grid}网格`, households: numbers(5).map((at) => ({ __typename: 'Household', id: `h${grid * 5 + at}` })) })),
    },
  }),
};

function answer(data: unknown): string {
  return JSON.stringify({ data });
}
