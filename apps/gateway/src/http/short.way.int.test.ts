import { request } from 'node:http';
import { writeFileSync } from 'node:fs';
import { createTokenReader } from '@lianfang/platform/auth';
import { metrics } from '@lianfang/platform/observability';
import { actorOf, testIssuer } from '@lianfang/testing/graph';
import { eventually } from '@lianfang/testing/wait';
import { district } from '../fixtures/district.ts';
import { startFixtureGateway } from '../fixtures/gateway.ts';
import { type Fixture, startFixture } from '../fixtures/serve.ts';

type FixtureGateway = Awaited<ReturnType<typeof startFixtureGateway>>;

let fixture: Fixture;
let short: FixtureGateway;
let whole: FixtureGateway;
let authorization: string;

beforeAll(async () => {
  fixture = await startFixture(district);
  const { issuer, jwksUrl, audience, sign } = await testIssuer();
  const tokens = createTokenReader({ issuer, jwksUrl, audience });
  authorization = `Bearer ${await sign({ ...actorOf('guard') })}`;
  short = await startFixtureGateway(fixture, { tokens, explorable: false });
  whole = await startFixtureGateway(fixture, { tokens, explorable: false, shortWay: false });
});
afterAll(async () => {
  await short.stop();
  await whole.stop();
  await fixture.stop();
});

interface Request {
  method?: string;
  search?: string;
  headers?: Record<string, string>;
  body?: unknown;
}

interface Seen {
  status: number | undefined;
  headers: Record<string, unknown>;
  body: string;
}

/** By node:http, so that no header is added or left out but those that the test names. */
function send(gateway: FixtureGateway, { method = 'POST', search = '', headers, body }: Request): Promise<Seen> {
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const sent = request(`${gateway.url}/graphql${search}`, { method, headers: { 'content-type': 'application/json', authorization, ...headers } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const { date: _date, 'x-request-id': _id, ...received } = response.headers;
        // An error id is new each time, and so is a request's.
        resolve({ status: response.statusCode, headers: received, body: Buffer.concat(chunks).toString().replace(/"errorId":"[^"]+"/g, '"errorId":"…"') });
      });
    });
    sent.on('error', reject);
    sent.end(text);
  });
}

const plain = '{ areas { code } me { id } }';
const named = 'query A { me { id } } query B { areas { code } }';
const byId = 'query One($id: ID!) { person(id: $id) { id name stay { name } } }';
const conditional = 'query C($with: Boolean! = false) { me { id name @include(if: $with) } }';
const inGraphqlJson = { accept: 'application/graphql-response+json' };

const requests: Record<string, Request> = {
  'a query': { body: { query: plain } },
  'variables': { body: { query: byId, variables: { id: 'p1' } } },
  'other variables': { body: { query: byId, variables: { id: 'nobody' } } },
  'no variables where one is needed': { body: { query: byId } },
  'variables of the wrong kind': { body: { query: byId, variables: { id: { a: 1 } } } },
  'variables as a list': { body: { query: byId, variables: [] } },
  'variables as text': { body: { query: byId, variables: '{"id":"p1"}' } },
  'variables that are null': { body: { query: plain, variables: null } },
  'a condition off': { body: { query: conditional, variables: { with: false } } },
  'a condition on': { body: { query: conditional, variables: { with: true } } },
  'a condition left to its default': { body: { query: conditional } },
  'the first of two operations': { body: { query: named, operationName: 'A' } },
  'the second of two operations': { body: { query: named, operationName: 'B' } },
  'none of two operations': { body: { query: named } },
  'an unknown operation': { body: { query: named, operationName: 'Z' } },
  'an operation name of the wrong kind': { body: { query: named, operationName: 7 } },
  'an empty operation name': { body: { query: plain, operationName: '' } },
  'a null operation name': { body: { query: plain, operationName: null } },
  'extensions': { body: { query: plain, extensions: { a: 1 } } },
  'extensions of the wrong kind': { body: { query: plain, extensions: 'x' } },
  'a field that is refused': { body: { query: '{ refused me { id } }' } },
  'a field that is broken': { body: { query: '{ broken me { id } }' } },
  'a mutation': { body: { query: 'mutation { log(entry: "x") }' } },
  'a subscription': { body: { query: 'subscription { nothing }' } },
  'a syntax error': { body: { query: '{ people { id }' } },
  'an unknown field': { body: { query: '{ people { nothing } }' } },
  'introspection': { body: { query: '{ __schema { queryType { name } } }' } },
  'names only': { body: { query: '{ __typename }' } },
  'a query by GET': { method: 'GET', search: `?query=${encodeURIComponent(plain)}` },
  'parameters in the address of a POST': { search: '?query={__typename}', body: { query: plain } },
  'no query': { body: {} },
  'the other media type': { body: { query: plain }, headers: inGraphqlJson },
  'the other media type, with an error': { body: { query: byId }, headers: inGraphqlJson },
  'any media type': { body: { query: plain }, headers: { accept: '*/*' } },
  'a list of media types': { body: { query: plain }, headers: { accept: 'text/html, application/graphql-response+json;q=0.9, application/json;q=0.8' } },
  'a media type that we do not have': { body: { query: plain }, headers: { accept: 'text/html' } },
  'the English language': { body: { query: '{ refused }' }, headers: { 'accept-language': 'en' } },
  'content with a charset': { body: { query: plain }, headers: { 'content-type': 'application/json; charset=utf-8' } },
  'content that is no JSON': { body: plain, headers: { 'content-type': 'text/plain' } },
  'the page of another site': { body: { query: plain }, headers: { origin: 'https://evil.example' } },
  'no token': { body: { query: plain }, headers: { authorization: '' } },
  'a hash without its text': { body: { extensions: { persistedQuery: { version: 1, sha256Hash: '0'.repeat(64) } } } },
};

/** How many operations went which way while `work` ran. */
async function waysOf(work: () => Promise<unknown>): Promise<{ short: number; whole: number }> {
  const told = async (way: string) => (await metrics.operationWays.get()).values.find(({ labels }) => labels.way === way)?.value ?? 0;
  const before = [await told('short'), await told('whole')];
  await work();
  return { short: (await told('short')) - before[0]!, whole: (await told('whole')) - before[1]! };
}

describe('from the second time on the short way is taken', () => {
  const times = async (request: Request) => {
    for (let time = 0; time < 5; time++) await send(short, request);
  };

  test.each<[string, Request]>([
    ['by a query', { body: { query: 'query Warm { areas { code } }' } }],
    ['by a query with variables', { body: { query: 'query Warm($id: ID!) { person(id: $id) { id name } }', variables: { id: 'p1' } } }],
    ['by an operation of several', { body: { query: 'query Warm { me { id } } query Other { areas { code } }', operationName: 'Warm' } }],
  ])('%s', async (_, request) => {
    await send(short, { body: { query: plain } });
    expect(await waysOf(() => times(request))).toEqual({ short: 4, whole: 1 });
  });

  test.each(['a mutation', 'a syntax error', 'an unknown field', 'a field that is refused', 'a field that is broken', 'extensions', 'a query by GET'])('but not by %s', async (name) => {
    expect(await waysOf(() => times(requests[name]!))).toEqual({ short: 0, whole: 5 });
  });
});

describe('the short way answers as the whole way does, the first time and every time after', () => {
  test.each(Object.keys(requests))('%s', async (name) => {
    const expected = await send(whole, requests[name]!);
    for (let time = 0; time < 3; time++) expect(await send(short, requests[name]!)).toEqual(expected);
  });

  test('and asks the subgraphs the same', async () => {
    const callsOf = async (gateway: FixtureGateway) => {
      fixture.calls.length = 0;
      await send(gateway, requests.variables!);
      return fixture.calls.map(({ subgraph, query, variables, headers: { host: _host, 'x-request-id': _id, ...headers } }) => ({ subgraph, query, variables, headers }));
    };
    const expected = await callsOf(whole);
    expect(expected.length).toBeGreaterThan(0);
    expect(await callsOf(short)).toEqual(expected);
  });

  test('a query with an error is executed once', async () => {
    await send(short, requests['a field that is broken']!);
    fixture.calls.length = 0;
    await send(whole, requests['a field that is broken']!);
    const once = fixture.calls.length;
    await send(short, requests['a field that is broken']!);
    expect(fixture.calls).toHaveLength(2 * once);
  });

  test('also when a subgraph is down', async () => {
    fixture.break('register', 'hang up');
    const expected = await send(whole, requests['a query']!);
    const answered = await send(short, requests['a query']!);
    fixture.break('register', undefined);
    expect(answered).toEqual(expected);
    expect(await send(short, requests['a query']!)).toEqual(await send(whole, requests['a query']!));
  });

  test('until the supergraph changes: then the text is judged anew', async () => {
    const odd = { body: { query: '{ gate(name: "x") { name odd } }' } };
    await send(short, odd);
    const changed = fixture.supergraph.replace(/^ *odd: Int.*\n/gm, '');
    for (const { supergraphFile } of [short, whole]) writeFileSync(supergraphFile, changed);
    await eventually(async () => expect((await send(whole, odd)).body).toContain('GRAPHQL_VALIDATION_FAILED'));
    await eventually(async () => expect(await send(short, odd)).toEqual(await send(whole, odd)));
  });
});
