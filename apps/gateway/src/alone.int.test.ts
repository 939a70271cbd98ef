import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { eventually } from '@lianfang/testing/wait';
import { type Fixture, type FixtureSubgraph, startFixture } from './fixtures/serve.ts';

interface Span {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  attributes: { key: string; value: { stringValue?: string } }[];
}

/** Takes spans as a collector would: OTLP over HTTP, in JSON. */
async function startCollector() {
  const spans: Span[] = [];
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const { resourceSpans } = JSON.parse(text) as { resourceSpans: { scopeSpans: { spans: Span[] }[] }[] };
    if (request.url === '/v1/traces') spans.push(...resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)));
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { spans, endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop: () => new Promise((resolve) => server.close(resolve)) };
}

/** Whoever asks `slow` waits until the test lets go. */
let letGo: (() => void) | undefined;
const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])';
const subgraphs: FixtureSubgraph[] = [
  { name: 'words', sdl: `${link} type Query { word: String slow: Word more: String } type Word @key(fields: "id") { id: ID! }`, resolvers: { Query: { word: () => 'said', more: () => 'more', slow: () => new Promise((resolve) => (letGo = () => resolve({ id: 'w' }))) } } },
  { name: 'sounds', sdl: `${link} type Word @key(fields: "id") { id: ID! sound: String }`, resolvers: { Word: { __resolveReference: ({ id }: { id: string }) => ({ id, sound: 'ding' }) } } },
];

let fixture: Fixture;
let folder: string;
let file: string;
const running = new Set<ChildProcess>();
beforeAll(async () => {
  fixture = await startFixture(subgraphs);
  folder = mkdtempSync(join(tmpdir(), 'lianfang-alone-'));
  file = join(folder, 'supergraph.graphql');
});
afterAll(async () => {
  for (const child of running) child.kill('SIGKILL');
  await fixture.stop();
  rmSync(folder, { recursive: true });
});
beforeEach(() => writeFileSync(file, fixture.supergraph));

/** A process of its own, as `npm run gateway` starts it, with nothing of this house around it. */
async function startAlone(words: readonly string[], env: Record<string, string> = {}) {
  const node = join(process.cwd(), 'node_modules', '.bin', 'node');
  const child = spawn(node, ['apps/gateway/src/alone.ts', '--supergraph', file, '--port', '0', ...words], { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, ...env } });
  running.add(child);
  const said: { message: string; url?: string }[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => said.push(JSON.parse(line) as { message: string }));
  await eventually(() => expect(said.some(({ url }) => url)).toBe(true), { within: 60_000 });
  const { url } = said.find((line) => line.url)!;
  return {
    url: url!,
    said: (message: string) => said.some((line) => line.message === message),
    ask: async (query: string, headers: Record<string, string> = {}) =>
      (await fetch(`${url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify({ query }) })).json() as Promise<{ data?: unknown; errors?: { extensions: { code: string } }[] }>,
    async stop(): Promise<number | null> {
      const gone = new Promise<number | null>((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      const code = await gone;
      running.delete(child);
      return code;
    },
  };
}

test.each(['compiled', 'apollo'])('engine %s: ready when it says so; a new supergraph is taken into use while a request is under way, which ends as it began', async (engine) => {
  const gateway = await startAlone(['--engine', engine]);
  expect((await fetch(`${gateway.url}/health`)).status).toBe(200);
  expect(await gateway.ask('{ word more }')).toEqual({ data: { word: 'said', more: 'more' } });

  letGo = undefined;
  const underWay = gateway.ask('{ slow { id sound } more }');
  await eventually(() => expect(letGo).toBeDefined());
  writeFileSync(file, fixture.supergraph.replace(/^ *more: String.*\n/m, ''));
  await eventually(() => expect(gateway.said('a new supergraph is in use')).toBe(true));
  expect((await gateway.ask('{ more }')).errors).toMatchObject([{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }]);
  letGo!();
  // What is fetched after the change is fetched as it was planned before.
  expect(await underWay).toEqual({ data: { slow: { id: 'w', sound: 'ding' }, more: 'more' } });
  expect(await gateway.ask('{ word }')).toEqual({ data: { word: 'said' } });
  expect((await fetch(`${gateway.url}/health`)).status).toBe(200);
  expect(await gateway.stop()).toBe(0);
}, 90_000);

const caller = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' };
const subgraphOf = ({ attributes }: Span) => attributes.find(({ key }) => key === 'lianfang.subgraph')?.value.stringValue;

test("a span of the request, in its caller's trace, and one of each fetch within it arrive at a collector; the subgraphs go on from theirs", async () => {
  const collector = await startCollector();
  const gateway = await startAlone([], { OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint });
  fixture.calls.length = 0;
  letGo = undefined;
  const answer = gateway.ask('{ slow { sound } }', { traceparent: `00-${caller.traceId}-${caller.spanId}-01` });
  await eventually(() => expect(letGo).toBeDefined());
  letGo!();
  expect(await answer).toEqual({ data: { slow: { sound: 'ding' } } });
  await gateway.stop();
  await collector.stop();

  expect(new Set(collector.spans.map(({ traceId }) => traceId))).toEqual(new Set([caller.traceId]));
  const [request] = collector.spans.filter(({ name }) => name === 'graphql');
  expect(request).toMatchObject({ parentSpanId: caller.spanId });
  const fetches = collector.spans.filter(({ name }) => name.startsWith('fetch '));
  expect(fetches.map(subgraphOf).sort()).toEqual(['sounds', 'words']);
  expect(new Set(fetches.map(({ parentSpanId }) => parentSpanId))).toEqual(new Set([request!.spanId]));
  const told = fixture.calls.map(({ subgraph, headers }) => `${subgraph} ${String(headers.traceparent)}`);
  expect(told.sort()).toEqual(fetches.map((span) => `${subgraphOf(span)} 00-${span.traceId}-${span.spanId}-01`).sort());
}, 90_000);
