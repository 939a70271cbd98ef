import { accessSdl, actorOf, bootSubgraph, signToken, testGatewaySecret } from '@lianfang/testing/graph';
import type { BootedSubgraph } from '@lianfang/testing/graph';
import { metrics } from '../observability/index.ts';
import { Refusal } from '../refusals/index.ts';

const sdl = `
  ${accessSdl}
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@authenticated", "@requiresScopes"])
  type House @key(fields: "id") @requiresScopes(scopes: [["household:read"]]) { id: ID! doors: Int! broken: String bad: Int! taken: String told(day: Int!): String }
  type Query { house(id: ID!): House @authenticated open: String @open(reason: "a test") }
  type Mutation { count: Int! @open(reason: "a test") }
`;
let executed = 0;
let counted = 0;
const resolvers = {
  Query: { house: (_: unknown, { id }: { id: string }) => ({ id, doors: ++executed && 3 }), open: () => 'open' },
  Mutation: { count: () => ++counted },
  House: {
    __resolveReference: ({ id }: { id: string }) => (id === 'missing' ? null : { id, doors: 3 }),
    broken: () => { throw new Error('relation "houses" does not exist'); },
    bad: () => null,
    taken: () => { throw new Refusal('BED_OCCUPIED', { zh: '床位已有人。', en: 'The bed is taken.' }, { bed: '7' }); },
    told: (_: unknown, { day }: { day: number }) => `day ${day}`,
  },
};

let short: BootedSubgraph;
let whole: BootedSubgraph;
beforeAll(async () => {
  short = await bootSubgraph({ name: 'houses', sdl, resolvers, migrations: [], entities: [] });
  whole = await bootSubgraph({ name: 'houses-whole', sdl, resolvers, migrations: [], entities: [], shortWay: false });
});
afterAll(async () => {
  await short.stop();
  await whole.stop();
});

const entities = 'query($representations: [_Any!]!) { _entities(representations: $representations) { ... on House { id doors } } }';
const everything = '{ house(id: "1") { __typename id doors broken bad taken told(day: 2) } }';

async function ask(url: string, body: unknown, headers: Record<string, string>, method = 'POST') {
  const token = await signToken({ ...actorOf('community') });
  const response = await fetch(method === 'GET' ? `${url}?${new URLSearchParams(body as Record<string, string>).toString()}` : url, {
    method,
    headers: { 'content-type': 'application/json', 'x-lianfang-gateway': testGatewaySecret, authorization: `Bearer ${token}`, 'x-request-id': 'request-1', ...headers },
    body: method === 'GET' ? undefined : JSON.stringify(body),
  });
  const kept = [...response.headers].filter(([name]) => !['date', 'keep-alive', 'connection', 'content-length'].includes(name));
  const text = (await response.text()).trimEnd();
  return { status: response.status, headers: kept, body: text.replace(/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'an error id') };
}

describe('the short way answers as the whole way does', () => {
  test.each<[string, unknown, Record<string, string>, string]>([
    ['a query', { query: '{ house(id: "1") { id doors } }' }, {}, 'POST'],
    ['a batch of entities', { query: entities, variables: { representations: [{ __typename: 'House', id: '1' }, { __typename: 'House', id: 'missing' }] } }, {}, 'POST'],
    ['an entity of no type', { query: entities, variables: { representations: [{ __typename: 'Ghost', id: '1' }] } }, {}, 'POST'],
    ['no representations', { query: entities, variables: {} }, {}, 'POST'],
    ['refusals and defects', { query: everything }, {}, 'POST'],
    ['refusals in English', { query: everything }, { 'accept-language': 'en' }, 'POST'],
    ['without a token', { query: '{ open house(id: "1") { id } }' }, { authorization: '' }, 'POST'],
    ['the media type of GraphQL', { query: '{ open }' }, { accept: 'application/graphql-response+json' }, 'POST'],
    ['a media type that is not served', { query: '{ open }' }, { accept: 'text/html' }, 'POST'],
    ['an operation by name', { query: 'query A { open } query B { house(id: "2") { id } }', operationName: 'B' }, {}, 'POST'],
    ['an operation that is not there', { query: 'query A { open }', operationName: 'C' }, {}, 'POST'],
    ['a variable that does not fit', { query: 'query($day: Int!) { house(id: "1") { told(day: $day) } }', variables: { day: 'x' } }, {}, 'POST'],
    ['variables of a strange form', { query: '{ open }', variables: [] }, {}, 'POST'],
    ['extensions', { query: '{ open }', extensions: { a: 1 } }, {}, 'POST'],
    ['a field that is not there', { query: '{ closed }' }, {}, 'POST'],
    ['no GraphQL', { query: '{' }, {}, 'POST'],
    ['nothing', {}, {}, 'POST'],
    ['by GET', { query: '{ open }' }, { 'apollo-require-preflight': '1' }, 'GET'],
    ['the schema', { query: '{ __schema { queryType { name } } _service { sdl } }' }, {}, 'POST'],
  ])('%s', async (_, body, headers, method) => {
    const theirs = await ask(whole.url, body, headers, method);
    for (let time = 0; time < 3; time++) expect(await ask(short.url, body, headers, method)).toEqual(theirs);
  });

  test.each(['zh', 'en'])('errors of a query that was known without any, in %s', async (language) => {
    const query = 'query($x: Boolean!) { house(id: "1") { __typename id broken @include(if: $x) taken @include(if: $x) more: taken @include(if: $x) bad @include(if: $x) } }';
    await ask(short.url, { query, variables: { x: false } }, {});
    const headers = { 'accept-language': language };
    expect(await ask(short.url, { query, variables: { x: true } }, headers)).toEqual(await ask(whole.url, { query, variables: { x: true } }, headers));
  });

  test('what was known with good variables refuses bad ones', async () => {
    const query = 'query($day: Int!) { house(id: "1") { told(day: $day) } }';
    await ask(short.url, { query, variables: { day: 1 } }, {});
    expect(await ask(short.url, { query, variables: { day: 'x' } }, {})).toEqual(await ask(whole.url, { query, variables: { day: 'x' } }, {}));
  });
});

/** How many operations went which way while `work` ran. */
async function waysOf(work: () => Promise<unknown>): Promise<{ short: number; whole: number }> {
  const told = async (way: string) => (await metrics.operationWays.get()).values.find(({ labels }) => labels.way === way)?.value ?? 0;
  const before = [await told('short'), await told('whole')];
  await work();
  return { short: (await told('short')) - before[0]!, whole: (await told('whole')) - before[1]! };
}

describe('from the second time on the short way is taken', () => {
  const times = async (body: unknown) => {
    for (let time = 0; time < 5; time++) await ask(short.url, body, {});
  };
  const representations = [{ __typename: 'House', id: '1' }, { __typename: 'House', id: '2' }];
  test.each<[string, unknown]>([
    ['by a query', { query: '{ house(id: "warm") { id doors } }' }],
    ['by a batch of entities', { query: `${entities} # warm`, variables: { representations } }],
    ['by an operation of several', { query: 'query Warm { open } query Other { open }', operationName: 'Warm' }],
  ])('%s', async (_, body) => expect(await waysOf(() => times(body))).toEqual({ short: 4, whole: 1 }));

  test.each<[string, unknown]>([
    ['by a mutation', { query: 'mutation Cold { count }' }],
    ['by what is not valid', { query: '{ cold }' }],
    ['by what asks for the schema', { query: '{ __schema { queryType { name } } }' }],
    ['by a query with extensions', { query: '{ open }', extensions: { cold: 1 } }],
  ])('but not %s', async (_, body) => expect(await waysOf(() => times(body))).toEqual({ short: 0, whole: 5 }));
});

test('a mutation is done once a request, and a query is not done twice', async () => {
  executed = 0;
  counted = 0;
  for (let time = 1; time <= 3; time++) {
    expect(JSON.parse((await ask(short.url, { query: 'mutation { count }' }, {})).body)).toEqual({ data: { count: time } });
    await ask(short.url, { query: '{ house(id: "9") { doors } }' }, {});
  }
  expect([executed, counted]).toEqual([3, 3]);
});
