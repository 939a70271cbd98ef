import { createHash } from 'node:crypto';
import { createTokenReader } from '@lianfang/platform/auth';
import { actorOf, testIssuer } from '@lianfang/testing/graph';
import { district } from '../fixtures/district.ts';
import { startFixtureGateway } from '../fixtures/gateway.ts';
import { type Fixture, startFixture } from '../fixtures/serve.ts';
import { readRegistered } from './registered.ts';

type FixtureGateway = Awaited<ReturnType<typeof startFixtureGateway>>;

const text = 'query One($id: ID!) { person(id: $id) { id name } }';
const note = 'mutation Note($entry: String!) { log(entry: $entry) }';
const hashOf = (operation: string) => createHash('sha256').update(operation).digest('hex');
const registered = readRegistered(JSON.stringify({ [hashOf(text)]: text, [hashOf(note)]: note }));

let fixture: Fixture;
let open: FixtureGateway;
let strict: FixtureGateway;
let authorization: string;

beforeAll(async () => {
  fixture = await startFixture(district);
  const { issuer, jwksUrl, audience, sign } = await testIssuer();
  authorization = `Bearer ${await sign({ ...actorOf('guard') })}`;
  const tokens = createTokenReader({ issuer, jwksUrl, audience });
  open = await startFixtureGateway(fixture, { tokens, registered, explorable: false });
  strict = await startFixtureGateway(fixture, { tokens, registered, safelist: true, explorable: false });
});
afterAll(async () => {
  await open.stop();
  await strict.stop();
  await fixture.stop();
});

interface Answer {
  data?: unknown;
  errors?: { extensions: { code: string } }[];
}

async function post(gateway: FixtureGateway, body: object, headers: Record<string, string> = { authorization }): Promise<{ status: number; answer: Answer }> {
  const response = await fetch(`${gateway.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });
  return { status: response.status, answer: (await response.json()) as Answer };
}

const byHash = (operation: string, version = 1) => ({ extensions: { persistedQuery: { version, sha256Hash: hashOf(operation) } } });
const person = { data: { person: { id: 'p1', name: '甲' } } };

describe('a registered operation', () => {
  test('is asked by its hash, by POST and by GET', async () => {
    for (const gateway of [open, strict]) {
      for (let time = 0; time < 3; time++) expect(await post(gateway, { ...byHash(text), variables: { id: 'p1' } })).toEqual({ status: 200, answer: person });
      const search = new URLSearchParams({ variables: '{"id":"p1"}', extensions: JSON.stringify(byHash(text).extensions) });
      const response = await fetch(`${gateway.url}/graphql?${search.toString()}`, { headers: { authorization } });
      expect(await response.json()).toEqual(person);
    }
  });

  test('is asked by its text as well', async () => {
    expect((await post(strict, { query: text, variables: { id: 'p1' } })).answer).toEqual(person);
  });

  test('needs a token like any other', async () => {
    fixture.calls.length = 0;
    expect((await post(open, { ...byHash(text), variables: { id: 'p1' } }, {})).status).toBe(401);
    expect(fixture.calls).toEqual([]);
  });

  test('that changes something is not asked by GET', async () => {
    fixture.calls.length = 0;
    const search = new URLSearchParams({ variables: '{"entry":"x"}', extensions: JSON.stringify(byHash(note).extensions) });
    expect((await fetch(`${open.url}/graphql?${search.toString()}`, { headers: { authorization } })).status).toBe(405);
    expect(fixture.calls).toEqual([]);
    expect((await post(open, { ...byHash(note), variables: { entry: 'x' } })).answer.data).toEqual({ log: ['x'] });
  });
});

describe('automatic persisted queries', () => {
  test('are told to a caller with a token only', async () => {
    const other = '{ me { id } }';
    expect((await post(open, { query: other, ...byHash(other) })).answer.data).toEqual({ me: { id: 'p1' } });
    expect((await post(open, byHash(other))).answer.data).toEqual({ me: { id: 'p1' } });
    expect((await post(open, byHash(other), {})).status).toBe(401);
  });
});

describe('a safelist', () => {
  test('of 1,000 operations with one character changed none is executed', async () => {
    fixture.calls.length = 0;
    const alphabet = ' {}()$!:,#_aeiou\n';
    for (let at = 0; at < 1_000; at++) {
      const place = at % text.length;
      const query = `${text.slice(0, place)}${alphabet[at % alphabet.length]}${text.slice(place + (at % 2))}`;
      if (query === text) continue;
      const { status, answer } = await post(strict, { query, variables: { id: 'p1' } });
      expect([status, answer.errors?.[0]?.extensions.code]).toEqual([403, 'OPERATION_NOT_REGISTERED']);
    }
    expect(fixture.calls).toEqual([]);
  }, 60_000);

  test.each([
    ['an unregistered hash', byHash('{ me { id } }')],
    ['an unregistered hash with its text', { query: '{ me { id } }', ...byHash('{ me { id } }') }],
    ['a registered hash with another text', { query: '{ me { id } }', ...byHash(text) }],
    ['a hash of another version', byHash(text, 2)],
    ['introspection', { query: '{ __schema { queryType { name } } }' }],
  ])('lets %s not through', async (_, body) => {
    fixture.calls.length = 0;
    for (let time = 0; time < 2; time++) expect((await post(strict, body)).answer.data).toBeUndefined();
    expect(fixture.calls).toEqual([]);
  });
});

describe('a manifest', () => {
  test.each([
    ['whose hash is of another text', JSON.stringify({ [hashOf('{ a }')]: '{ b }' })],
    ['whose hash is none', JSON.stringify({ abc: '{ b }' })],
    ['that is a list', JSON.stringify(['{ b }'])],
    ['that is no JSON', '{'],
  ])('%s is refused', (_, json) => {
    expect(() => readRegistered(json)).toThrow();
  });
});
