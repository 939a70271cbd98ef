import { request } from 'node:http';
import { accessSdl, actorOf, bootSubgraph, callRaw, callRefused, signToken, testGatewaySecret, testIssuer } from '@lianfang/testing/graph';
import type { BootedSubgraph } from '@lianfang/testing/graph';
import { z } from 'zod';
import { Refusal } from '../refusals/index.ts';
import type { RequestContext } from './index.ts';
import { batchLoader, connection, pageOf } from './index.ts';

const sdl = `
  ${accessSdl}
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@authenticated", "@requiresScopes", "@policy"])
  scalar Date
  scalar DateTime
  type Household @key(fields: "id") @requiresScopes(scopes: [["household:read"]]) {
    id: ID!
    doors: Int!
    phone: String @requiresScopes(scopes: [["person:identify"]])
    day(day: Date!): Date!
    at(at: DateTime!): DateTime!
  }
  type Sealed @key(fields: "id") @policy(policies: [["nobody"]]) { id: ID! }
  type Edge @authenticated { cursor: String! node: Household! }
  type PageInfo @authenticated { hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }
  type Households @authenticated { edges: [Edge!]! pageInfo: PageInfo! totalCount: Int! }
  type Query {
    household(id: ID!): Household
    households(first: Int! = 2, after: String): Households!
    broken: String @authenticated
    refused: String @open(reason: "a test")
    checked: String @open(reason: "a test")
    slow: String @open(reason: "a test")
    open: String @open(reason: "a test")
    note(input: NoteInput!): Int! @authenticated
  }
  input NoteInput { lines: [String!] fileBase64: String }
`;

let batches: string[][] = [];
let releaseSlow: (() => void) | undefined;

function households(ctx: RequestContext) {
  return batchLoader<string, { id: string; doors: number }>(ctx, 'household', async (ids) => {
    batches.push([...ids]);
    return new Map(ids.filter((id) => id !== 'missing').map((id) => [id, { id, doors: id.length }]));
  });
}

const resolvers = {
  Query: {
    household: (_: unknown, { id }: { id: string }, ctx: RequestContext) => households(ctx).load(id),
    households: (_: unknown, args: { first: number; after?: string }) => {
      const page = pageOf(args);
      const rows = ['a', 'b', 'c', 'd', 'e'].map((id) => ({ id, doors: 1 })).filter(({ id }) => id > (page.after ?? ''));
      return connection(rows.slice(0, page.limit), page, ({ id }) => id, async () => 5);
    },
    broken: (_: unknown, __: unknown, ctx: RequestContext) => ctx.database.query('SELECT secret_column FROM secret_table'),
    refused: () => {
      throw new Refusal('BED_OCCUPIED', { zh: '床位已有人。', en: 'The bed is taken.' }, { bed: '7' });
    },
    checked: () => z.object({ phone: z.string() }).parse({}).phone,
    slow: () => new Promise((resolve) => (releaseSlow = () => resolve('done'))),
    open: () => 'open',
    note: (_: unknown, { input }: { input: { lines?: string[]; fileBase64?: string } }) => (input.lines ?? [input.fileBase64!]).join('').length,
  },
  Household: {
    __resolveReference: ({ id }: { id: string }, ctx: RequestContext) => households(ctx).load(id),
    phone: () => '13812345678',
    day: (_: unknown, { day }: { day: string }) => day,
    at: (_: unknown, { at }: { at: Date }) => at,
  },
  Sealed: { __resolveReference: () => ({ id: 'sealed' }) },
};

const clerk = actorOf('community');
const guard = actorOf('guard');

let subgraph: BootedSubgraph;
beforeAll(async () => {
  subgraph = await bootSubgraph({ name: 'houses', sdl, resolvers, migrations: [], entities: [] });
});
afterAll(() => subgraph.stop());
beforeEach(() => {
  batches = [];
});

describe('a caller who does not come through the gateway', () => {
  const documents = ['{ open }', '{ __schema { types { name } } }', '{ _service { sdl } }', '{ _entities(representations: []) { __typename } }', 'not a query'];

  it.each(documents)('is refused without a byte of data or schema: %s', async (query) => {
    for (const gatewaySecret of [null, '', 'forged-gateway-secret-000000', `${testGatewaySecret}x`]) {
      const answer = await callRaw(subgraph.url, { query, gatewaySecret, actor: clerk });
      expect(answer.status).toBe(403);
      expect(answer.text).toBe('{"errors":[{"message":"Forbidden","extensions":{"code":"FORBIDDEN"}}]}');
    }
  });

  it('is refused on every path and by every method', async () => {
    for (const [path, method] of [['/', 'GET'], ['/graphql?query={open}', 'GET'], ['/admin', 'POST'], ['/graphql', 'OPTIONS'], ['/health', 'GET']] as const) {
      expect((await fetch(new URL(path, subgraph.url), { method })).status).toBe(403);
    }
  });

  it('does not get a large body read', async () => {
    const status = await new Promise((resolve, reject) => {
      const call = request(subgraph.url, { method: 'POST', headers: { 'content-type': 'application/json', 'content-length': 50_000_000 } });
      call.on('response', (response) => resolve(response.statusCode)).on('error', reject);
      call.write('{"query":"');
    });
    expect(status).toBe(403);
  });
});

describe('the token of a caller', () => {
  it('is refused when bad, whatever is asked', async () => {
    const issuer = await testIssuer();
    const bad = [
      'nonsense',
      await issuer.sign({ ...clerk }, { expiresIn: '-1m' }),
      await issuer.sign({ ...clerk }, { audience: 'other' }),
      await issuer.sign({ ...clerk }, { issuer: 'http://127.0.0.1:1' }),
      `${(await signToken({ ...clerk })).slice(0, -4)}AAAA`,
      `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from(JSON.stringify({ ...clerk, iss: issuer.issuer, aud: 'lianfang', exp: 9e9 })).toString('base64url')}.`,
    ];
    for (const token of bad) {
      const answer = await callRaw(subgraph.url, { query: '{ open }', token, language: 'en' });
      expect(answer).toMatchObject({ status: 401, errors: [{ message: expect.stringContaining('sign in again'), extensions: { code: 'UNAUTHENTICATED' } }] });
    }
  });

  it('may be missing where nothing is asked of it', async () => {
    expect((await callRaw(subgraph.url, { query: '{ open household(id: "a") { id } }' }))).toMatchObject({
      status: 200,
      data: { open: 'open', household: null },
      errors: [{ path: ['household'], extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' } }],
    });
  });
});

describe('a field that needs a scope', () => {
  it('is null for who lacks it, says which and who has it, and the rest is answered', async () => {
    const grid = actorOf('grid');
    const answer = await callRaw(subgraph.url, { query: '{ household(id: "abc") { doors number: phone } }', actor: grid });
    expect(answer.data).toEqual({ household: { doors: 3, number: null } });
    expect(answer.errors).toEqual([
      expect.objectContaining({
        path: ['household', 'number'],
        message: expect.stringMatching(/需要权限 person:identify。请联系：街道办事员/),
        extensions: expect.objectContaining({ code: 'UNAUTHORIZED_FIELD_OR_TYPE', requiredScopes: [['person:identify']] }),
      }),
    ]);
  });

  it('is closed by way of _entities too, type by type and field by field', async () => {
    const query = 'query($r: [_Any!]!) { _entities(representations: $r) { __typename ... on Household { id phone } ... on Sealed { id } } }';
    const variables = { r: [{ __typename: 'Household', id: 'a' }, { __typename: 'Sealed', id: 's' }, { __typename: 'Household', id: 'b' }] };
    const asClerk = await callRaw(subgraph.url, { query, variables, actor: clerk });
    expect(asClerk.data).toEqual({
      _entities: [{ __typename: 'Household', id: 'a', phone: '13812345678' }, null, { __typename: 'Household', id: 'b', phone: '13812345678' }],
    });
    const asGuard = await callRaw(subgraph.url, { query, variables, actor: guard });
    expect(asGuard.data).toEqual({ _entities: [null, null, null] });
    expect(asGuard.errors).toHaveLength(3);
  });
});

describe('a text', () => {
  const ask = (input: object) => ({ query: 'query ($input: NoteInput!) { note(input: $input) }', variables: { input }, actor: clerk });

  it.each([
    ['NUL', { lines: ['a', 'b\u0000'] }, 'TEXT_INVALID'],
    ['half a surrogate pair', { lines: ['a', '\ud83d'] }, 'TEXT_INVALID'],
    ['no end', { lines: ['a', '汉'.repeat(2_001)] }, 'TEXT_TOO_LONG'],
  ])('with %s is refused before the resolver, and the field is named', async (_case, input, code) => {
    expect(await callRefused(subgraph.url, { ...ask(input), language: 'zh' })).toMatchObject({ code, message: expect.stringContaining('“input.lines.1”'), extensions: { field: 'input.lines.1' } });
    expect(await callRefused(subgraph.url, { ...ask(input), language: 'en' })).toMatchObject({ code, message: expect.stringContaining('"input.lines.1"') });
  });

  it('is looked at in the document itself too', async () => {
    expect(await callRefused(subgraph.url, { query: '{ household(id: "a\\u0000") { id } }', actor: clerk })).toMatchObject({ code: 'TEXT_INVALID' });
  });

  it('of any script passes, and so does a file', async () => {
    expect((await callRaw(subgraph.url, ask({ lines: ['😀𠮷'] }))).data).toEqual({ note: 4 });
    expect((await callRaw(subgraph.url, ask({ fileBase64: 'A'.repeat(100_000) }))).data).toEqual({ note: 100_000 });
  });
});

describe('an error', () => {
  it('that is a refusal speaks the language of the caller', async () => {
    expect(await callRefused(subgraph.url, { query: '{ refused }', language: 'zh' })).toMatchObject({ message: '床位已有人。', extensions: { code: 'BED_OCCUPIED', bed: '7' } });
    expect(await callRefused(subgraph.url, { query: '{ refused }', language: 'en' })).toMatchObject({ message: 'The bed is taken.' });
  });

  it('of the input names the fields', async () => {
    expect(await callRefused(subgraph.url, { query: '{ checked }', language: 'en' })).toMatchObject({
      code: 'INPUT_INVALID', message: expect.stringContaining('phone'), extensions: { fields: [{ field: 'phone' }] },
    });
  });

  it('of ours shows no SQL, table, host or path, only an id that the log knows', async () => {
    const answer = await callRaw(subgraph.url, { query: '{ broken }', language: 'en', actor: clerk });
    expect(answer.text).not.toMatch(/secret|select|relation|node_modules|\/work|127\.0\.0\.1|stack/i);
    const { code, errorId } = answer.errors![0]!.extensions as { code: string; errorId: string };
    expect(code).toBe('INTERNAL_ERROR');
    expect(subgraph.logged().split('\n').find((line) => line.includes(errorId))).toMatch(/secret_table.*"code":"42P01"/);
  });

  it('of GraphQL itself stays as it is', async () => {
    expect(await callRefused(subgraph.url, { query: 'query($id: ID!) { household(id: $id) { id } }', actor: clerk })).toMatchObject({ code: 'BAD_USER_INPUT' });
    expect(await callRefused(subgraph.url, { query: '{ nothing }' })).toMatchObject({ code: 'GRAPHQL_VALIDATION_FAILED' });
    expect(await callRefused(subgraph.url, { query: '{' })).toMatchObject({ code: 'GRAPHQL_PARSE_FAILED' });
  });
});

describe('a document that asks too much', () => {
  const ladder = Array.from({ length: 20 }, (_, at) => `fragment F${at} on Query { ${at === 19 ? 'open' : `...F${at + 1} ...F${at + 1}`} }`).join('\n');
  const documents = {
    tokens: `{ ${'open '.repeat(20_001)} }`,
    aliases: `{ ${Array.from({ length: 1_001 }, (_, at) => `a${at}: open`).join(' ')} }`,
    fragments: `{ ...F0 }\n${ladder}`,
    depth: `{ __schema { types { ${'ofType { '.repeat(22)} name ${'} '.repeat(22)} } } }`,
    directives: `{ ${'open @include(if: true) '.repeat(201)} }`,
  };

  it.each(Object.entries(documents))('is refused before it runs, and the limit is not named: %s', async (_kind, query) => {
    const refused = await callRefused(subgraph.url, { query, actor: clerk, language: 'en' });
    expect(refused).toMatchObject({ code: 'QUERY_TOO_LARGE', message: 'This query is too large. Split it into smaller ones.' });
  });

  it('is refused by the size of its body, larger for who is signed in', async () => {
    const query = `{ open } # ${'x'.repeat(2 * 1024 * 1024)}`;
    expect(await callRaw(subgraph.url, { query })).toMatchObject({ status: 413, errors: [{ extensions: { code: 'BODY_TOO_LARGE' } }] });
    expect(await callRaw(subgraph.url, { query, actor: clerk })).toMatchObject({ status: 200 });
  });
});

describe('a body that does not tell its length', () => {
  it('is read no further than the limit', async () => {
    const status = await new Promise((resolve, reject) => {
      const headers = { 'content-type': 'application/json', 'transfer-encoding': 'chunked', 'x-lianfang-gateway': testGatewaySecret };
      const call = request(subgraph.url, { method: 'POST', headers }, (response) => resolve(response.statusCode));
      call.on('error', reject);
      for (let sent = 0; sent < 20; sent += 1) call.write('x'.repeat(100_000));
    });
    expect(status).toBe(413);
  });
});

describe('lists, batches and scalars', () => {
  it('turn pages by opaque cursors, at most a hundred at once', async () => {
    const query = 'query($first: Int!, $after: String) { households(first: $first, after: $after) { edges { node { id } } pageInfo { hasNextPage hasPreviousPage endCursor } totalCount } }';
    const first = (await subgraph.call(clerk, query, { first: 3 })).households;
    expect(first).toMatchObject({ pageInfo: { hasNextPage: true, hasPreviousPage: false }, totalCount: 5 });
    const rest = (await subgraph.call(clerk, query, { first: 3, after: first.pageInfo.endCursor })).households;
    expect(rest.edges.map((edge: { node: { id: string } }) => edge.node.id)).toEqual(['d', 'e']);
    expect(rest.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
    expect(await subgraph.refused(clerk, query, { first: 101 })).toMatchObject({ code: 'PAGE_TOO_LARGE' });
    expect(await subgraph.refused(clerk, query, { first: -1 })).toMatchObject({ code: 'PAGE_SIZE_INVALID' });
    expect(await subgraph.refused(clerk, query, { first: 1, after: '%%' })).toMatchObject({ code: 'CURSOR_INVALID' });
  });

  it('load a batch with one call, each key once', async () => {
    const { a, c } = await subgraph.call(clerk, '{ a: household(id: "a") { id } b: household(id: "bb") { id } a2: household(id: "a") { id } c: household(id: "missing") { id } }');
    expect([a, c]).toEqual([{ id: 'a' }, null]);
    expect(batches).toEqual([['a', 'bb', 'missing']]);
  });

  it('read days and instants strictly', async () => {
    const query = 'query($day: Date!, $at: DateTime!) { household(id: "a") { day(day: $day) at(at: $at) } }';
    expect(await subgraph.call(clerk, query, { day: '2022-11-20', at: '2022-11-20T08:00:00+08:00' })).toEqual({
      household: { day: '2022-11-20', at: '2022-11-20T00:00:00.000Z' },
    });
    for (const wrong of [{ day: '2022-02-30' }, { day: '20/11/2022' }, { at: '2022-11-20T08:00:00' }, { at: '2022-11-20' }]) {
      const variables = { day: '2022-11-20', at: '2022-11-20T08:00:00Z', ...wrong };
      expect(await subgraph.refused(clerk, query, variables)).toMatchObject({ code: 'BAD_USER_INPUT' });
    }
  });
});

describe('the server', () => {
  it('tells operators of life, readiness and metrics without a credential', async () => {
    const at = (path: string) => fetch(new URL(path, subgraph.url));
    expect(await (await at('/health/live')).json()).toEqual({ live: true });
    expect(await (await at('/health/ready')).json()).toEqual({ ready: true, checks: { database: 'ok' } });
    expect(await (await at('/metrics')).text()).toContain('lianfang_graph_operation_seconds_count{operation="query household",outcome="ok"}');
  });

  it('keeps the request id of the gateway and makes one otherwise', async () => {
    const headers = { 'content-type': 'application/json', 'x-lianfang-gateway': testGatewaySecret };
    const body = '{"query":"{ open }"}';
    const given = await fetch(subgraph.url, { method: 'POST', headers: { ...headers, 'x-request-id': 'abcdef-12345678' }, body });
    expect(given.headers.get('x-request-id')).toBe('abcdef-12345678');
    const made = await fetch(subgraph.url, { method: 'POST', headers: { ...headers, 'x-request-id': 'bad id\u00e9' }, body });
    expect(made.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('answers running calls before it ends', async () => {
    const other = await bootSubgraph({ name: 'houses', sdl, resolvers, migrations: [], entities: [] });
    const running = callRaw(other.url, { query: '{ slow }' });
    while (!releaseSlow) await new Promise((wake) => setTimeout(wake, 5));
    const stopped = other.stop();
    releaseSlow();
    expect(await running).toMatchObject({ data: { slow: 'done' } });
    await stopped;
    await expect(fetch(other.url)).rejects.toThrow('fetch failed');
  });

  it('does not start with a resolver that has no place in the SDL', async () => {
    await expect(bootSubgraph({ name: 'houses', sdl, resolvers: { Query: { houshold: () => null } }, migrations: [], entities: [] })).rejects.toThrow('Query.houshold');
  });
});
