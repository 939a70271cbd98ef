import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { actorOf, bootSubgraph, callGraph } from '@lianfang/testing/graph';
import type { BootedSubgraph } from '@lianfang/testing/graph';
import { openAudit } from '@lianfang/platform/audit';
import { createTokenReader } from '@lianfang/platform/auth';
import { serveSubgraph } from '@lianfang/platform/graph';
import type { RequestContext } from '@lianfang/platform/graph';
import { createSealer } from '@lianfang/platform/sealing';
import { testGatewaySecret, testIssuer } from '@lianfang/testing/graph';
import { migrations } from '../apps/people/migrations/index.ts';
import { sdl } from '../apps/people/src/generated/sdl.ts';
import { entities, resolvers, subscriptions } from '../apps/people/src/graph.ts';
import { community, importLines, layDistrict, line } from '../apps/people/src/testing/district.ts';
import { startCluster } from '../tools/postgres/cluster.ts';
import { anyPorts } from '../tools/process/port.ts';

const people = 100;
const rounds = 15;
const each = 40;
const bar = 1.1;

const document = `{ people(areaCode: "${community}", first: ${people}) { edges { node {
  id name sex birthDate documentKind idNumber phone relation version area { code name } household { id address building unit room occupancy } } } } }`;

/** A list of a hundred persons with all that is personal of them: with access, masks and the audit trail, and with all three off. */
export async function accessBench(): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'lianfang-bench-'));
  const [port] = await anyPorts(1);
  const cluster = await startCluster({ root: process.cwd(), dataDir: join(folder, 'data'), port: port!, password: 'bench', logFile: join(folder, 'postgres.log') });
  process.env.LIANFANG_TEST_PG_URL = cluster.url();
  try {
    return await compare();
  } finally {
    await cluster.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function compare(): Promise<string[]> {
  const sealer = createSealer(randomBytes(32));
  const extendContext = (base: RequestContext) => ({ ...base, sealer });
  const guarded = await bootSubgraph({ name: 'people', sdl, resolvers, migrations, entities, subscriptions, extendContext });
  const bare = await serveBare(guarded, extendContext);
  try {
    await layDistrict(guarded);
    await importLines(guarded, Array.from({ length: people }, (_, at) => line(at + 1, { room: String(at + 1) })));
    const open = await ratioOf('seen in full by the own office, with its entry in the trail', guarded.url, bare.url, 'community');
    const masked = await ratioOf('masked for a grid worker', guarded.url, bare.url, 'grid');
    return [open, masked];
  } finally {
    await bare.stop();
    await guarded.stop();
  }
}

/** The same resolvers on the same rows, without a check, a mask or a trace. */
async function serveBare({ database, clock, log }: BootedSubgraph, extendContext: (base: RequestContext) => RequestContext) {
  const audit = openAudit({ service: 'people', database, key: randomBytes(32), clock, log });
  const served = await serveSubgraph({
    name: 'people', sdl, resolvers, port: 0, host: '127.0.0.1', database, tokens: createTokenReader(await testIssuer()), gatewaySecret: testGatewaySecret,
    audit, clock, log, extendContext, unguarded: true,
  });
  return { url: served.url, stop: async () => { await served.stop(); await audit.stop(); } };
}

interface Measured { ms: number; cpuMs: number }

async function ratioOf(what: string, guardedUrl: string, bareUrl: string, who: string): Promise<string> {
  const actor = actorOf(who);
  const ways = { guarded: [] as Measured[], bare: [] as Measured[] };
  for (let round = -1; round < rounds; round += 1) {
    // Who goes first changes, so that a garbage collection of the one does not always fall on the other.
    const order = round % 2 === 0 ? (['guarded', 'bare'] as const) : (['bare', 'guarded'] as const);
    for (const way of order) {
      const one = await measure(way === 'guarded' ? guardedUrl : bareUrl, actor);
      if (round >= 0) ways[way].push(one);
    }
  }
  const [guarded, bare] = [ways.guarded, ways.bare].map((measured) => ({ ms: median(measured.map(({ ms }) => ms)), cpuMs: median(measured.map(({ cpuMs }) => cpuMs)) })) as [Measured, Measured];
  const ratio = median(ways.guarded.map(({ ms }, at) => ms / ways.bare[at]!.ms));
  return `${people} persons ${what}: ${guarded.ms.toFixed(2)} ms, without ${bare.ms.toFixed(2)} ms; ${ratio.toFixed(3)} × (bar: ${bar}) ${ratio < bar ? 'holds' : 'MISSED'}; processor ${guarded.cpuMs.toFixed(2)} and ${bare.cpuMs.toFixed(2)} ms`;
}

async function measure(url: string, actor: ReturnType<typeof actorOf>): Promise<Measured> {
  const [began, cpu] = [performance.now(), process.cpuUsage()];
  for (let at = 0; at < each; at += 1) await callGraph(url, { actor, query: document });
  const { user, system } = process.cpuUsage(cpu);
  return { ms: (performance.now() - began) / each, cpuMs: (user + system) / 1_000 / each };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
