import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { House } from '@lianfang/testing/house';
import { communities, signsIn } from './canary.ts';
import { readApi } from './crawl.ts';
import { chance, fuzzed } from './fuzz.ts';
import { rowsOf } from './ids.ts';

const subgraphs = ['agencies', 'checkpoints', 'isolation', 'people', 'reporting', 'supplies'];
const documents = [
  '{ __typename }', '{ __schema { types { name } } }', '{ _service { sdl } }',
  'query { _entities(representations: [{ __typename: "Person", id: "1" }]) { __typename ... on Person { id name } } }',
  `{ people(areaCode: "${communities[0]}") { edges { node { name phone } } } }`, 'mutation { signOut }', 'no query',
];

/** What no answer may tell of our insides. */
const insides = [
  /\bat .+\(.*:\d+:\d+\)|\.ts:\d+|node_modules|\/work\/|\/tmp\/|\/home\//, /\b(SELECT|INSERT INTO|UPDATE .+ SET|DELETE FROM|WHERE)\b [^a-z]?/, /relation "|column "|QueryFailedError|duplicate key|syntax error at or near|42P01|pg_/,
  /127\.0\.0\.1|localhost|ECONNREFUSED|EAI_AGAIN|:\d{5}\b/, /postgres|kafka|typeorm|apollo|people\.events/i, /\b(households|people_pkey|support_requests|order_decisions|stock_balances|code_changes)\b/,
];

/** Tests of the walls of a house that stands already: starting one for each file would cost a minute. */
export function testWalls(standing: () => House): void {
  describe('a subgraph that is called directly', () => {
    it.each(subgraphs)('%s refuses whatever is shown and asked, without a byte of data or schema', async (name) => {
      const { services } = await standing().status();
      const url = new URL('/graphql', services.find((service) => service.name === name)!.url);
      const token = `Bearer ${standing().token('register')}`;
      const shown: Record<string, string>[] = [
        {}, { authorization: token }, { 'x-lianfang-gateway': '' }, { 'x-lianfang-gateway': 'gateway', authorization: token },
        { 'x-lianfang-gateway': randomBytes(32).toString('base64'), authorization: token }, { 'x-forwarded-for': '127.0.0.1', 'x-lianfang-client': '127.0.0.1', authorization: token },
      ];
      for (const headers of shown) {
        for (const query of documents) {
          const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify({ query }) });
          expect([answer.status, await answer.text()]).toEqual([403, '{"errors":[{"message":"Forbidden","extensions":{"code":"FORBIDDEN"}}]}']);
        }
        for (const path of ['/', '/graphql?query={__typename}', '/audit', '/admin', '/.env']) {
          expect((await fetch(new URL(path, url), { headers })).status).toBe(403);
        }
      }
    });
  });

  describe('the gateway without a sign-in', () => {
    it.each(documents)('tells nothing of persons or subgraphs: %s', async (query) => {
      const answer = await fetch(standing().started.gateway.graphql, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query }) });
      const text = await answer.text();
      expect(signsIn(text)).toEqual([]);
      expect(text).not.toMatch(/join__|@requiresScopes|_Service|127\.0\.0\.1/);
      if (query !== '{ __typename }' && !query.includes('__schema')) expect(JSON.parse(text)).toMatchObject({ errors: [{ extensions: { code: expect.any(String) } }] });
    });
  });

  describe('while parts are broken', () => {
    it('five hundred fuzzed requests are told of no stack, SQL, table, host or path, and each failure has an id that the log knows', async () => {
      const api = readApi();
      const random = chance(20_221_120);
      await rowsOf(standing(), 'people', 'ALTER TABLE people RENAME TO people_gone');
      await rowsOf(standing(), 'supplies', 'ALTER TABLE support_requests RENAME TO support_gone; ALTER TABLE places RENAME TO places_gone');
      const { services } = await standing().status();
      process.kill(services.find(({ name }) => name === 'isolation')!.pid!, 'SIGSTOP');
      const texts: string[] = [];
      try {
        const users = ['register', 'community', 'health', 'guard', 'supply', 'command', null];
        // Not all at once: what is broken answers late.
        for (let at = 0; at < 500; at += 25) {
          texts.push(...(await Promise.all(Array.from({ length: 25 }, async (_, more) => {
            const user = users[(at + more) % users.length]!;
            const { body, contentType } = fuzzed(api, random);
            const answer = await fetch(standing().started.gateway.graphql, {
              method: 'POST', body, headers: { 'content-type': contentType, 'accept-language': 'en', ...(user ? { authorization: `Bearer ${standing().token(user)}` } : {}) },
            });
            return answer.text();
          }))));
        }
      } finally {
        process.kill(services.find(({ name }) => name === 'isolation')!.pid!, 'SIGCONT');
        await rowsOf(standing(), 'people', 'ALTER TABLE people_gone RENAME TO people');
        await rowsOf(standing(), 'supplies', 'ALTER TABLE support_gone RENAME TO support_requests; ALTER TABLE places_gone RENAME TO places');
      }
      expect(texts).toHaveLength(500);
      const told = texts.flatMap((text) => insides.flatMap((inside) => inside.exec(messagesOf(text))?.[0] ?? []).map((what) => `${what}: ${text.slice(0, 300)}`));
      expect(told.slice(0, 10)).toEqual([]);
      await pause(500);
      const log = [...standing().logs().values()].join('');
      const failures = texts.flatMap((text) => [...text.matchAll(/"code":"(?:INTERNAL_ERROR|SUBGRAPH_UNAVAILABLE)"[^}]*/g)].map(([failure]) => failure));
      const ids = failures.map((failure) => /"errorId":"([0-9a-f-]{36})"/.exec(failure)?.[1]);
      process.stderr.write(`fuzzed: ${texts.length} requests, ${failures.length} failures of ours, every id in the log\n`);
      expect(failures.length).toBeGreaterThan(5);
      expect(ids.filter((id) => id === undefined || !log.includes(id))).toEqual([]);
    });
  });
}

/** What we say, without what GraphQL repeats of the caller's own words. */
function messagesOf(text: string): string {
  const { errors = [] } = readJson(text);
  const ours = errors.filter(({ extensions }) => !['GRAPHQL_VALIDATION_FAILED', 'GRAPHQL_PARSE_FAILED', 'BAD_USER_INPUT'].includes(extensions?.code ?? ''));
  return JSON.stringify(ours.map(({ message, extensions }) => ({ message, extensions })));
}

function readJson(text: string): { errors?: { message: string; extensions?: { code?: string } }[] } {
  try {
    return JSON.parse(text) as ReturnType<typeof readJson>;
  } catch {
    return { errors: [{ message: text }] };
  }
}
