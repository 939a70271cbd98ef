import { gunzipSync, brotliDecompressSync } from 'node:zlib';
import { createHash } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { createTokenReader } from '@lianfang/platform/auth';
import { actorOf, testIssuer } from '@lianfang/testing/graph';
import { startFixtureGateway } from '../fixtures/gateway.ts';
import { registry } from '../fixtures/registry.ts';
import { type Fixture, startFixture } from '../fixtures/serve.ts';
import { usualLimits } from './demand.ts';

type FixtureGateway = Awaited<ReturnType<typeof startFixtureGateway>>;

let fixture: Fixture;
let gateway: FixtureGateway;
let batching: FixtureGateway;
let tight: FixtureGateway;
/** No limits: what the subgraph would answer. */
let lavish: FixtureGateway;

beforeAll(async () => {
  fixture = await startFixture(registry);
  const { issuer, jwksUrl, audience } = await testIssuer();
  const tokens = createTokenReader({ issuer, jwksUrl, audience });
  gateway = await startFixtureGateway(fixture, { tokens, demand: usualLimits, trustedProxies: ['127.0.0.0/8'] });
  batching = await startFixtureGateway(fixture, { tokens, demand: usualLimits, batchLimit: 10 });
  lavish = await startFixtureGateway(fixture, { tokens });
  tight = await startFixtureGateway(fixture, {
    tokens,
    trustedProxies: ['127.0.0.0/8'],
    demand: { ...usualLimits, requestsPerAgency: 5, requestsPerAddress: 5, costPerAgency: 1_000, costBudgets: new Map([['police', 40]]) },
  });
});
afterAll(async () => {
  for (const one of [gateway, batching, lavish, tight]) await one.stop();
  await fixture.stop();
});
beforeEach(() => (fixture.calls.length = 0));

let callers = 0;
/** A caller nobody has counted yet. */
async function newcomer(change: { agency?: string } = {}): Promise<string> {
  return `Bearer ${await (await testIssuer()).sign({ ...actorOf('community', { id: `caller-${++callers}`, ...change }) })}`;
}

interface Answered {
  status: number;
  headers: Headers;
  answer: { data?: unknown; errors?: { message: string; extensions: { code: string; retryAfter?: number } }[]; extensions?: unknown };
}

async function post(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Answered> {
  const response = await fetch(`${url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });
  return { status: response.status, headers: response.headers, answer: (await response.json()) as Answered['answer'] };
}

const codeOf = ({ answer }: Answered) => answer.errors?.[0]?.extensions.code;
const numbers = (from: number, count: number) => Array.from({ length: count }, (_, at) => `41081119700101${String(from + at).padStart(4, '0')}`);

describe('looking people up (each object counts, wherever it stands)', () => {
  test('by single queries: the 31st within a minute is refused, with the time to wait', async () => {
    const authorization = await newcomer();
    for (const number of numbers(0, 30)) expect((await post(gateway.url, { query: 'query ($n: String!) { people(search: $n) { id } }', variables: { n: number } }, { authorization })).status).toBe(200);
    fixture.calls.length = 0;
    const refused = await post(gateway.url, { query: 'query ($n: String!) { people(search: $n) { id } }', variables: { n: 'another' } }, { authorization });
    expect([refused.status, codeOf(refused)]).toEqual([429, 'LOOKUPS_EXHAUSTED']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refused.answer.errors?.[0]?.extensions.retryAfter).toBe(Number(refused.headers.get('retry-after')));
    expect(fixture.calls).toEqual([]);
    // Another caller is not concerned, nor is what this one has looked up before.
    expect((await post(gateway.url, { query: '{ people(search: "x") { id } }' }, { authorization: await newcomer() })).status).toBe(200);
    expect((await post(gateway.url, { query: '{ people(search: "411") { id } }'.replace('411', numbers(0, 1)[0]!) }, { authorization })).status).toBe(200);
  });

  test('by alias', async () => {
    const aliases = numbers(100, 31).map((number, at) => `a${at}: people(search: "${number}") { id }`);
    const refused = await post(gateway.url, { query: `{ ${aliases.join(' ')} }` }, { authorization: await newcomer() });
    expect([refused.status, codeOf(refused)]).toEqual([429, 'LOOKUPS_EXHAUSTED']);
    expect(fixture.calls).toEqual([]);
    expect((await post(lavish.url, { query: `{ ${aliases.join(' ')} }` }, { authorization: await newcomer() })).status).toBe(200);
  });

  test('by list', async () => {
    const refused = await post(gateway.url, { query: 'query ($n: [ID!]!) { persons(numbers: $n) { id } }', variables: { n: numbers(200, 31) } }, { authorization: await newcomer() });
    expect([refused.status, codeOf(refused)]).toEqual([429, 'LOOKUPS_EXHAUSTED']);
    expect(fixture.calls).toEqual([]);
  });

  test('by batch: each counts as if it had come alone', async () => {
    const authorization = await newcomer();
    const batch = (from: number) => numbers(from, 10).map((number) => ({ query: `{ people(search: "${number}") { id } }` }));
    for (const from of [300, 310, 320]) expect((await post(batching.url, batch(from), { authorization })).status).toBe(200);
    fixture.calls.length = 0;
    const refused = (await post(batching.url, batch(330), { authorization })).answer as unknown as Answered['answer'][];
    expect(refused.map(({ errors }) => errors?.[0]?.extensions.code)).toEqual(Array.from({ length: 10 }, () => 'LOOKUPS_EXHAUSTED'));
    expect(fixture.calls).toEqual([]);
  });

  test('across ways of asking: single, alias, list and fragment count together', async () => {
    const authorization = await newcomer();
    const aliases = numbers(400, 10).map((number, at) => `a${at}: people(search: "${number}") { id }`);
    await post(gateway.url, { query: `query Q { ...F } fragment F on Query { ${aliases.join(' ')} }` }, { authorization });
    await post(gateway.url, { query: 'query ($n: [ID!]!) { persons(numbers: $n) { id } }', variables: { n: numbers(500, 20) } }, { authorization });
    expect((await post(gateway.url, { query: '{ people(search: "one more") { id } }' }, { authorization })).status).toBe(429);
  });
});

describe('batches', () => {
  const batch = [{ query: '{ a: __typename }' }, { query: '{ b: nothing }' }, { query: '{ c: __typename }' }];
  test('are off', async () => expect((await post(gateway.url, batch, { authorization: await newcomer() })).status).toBe(400));
  test('are answered in their order where they are on, each with its own errors', async () => {
    const { status, answer } = await post(batching.url, batch, { authorization: await newcomer() });
    expect([status, answer]).toMatchObject([200, [{ data: { a: 'Query' } }, { errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] }, { data: { c: 'Query' } }]]);
  });
  test.each([['too many', Array.from({ length: 11 }, () => batch[0])], ['none', []], ['what is no operation', [1, 'x']]])('%s: refused', async (_, list) => {
    expect((await post(batching.url, list, { authorization: await newcomer() })).status).toBe(400);
  });
});

describe('rates', () => {
  test('of an agency: 429 and when to come back; another agency goes on', async () => {
    const authorization = await newcomer({ agency: 'supplies' });
    const answers = await Promise.all(Array.from({ length: 30 }, () => post(tight.url, { query: '{ __typename }' }, { authorization })));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(5);
    expect([codeOf(refused[0]!), refused[0]!.headers.get('retry-after')]).toEqual(['RATE_LIMITED', '1']);
    expect((await post(tight.url, { query: '{ __typename }' }, { authorization: await newcomer({ agency: 'health' }) })).status).toBe(200);
  });

  test('of an address without a token, or with tokens that are tried; what the client writes into X-Forwarded-For does not help', async () => {
    const from = (address: string, authorization?: string) => post(tight.url, { query: '{ __schema { queryType { name } } }' }, { 'x-forwarded-for': `9.9.9.${Math.floor(Math.random() * 250)}, ${address}`, ...(authorization ? { authorization } : {}) });
    for (let at = 0; at < 5; at++) expect((await from('203.0.113.1')).status).toBe(200);
    expect((await from('203.0.113.1')).status).toBe(429);
    for (let at = 0; at < 5; at++) expect((await from('203.0.113.2', `Bearer forged.${at}.token`)).status).toBe(401);
    expect((await from('203.0.113.2', 'Bearer forged.6.token')).status).toBe(429);
    expect((await from('203.0.113.3')).status).toBe(200);
  });
});

describe('cost', () => {
  test('an operation that asks for too much is refused before it is planned, and the limit is not named', async () => {
    const refused = await post(gateway.url, { query: 'query ($n: Int) { list(first: $n) { id friends(first: 1000) { id } } }', variables: { n: 1000 } }, { authorization: await newcomer() });
    expect([refused.status, codeOf(refused)]).toEqual([400, 'OPERATION_TOO_LARGE']);
    expect(JSON.stringify(refused.answer)).not.toMatch(/\d{3}|cost|limit/i);
    expect(fixture.calls).toEqual([]);
  });

  test('the budget of an agency: a minute long, its own where it has one', async () => {
    const query = '{ list(first: 30) { id } }';
    const police = await newcomer({ agency: 'police' });
    expect((await post(tight.url, { query }, { authorization: police })).status).toBe(200);
    const spent = await post(tight.url, { query }, { authorization: police });
    expect([spent.status, codeOf(spent)]).toEqual([429, 'COST_BUDGET_SPENT']);
    expect(Number(spent.headers.get('retry-after'))).toBeGreaterThan(5);
    expect((await post(tight.url, { query }, { authorization: await newcomer({ agency: 'command' }) })).status).toBe(200);
  });

  test('is told to who wishes it', async () => {
    const authorization = await newcomer();
    const { answer } = await post(gateway.url, { query: '{ list(first: 30) { id } }', extensions: { cost: true } }, { authorization });
    expect(answer.extensions).toEqual({ cost: { estimated: 30, strategy: 'static_estimated' } });
    expect((await post(gateway.url, { query: '{ list(first: 30) { id } }' }, { authorization })).answer).not.toHaveProperty('extensions');
    const got = await fetch(`${gateway.url}/graphql?${new URLSearchParams({ query: '{ list(first: 7) { id } }', extensions: '{"cost":true}' })}`, { headers: { authorization } });
    expect(((await got.json()) as Answered['answer']).extensions).toEqual({ cost: { estimated: 7, strategy: 'static_estimated' } });
  });
});

describe('automatic persisted queries', () => {
  const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');
  const asked = (query: string | undefined, hash: string) => ({ ...(query === undefined ? {} : { query }), extensions: { persistedQuery: { version: 1, sha256Hash: hash } } });
  const query = '{ list(first: 2) { id } }';

  test('a text that came once with its hash is named by it', async () => {
    const authorization = await newcomer();
    expect(codeOf(await post(gateway.url, asked(undefined, hashOf(query)), { authorization }))).toBe('PERSISTED_QUERY_NOT_FOUND');
    const data = { list: [{ id: '0' }, { id: '1' }] };
    expect((await post(gateway.url, asked(query, hashOf(query)), { authorization })).answer).toEqual({ data });
    expect((await post(gateway.url, asked(undefined, hashOf(query)), { authorization })).answer).toEqual({ data });
    const got = await fetch(`${gateway.url}/graphql?extensions=${encodeURIComponent(JSON.stringify(asked(undefined, hashOf(query)).extensions))}`, { headers: { authorization } });
    expect(await got.json()).toEqual({ data });
  });

  test('a text under the hash of another is refused and not learnt', async () => {
    const authorization = await newcomer();
    const other = hashOf('{ __typename }');
    expect((await post(gateway.url, asked('{ list(first: 3) { id } }', other), { authorization })).status).toBe(400);
    expect(codeOf(await post(gateway.url, asked(undefined, other), { authorization }))).toBe('PERSISTED_QUERY_NOT_FOUND');
  });

  test('what the limits refuse is not learnt; without a token a hash opens nothing', async () => {
    const deep = `{ list(first: 1) { ${'friends(first: 1) { '.repeat(30)}id${' }'.repeat(30)} } }`;
    const authorization = await newcomer();
    expect(codeOf(await post(gateway.url, asked(deep, hashOf(deep)), { authorization }))).toBe('OPERATION_TOO_LARGE');
    expect(codeOf(await post(gateway.url, asked(undefined, hashOf(deep)), { authorization }))).toMatch(/OPERATION_TOO_LARGE|PERSISTED_QUERY_NOT_FOUND/);
    expect((await post(gateway.url, asked(undefined, hashOf(query)))).status).toBe(401);
  });
});

describe('packed answers', () => {
  const raw = async (encoding: string, first: number): Promise<{ headers: Record<string, unknown>; body: Buffer }> => {
    const authorization = await newcomer();
    return new Promise((resolve, reject) => {
      const sent = httpRequest(`${gateway.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', 'accept-encoding': encoding, authorization } }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => resolve({ headers: response.headers, body: Buffer.concat(chunks) }));
      });
      sent.on('error', reject);
      sent.end(JSON.stringify({ query: `{ list(first: ${first}) { id name } }` }));
    });
  };

  test.each([
    ['br', 'br, gzip', (body: Buffer) => brotliDecompressSync(body).toString()],
    ['gzip', 'gzip, deflate', (body: Buffer) => gunzipSync(body).toString()],
    ['gzip', 'br;q=0, gzip;q=0.5', (body: Buffer) => gunzipSync(body).toString()],
  ])('%s for who takes %s', async (encoding, accepted, open) => {
    for (let round = 0; round < 2; round++) {
      const { headers, body } = await raw(accepted, 300);
      expect([headers['content-encoding'], headers.vary]).toEqual([encoding, 'accept-encoding']);
      expect(body.length).toBeLessThan(3_000);
      expect((JSON.parse(open(body)) as { data: { list: { name: string }[] } }).data.list[299]?.name).toBe('第299人');
    }
  });

  test('not for small answers, nor for who takes none', async () => {
    expect((await raw('br, gzip', 2)).headers).not.toHaveProperty('content-encoding');
    expect((await raw('identity', 300)).headers).not.toHaveProperty('content-encoding');
  });
});

test('where a request comes from and its id go to the subgraphs, and the id to the client', async () => {
  const { headers } = await post(gateway.url, { query: '{ list(first: 1) { id } }' }, { authorization: await newcomer(), 'x-forwarded-for': '6.6.6.6, 203.0.113.77', 'x-request-id': 'from-the-proxy', 'x-lianfang-client': '1.1.1.1' });
  expect(headers.get('x-request-id')).toBe('from-the-proxy');
  expect(fixture.calls[0]?.headers).toMatchObject({ 'x-request-id': 'from-the-proxy', 'x-lianfang-client': '203.0.113.77' });
});

