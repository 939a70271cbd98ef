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
const rounds = 31;
const callers = 4;
const each = 3;
const bar = 1.1;

const document = `{ people(areaCode: "${community}", first: ${people}) { edges { node {
  id name sex birthDate documentKind idNumber phone relation version area { code name } household { id address building unit room occupancy } } } } }`;

/** A list of a hundred persons with all that is personal of them: bare, with checks and masks, and with the trail of who saw it. */
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

const ways = ['bare', 'guarded', 'audited'] as const;

type Way = (typeof ways)[number];

async function compare(): Promise<string[]> {
  const sealer = createSealer(randomBytes(32));
  const extendContext = (base: RequestContext) => ({ ...base, sealer });
  const audited = await bootSubgraph({ name: 'people', sdl, resolvers, migrations, entities, subscriptions, extendContext });
  const guarded = await serveBeside(audited, {
    extendContext: (base) => {
      // Nothing seen, nothing to write: the checks and masks alone.
      Object.assign(base.audit, { seen: () => {} });
      return extendContext(base);
    },
  });
  const bare = await serveBeside(audited, { extendContext, unguarded: true });
  const urls: Record<Way, string> = { bare: bare.url, guarded: guarded.url, audited: audited.url };
  try {
    await layDistrict(audited);
    await importLines(audited, Array.from({ length: people }, (_, at) => line(at + 1, { room: String(at + 1) })));
    return [...(await ratios('seen in full by the own office', urls, 'community')), ...(await ratios('masked for a grid worker', urls, 'grid'))];
  } finally {
    await bare.stop();
    await guarded.stop();
    await audited.stop();
  }
}

/** The same resolvers on the same rows, with other guards. */
async function serveBeside({ database, clock, log }: BootedSubgraph, differs: { extendContext(base: RequestContext): RequestContext; unguarded?: boolean }) {
  const audit = openAudit({ service: 'people', database, key: randomBytes(32), clock, log });
  const served = await serveSubgraph({
    name: 'people', sdl, resolvers, port: 0, host: '127.0.0.1', database, tokens: createTokenReader(await testIssuer()), gatewaySecret: testGatewaySecret,
    audit, clock, log, ...differs,
  });
  return { url: served.url, stop: async () => { await served.stop(); await audit.stop(); } };
}

interface Measured { ms: number; cpuMs: number }

async function ratios(what: string, urls: Record<Way, string>, who: string): Promise<string[]> {
  const actor = actorOf(who);
  const measured: Record<Way, Measured[]> = { bare: [], guarded: [], audited: [] };
  for (let round = -1; round < rounds; round += 1) {
    // Who goes first changes, so that a garbage collection of the one does not always fall on the next.
    for (const at of [0, 1, 2]) {
      const way = ways[(at + round + 1) % 3]!;
      const one = await measure(urls[way], actor);
      if (round >= 0) measured[way].push(one);
    }
  }
  const ms = (way: Way) => median(measured[way].map((one) => one.ms)).toFixed(2);
  const ratio = (way: Way, of: keyof Measured) => median(measured[way].map((one, at) => one[of] / measured.bare[at]![of]));
  const guarded = ratio('guarded', 'ms');
  return [
    `${people} persons ${what}: bare ${ms('bare')} ms; with checks and masks ${guarded.toFixed(3)} × (bar: ${bar}) ${guarded < bar ? 'holds' : 'MISSED'}, processor ${ratio('guarded', 'cpuMs').toFixed(3)} ×`,
    `${''.padEnd(12)}and with the entry in the trail before the first byte ${ratio('audited', 'ms').toFixed(3)} ×, processor ${ratio('audited', 'cpuMs').toFixed(3)} ×`,
  ];
}

/** Milliseconds a request, with a few callers at once as behind a gateway. */
async function measure(url: string, actor: ReturnType<typeof actorOf>): Promise<Measured> {
  const [began, cpu] = [performance.now(), process.cpuUsage()];
  await Promise.all(Array.from({ length: callers }, async () => {
    for (let at = 0; at < each; at += 1) await callGraph(url, { actor, query: document });
  }));
  const { user, system } = process.cpuUsage(cpu);
  return { ms: (performance.now() - began) / (each * callers), cpuMs: (user + system) / 1_000 / (each * callers) };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
