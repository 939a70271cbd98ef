import { writeFileSync } from 'node:fs';
import { serverAudits } from 'graphql-http';
import { createTokenReader } from '@lianfang/platform/auth';
import { createLog } from '@lianfang/platform/observability';
import { actorOf, testIssuer } from '@lianfang/testing/graph';
import { eventually } from '@lianfang/testing/wait';
import { district } from '../fixtures/district.ts';
import { startFixtureGateway } from '../fixtures/gateway.ts';
import { type Fixture, startFixture } from '../fixtures/serve.ts';

let fixture: Fixture;
let open: Awaited<ReturnType<typeof startFixtureGateway>>;
let guarded: Awaited<ReturnType<typeof startFixtureGateway>>;
const logged: string[] = [];

beforeAll(async () => {
  fixture = await startFixture(district);
  const log = createLog({ name: 'gateway', level: 'info' }, { write: (line) => void logged.push(line) });
  open = await startFixtureGateway(fixture, { log });
  const { issuer, jwksUrl, audience } = await testIssuer();
  guarded = await startFixtureGateway(fixture, { tokens: createTokenReader({ issuer, jwksUrl, audience }), gatewaySecret: 'the secret of the test', explorable: false });
});
afterAll(async () => {
  await open.stop();
  await guarded.stop();
  await fixture.stop();
});

interface Answer {
  data?: Record<string, unknown> | null;
  errors?: { message: string; path?: unknown; extensions: { code: string; errorId?: string } }[];
}

async function ask(url: string, query: string, headers: Record<string, string> = {}): Promise<{ status: number; text: string; answer: Answer }> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  });
  const text = await response.text();
  return { status: response.status, text, answer: JSON.parse(text) as Answer };
}

const authorization = async (who = 'guard') => ({ authorization: `Bearer ${await (await testIssuer()).sign({ ...actorOf(who) })}` });

describe('GraphQL over HTTP', () => {
  const audits = serverAudits({ url: () => `${open.url}/graphql` });
  test.each(audits.map((audit) => [audit.id, audit.name, audit] as const))('%s %s', async (_id, _name, audit) => {
    const result = await audit.fn();
    if (result.status !== 'ok') throw new Error(`${result.status}: ${result.reason}`);
  });
});

describe('who may ask', () => {
  test('a request without a token is refused', async () => {
    const { status, answer } = await ask(guarded.url, '{ people { id } }');
    expect([status, answer.errors?.[0]?.extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
  });

  test('a forged token is refused', async () => {
    const { authorization: good } = await authorization();
    const { status } = await ask(guarded.url, '{ people { id } }', { authorization: `${good.slice(0, -6)}AAAAAA` });
    expect(status).toBe(401);
  });

  test('the subgraphs get the token, the language, the trace and the credential of the gateway', async () => {
    fixture.calls.length = 0;
    const headers = { ...(await authorization()), 'accept-language': 'en', traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' };
    await ask(guarded.url, '{ people { id } }', { ...headers, 'x-lianfang-gateway': 'forged', cookie: 'a=b' });
    expect(fixture.calls[0]?.headers).toMatchObject({ ...headers, 'x-lianfang-gateway': 'the secret of the test' });
    expect(fixture.calls[0]?.headers).not.toHaveProperty('cookie');
  });

  test('what the graph is stays hidden where the explorer is off', async () => {
    const { answer } = await ask(guarded.url, '{ __schema { types { name } } }', await authorization());
    expect(answer.data).toBeUndefined();
    expect((await fetch(`${guarded.url}/graphiql`)).status).toBe(404);
  });

  test('without a login one may see what the graph is, and nothing else, where it is on', async () => {
    const { issuer, jwksUrl, audience } = await testIssuer();
    const demo = await startFixtureGateway(fixture, { tokens: createTokenReader({ issuer, jwksUrl, audience }) });
    expect((await ask(demo.url, '{ __schema { queryType { name } } }')).answer.data).toEqual({ __schema: { queryType: { name: 'Query' } } });
    expect((await ask(demo.url, '{ __typename people { id } }')).status).toBe(401);
    expect((await ask(demo.url, 'mutation { log(entry: "x") }')).status).toBe(401);
    await demo.stop();
  });
});

test.each([
  ['zh', '“entry”必须填写。'],
  ['en', 'Variable "$entry" of required type "String!" was not provided.'],
])('a variable that is missing is told in the language of the caller: %s', async (language, message) => {
  const { answer, status } = await ask(open.url, 'mutation ($entry: String!) { log(entry: $entry) }', { 'accept-language': language });
  expect(answer).toEqual({ errors: [expect.objectContaining({ message, extensions: { code: 'BAD_USER_INPUT' } })] });
  expect(status).toBe(200);
});

describe('requests of other sites', () => {
  const body = JSON.stringify({ query: 'mutation { log(entry: "forged") }' });
  test.each([
    ['a form', { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'query={people{id}}' }],
    ['plain text', { method: 'POST', headers: { 'content-type': 'text/plain' }, body }],
    ['no content type', { method: 'POST', body: new Blob([body]) }],
    ['a mutation by GET', { method: 'GET', search: `?query=${encodeURIComponent('mutation { log(entry: "x") }')}` }],
    ['a foreign origin', { method: 'POST', headers: { 'content-type': 'application/json', origin: 'https://evil.example' }, body }],
    ['a null origin', { method: 'POST', headers: { 'content-type': 'application/json', origin: 'null' }, body }],
    ['a foreign picture', { method: 'GET', search: '?query={__typename}', headers: { 'sec-fetch-site': 'cross-site' } }],
    ['a link with a cookie', { method: 'GET', search: '?query={__typename}', headers: { cookie: 'a=b' } }],
    ['a batch', { method: 'POST', headers: { 'content-type': 'application/json' }, body: `[${body}]` }],
    ['another method', { method: 'PUT', headers: { 'content-type': 'application/json' }, body }],
  ])('%s gets a 4xx and nothing is done', async (_, { search = '', ...request }: { search?: string } & RequestInit) => {
    fixture.calls.length = 0;
    const { status } = await fetch(`${open.url}/graphql${search}`, request);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
    expect(fixture.calls).toEqual([]);
  });
});

describe('documents that are too large', () => {
  const ladder = Array.from({ length: 20 }, (_, at) => `fragment F${at} on Person { ...F${at + 1} ...F${at + 1} }`).join(' ');
  test.each([
    ['deep', `{ people { ${'next { '.repeat(30)}id${' }'.repeat(30)} } }`],
    ['many aliases', `{ ${Array.from({ length: 100 }, (_, at) => `a${at}: me { id }`).join(' ')} }`],
    ['many directives', `{ people { id ${'@include(if: true) '.repeat(100)} } }`],
    ['long', `{ ${'people { id } '.repeat(2_000)} }`],
    ['a ladder of fragments', `{ people { ...F0 } } ${ladder} fragment F20 on Person { id }`],
  ])('%s: refused before planning, and the limit is not named', async (_, query) => {
    const { status, answer, text } = await ask(open.url, query);
    expect([status, answer.errors?.[0]?.extensions.code]).toEqual([400, 'OPERATION_TOO_LARGE']);
    expect(text).not.toMatch(/\d{2}|depth|alias|token|directive/i);
  });

  test('a body over 1 MB without a token, over 32 MB with one', async () => {
    const post = async (size: number, headers: Record<string, string>) =>
      fetch(`${guarded.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify({ query: '{ me { id } }', variables: { ledger: 'x'.repeat(size) } }) }).then(
        ({ status }) => status,
        // The server closes the connection while the client still writes.
        () => 413,
      );
    expect(await post(2_000_000, {})).toBe(413);
    expect(await post(2_000_000, await authorization())).toBe(200);
    expect(await post(34_000_000, await authorization())).toBe(413);
  });
});

describe('what leaves the house when something is broken', () => {
  const secrets = /127\.0\.0\.1|register|isolation|capacity|gates|db\.internal|relation|ECONN|undici|node_modules|\.ts\b|stack/i;

  test('an internal error is an error id that the log knows', async () => {
    const { answer, text } = await ask(open.url, '{ broken me { id } }');
    expect(answer.data).toEqual({ broken: null, me: { id: 'p1' } });
    expect(answer.errors?.[0]).toMatchObject({ path: ['broken'], extensions: { code: 'INTERNAL_ERROR' } });
    expect(text).not.toMatch(secrets);
    expect(logged.join('\n')).toContain(answer.errors![0]!.extensions.errorId);
  });

  test('a refusal keeps its code and its sentence', async () => {
    const { answer } = await ask(open.url, '{ refused }');
    expect(answer).toEqual({ errors: [{ message: 'outside your area', path: ['refused'], extensions: { code: 'AREA_NOT_YOURS' } }], data: { refused: null } });
  });

  test.each([
    ['hangs up', 'hang up' as const],
    ['answers with a page', { status: 502, body: '<html>nginx at 10.1.2.3</html>' }],
    ['answers with something else', { status: 200, body: '[1, 2]' }],
    ['answers with nothing', { status: 200, body: '{}' }],
  ])('a subgraph that %s nulls its own fields and says so', async (_, how) => {
    fixture.break('capacity', how);
    const { status, answer, text } = await ask(open.url, '{ person(id: "p1") { id age stay { name freeBeds } } areas { code } }');
    fixture.break('capacity', undefined);
    expect(status).toBe(200);
    // The age is not nullable, so the person goes with it; the areas stay.
    expect(answer.data).toEqual({ person: null, areas: [{ code: '410811' }, { code: '410811001' }, { code: '410811002' }] });
    expect(new Set(answer.errors?.map(({ extensions }) => extensions.code))).toEqual(new Set(['SUBGRAPH_UNAVAILABLE']));
    expect(text).not.toMatch(/10\.1\.2\.3|html|nginx/);
    expect(text).not.toMatch(secrets);
  });

  test('a mutation is not asked again when the connection broke', async () => {
    fixture.calls.length = 0;
    fixture.break('register', 'hang up');
    await ask(open.url, 'mutation { log(entry: "once") }');
    expect(fixture.calls).toHaveLength(1);
    await ask(open.url, '{ areas { code } }');
    fixture.break('register', undefined);
    expect(fixture.calls).toHaveLength(4);
  });

  test('names of the prototype are ordinary names', async () => {
    const { answer } = await ask(open.url, '{ __proto__: me { constructor: id toString: name __proto__: nick } }');
    expect(JSON.stringify(answer)).toBe('{"data":{"__proto__":{"constructor":"p1","toString":"甲","__proto__":"小甲"}}}');
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});

describe('mutations', () => {
  test('run in the order they stand', async () => {
    fixture.calls.length = 0;
    const { answer } = await ask(open.url, 'mutation { a: log(entry: "1") assign(person: "p1", place: "f1") { name stay { name } } b: log(entry: "2") }');
    expect(answer.data).toEqual({ a: ['1'], assign: { name: '甲', stay: { name: '山阳宾馆' } }, b: ['2'] });
    expect(fixture.calls.map(({ subgraph }) => subgraph)[0]).toBe('register');
    expect(fixture.calls.at(-1)?.query).toContain('"2"');
  });
});

describe('a new supergraph', () => {
  test('is taken into use without a restart, a bad one is not', async () => {
    const query = '{ gate(name: "x") { name odd } }';
    expect((await ask(open.url, query)).answer.data).toBeDefined();
    writeFileSync(open.supergraphFile, 'type Query { nonsense: Nothing }');
    await eventually(() => expect(logged.join('\n')).toContain('the new supergraph is refused; the old one stays'));
    expect((await ask(open.url, query)).answer.data).toBeDefined();
    writeFileSync(open.supergraphFile, fixture.supergraph.replace(/^ *odd: Int.*\n/gm, ''));
    await eventually(async () => expect((await ask(open.url, query)).answer.errors?.[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED'));
    expect((await ask(open.url, '{ me { id } }')).answer.data).toEqual({ me: { id: 'p1' } });
  });
});

describe('pages', () => {
  test('the explorer comes whole from here', async () => {
    const page = await fetch(`${open.url}/graphiql`);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toContain("connect-src 'self'");
    expect(await page.text()).not.toMatch(/<(script|link)[^>]+(src|href)="https?:/);
  });

  test('health and metrics answer', async () => {
    for (const path of ['/health', '/health/live', '/health/ready', '/metrics']) expect((await fetch(`${open.url}${path}`)).status).toBe(200);
  });
});
