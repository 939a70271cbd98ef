import { createTokenReader } from '@lianfang/platform/auth';
import { createLog } from '@lianfang/platform/observability';
import { actorOf, testIssuer } from '@lianfang/testing/graph';
import { parse, print, visit } from 'graphql';
import { readSupergraph } from '../supergraph/supergraph.ts';
import { district } from '../fixtures/district.ts';
import { chance, generateOperation } from '../fixtures/generate.ts';
import { startFixtureGateway } from '../fixtures/gateway.ts';
import { type BrokenAnswer, type Fixture, startFixture } from '../fixtures/serve.ts';

let fixture: Fixture;
let gateway: Awaited<ReturnType<typeof startFixtureGateway>>;
let authorization: string;
const logged: string[] = [];

beforeAll(async () => {
  fixture = await startFixture(district);
  const { issuer, jwksUrl, audience, sign } = await testIssuer();
  const log = createLog({ name: 'gateway', level: 'info' }, { write: (line) => void logged.push(line) });
  gateway = await startFixtureGateway(fixture, { tokens: createTokenReader({ issuer, jwksUrl, audience }), log, explorable: false });
  authorization = `Bearer ${await sign({ ...actorOf('guard') })}`;
});
afterAll(async () => {
  await gateway.stop();
  await fixture.stop();
});

const inside = 'relation "people" does not exist at db.internal:5432 SELECT * FROM residents in /srv/app/person.store.ts:17';
const json = (value: unknown): BrokenAnswer => ({ status: 200, body: JSON.stringify(value) });
const ways: readonly BrokenAnswer[] = [
  'hang up',
  { status: 502, body: `<html>nginx at 10.1.2.3: ${inside}</html>` },
  { status: 500, body: inside },
  { status: 200, body: '[1, 2' },
  json({ errors: [{ message: inside }] }),
  json({ errors: [{ message: inside, extensions: { code: 'INTERNAL_SERVER_ERROR', stacktrace: [inside], exception: { sql: inside } } }], data: null }),
  json({ errors: [{ message: inside, path: ['people', 0, 'name'], extensions: { code: 'DOWNSTREAM_SERVICE_ERROR', service: 'register', serviceName: 'register' } }], data: {} }),
  json({ errors: 'not a list', data: { people: inside } }),
  json({ data: { people: [{ id: { nested: inside } }], person: inside, _entities: [inside, null, [inside]] } }),
];

/** No stack, SQL, table, host, path or name of a part. */
const secrets = /internal:|5432|SELECT|residents|store\.ts|node_modules|\bat .*:\d+:\d+|10\.1\.2\.3|nginx|127\.0\.0\.1|ECONN|undici|TypeError|RangeError|Cannot read|\bregister\b|\bcapacity\b/i;

let known: ReturnType<typeof readSupergraph> | undefined;
const schema = () => (known ??= readSupergraph(fixture.supergraph)).clientSchema;

/** A request that is right, or wrong in one of the usual ways. */
function request(seed: number): { body: string; type: string } {
  const next = chance(seed);
  // Sixty operations, over and over: planning each anew is not what is tried here.
  const { query, variables } = generateOperation(schema(), 1 + (seed % 60), 2);
  const type = 'application/json';
  const kind = next();
  if (kind < 0.6) return { type, body: JSON.stringify({ query, variables }) };
  if (kind < 0.7) return { type, body: JSON.stringify({ query: query.slice(0, Math.floor(next() * query.length)), variables }) };
  if (kind < 0.8) return { type, body: JSON.stringify({ query: print(visit(parse(query), { Name: (node) => (next() < 0.05 ? { ...node, value: `${node.value}X` } : undefined) })), variables }) };
  if (kind < 0.9) return { type, body: JSON.stringify({ query, variables: { ...variables, c1: 'no', c2: { a: [1] } }, operationName: next() < 0.5 ? 'Nobody' : undefined }) };
  return { type, body: JSON.stringify({ query, variables }).slice(0, Math.floor(next() * 40)) };
}

test('500 fuzzed requests while a part is broken: nothing of the house leaves it, and each error id is in the log', async () => {
  const names = district.map(({ name }) => name);
  for (let seed = 1; seed <= 500; seed += 10) {
    const broken = names[seed % names.length]!;
    fixture.break(broken, ways[Math.floor(seed / 10) % ways.length]);
    await Promise.all(
      Array.from({ length: 10 }, async (_, at) => {
        const { body, type } = request(seed + at);
        const response = await fetch(`${gateway.url}/graphql`, { method: 'POST', headers: { 'content-type': type, authorization }, body });
        const text = await response.text();
        const answer = JSON.parse(text) as { errors?: { message: string; extensions: { code: string; errorId?: string } }[] };
        // An error id is random hex: it may spell a port by chance, and it tells nothing.
        const told = JSON.stringify((answer.errors ?? []).map(({ message, extensions: { errorId, ...rest } }) => [message, rest, typeof errorId]));
        expect([seed + at, told]).toEqual([seed + at, expect.not.stringMatching(secrets)]);
        expect(response.status).toBeLessThan(500);
        for (const { extensions } of answer.errors ?? []) {
          expect(extensions.code).toMatch(/^[A-Z_]+$/);
          if (extensions.code === 'INTERNAL_ERROR') expect(logged.join('\n')).toContain(extensions.errorId);
        }
        if (!text.includes('"data":{')) expect(text.replace(/"errorId":"[0-9a-f-]{36}"/g, '')).not.toMatch(secrets);
      }),
    );
    fixture.break(broken, undefined);
  }
}, 240_000);

