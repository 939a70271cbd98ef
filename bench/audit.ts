import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GraphQLOutputType } from 'graphql';
import { actorOf } from '@lianfang/testing/graph';
import { bootDistrict, guard, morning } from '../apps/checkpoints/src/fixtures/district.ts';
import type { District } from '../apps/checkpoints/src/fixtures/district.ts';
import { recordBatch } from '../apps/checkpoints/src/passages/passage.batch.ts';
import { createPassKeys } from '../apps/checkpoints/src/passes/pass-code.ts';
import { startChainer } from '@lianfang/platform/audit';
import type { Actor } from '@lianfang/platform/auth';
import { transact } from '@lianfang/platform/persistence';
import { buildSchema } from 'graphql';
import { startCluster } from '../tools/postgres/cluster.ts';
import { anyPorts } from '../tools/process/port.ts';

const round = 2_000;
const rounds = 5;
const callers = 20;
const bar = 1_500;

interface Way {
  name: string;
  audited: boolean;
  chained: boolean;
}

const ways: readonly Way[] = [
  { name: 'without an entry', audited: false, chained: false },
  { name: 'with the entry in its COMMIT', audited: true, chained: false },
  { name: 'and chained and told meanwhile', audited: true, chained: true },
];

/** Single passages on a durable PostgreSQL, with and without their entry in the trail; and what a list of a hundred persons costs. */
export async function auditBench(): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'lianfang-bench-'));
  const [port] = await anyPorts(1);
  const cluster = await startCluster({ root: process.cwd(), dataDir: join(folder, 'data'), port: port!, password: 'bench', logFile: join(folder, 'postgres.log') });
  process.env.LIANFANG_TEST_PG_URL = cluster.url();
  try {
    const district = await bootDistrict();
    try {
      return [...(await passages(district, cluster.pid)), ...(await reads(district))];
    } finally {
      await district.stop();
    }
  } finally {
    await cluster.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Of one way in one round; processor time is that of this process and of PostgreSQL together. */
interface Round {
  rate: number;
  cpuMs: number;
}

async function passages(district: District, postgres: number): Promise<string[]> {
  const gate = await district.gate();
  const measured = new Map<Way, Round[]>(ways.map((way) => [way, []]));
  for (let n = 0; n <= rounds; n += 1) {
    for (const way of ways) {
      const one = await measure(district, { gate, way, postgres, ms: n === 0 ? 500 : round });
      if (n > 0) measured.get(way)!.push(one);
    }
  }
  const of = (way: Way) => ({ rate: median(measured.get(way)!.map(({ rate }) => rate)), cpuMs: median(measured.get(way)!.map(({ cpuMs }) => cpuMs)) });
  const bare = of(ways[0]!);
  return ways.map((way) => {
    const { rate, cpuMs } = of(way);
    const verdict = way.chained ? ` (bar: ${bar}/s) ${rate >= bar ? 'holds' : 'MISSED'}` : '';
    const times = `${(rate / bare.rate).toFixed(2)} × the rate, ${(cpuMs / bare.cpuMs).toFixed(2)} × the processor time`;
    return `single passages ${way.name.padEnd(30)} ${Math.round(rate).toLocaleString('en').padStart(6)}/s, ${cpuMs.toFixed(2)} ms; ${times}${verdict}`;
  });
}

async function measure(district: District, o: { gate: string; way: Way; postgres: number; ms: number }): Promise<Round> {
  const { gate, way } = o;
  const chainer = way.chained ? startChainer({ room: district.audit, log: district.log }) : null;
  const type = buildSchema('type Query { passage: Passage } type Passage { id: ID! }').getQueryType()!.getFields().passage!.type;
  const passKeys = createPassKeys(generateKeyPairSync('ed25519').privateKey);
  const [began, cpu] = [performance.now(), cpuOf(o.postgres)];
  let done = 0;
  const caller = async () => {
    while (performance.now() < began + o.ms) {
      await record(district, { gate, passKeys, type, way });
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  const result = { rate: done / ((performance.now() - began) / 1_000), cpuMs: (cpuOf(o.postgres) - cpu) / done };
  await chainer?.idle();
  await chainer?.stop();
  return result;
}

/** Milliseconds of this process and of the server with all its children, by /proc. */
function cpuOf(postgres: number): number {
  const { user, system } = process.cpuUsage();
  const ticks = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).reduce((sum, name) => sum + ticksOf(name, postgres), 0);
  return (user + system) / 1_000 + ticks * 10;
}

function ticksOf(pid: string, postgres: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /, '').split(' ');
    const isOf = Number(pid) === postgres || Number(fields[1]) === postgres;
    // Own time of a running one; what ended ones took the server has added up.
    return isOf ? Number(fields[11]) + Number(fields[12]) + (Number(pid) === postgres ? Number(fields[13]) + Number(fields[14]) : 0) : 0;
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT' || (error as { code?: string }).code === 'ESRCH') return 0;
    throw error;
  }
}

interface Scan {
  gate: string;
  passKeys: ReturnType<typeof createPassKeys>;
  type: GraphQLOutputType;
  way: Way;
}

function record(district: District, { gate, passKeys, type, way }: Scan): Promise<unknown> {
  const input = { key: randomUUID(), checkpointId: gate, direction: 'IN' as const, personId: randomUUID(), temperature: 36.5, passedAt: new Date(morning) };
  const work = () =>
    transact(district.database, async (tx) => {
      const [id] = await recordBatch(tx, [input], { actor: guardActor, now: new Date(morning), passKeys });
      return { id, personId: input.personId, areaCode: guardActor.areaCode };
    });
  if (!way.audited) return work();
  const trail = district.audit.begin({ actor: guardActor, requestId: randomUUID(), address: '203.0.113.9' });
  return trail.mutate('recordPassage', type, { input }, work);
}

const guardActor = actorLike(guard);

function actorLike(actor: ReturnType<typeof actorOf>): Actor {
  const { sub, name, agency, roles, scope, area } = actor;
  return { id: sub, name, agency, roles, scopes: new Set(scope.split(' ')), areaCode: area, openings: [], seesOwnArea: true, tokenId: 'jti', token: '', kind: 'user' };
}

/** A list of a hundred persons with three personal fields each: what its one entry adds before the first byte. */
async function reads(district: District): Promise<string[]> {
  const persons = Array.from({ length: 100 }, () => ({ type: 'Person', id: randomUUID(), areaCode: '410811001001001' }));
  const one = async () => {
    const trail = district.audit.begin({ actor: guardActor, requestId: randomUUID() });
    const began = performance.now();
    for (const person of persons) for (const field of ['name', 'phone', 'idNumber']) trail.seen(person, field);
    await trail.settle();
    return performance.now() - began;
  };
  for (let n = 0; n < 200; n += 1) await one();
  const alone: number[] = [];
  for (let n = 0; n < 300; n += 1) alone.push(await one());
  const before = await rowsIn(district);
  const together: number[] = [];
  const began = performance.now();
  await Promise.all(Array.from({ length: callers }, async () => {
    for (let n = 0; n < 50; n += 1) together.push(await one());
  }));
  const perSecond = (callers * 50) / ((performance.now() - began) / 1_000);
  const after = await rowsIn(district);
  return [
    `a list of 100 persons, 300 values: one row; ${median(alone).toFixed(1)} ms alone, ${median(together).toFixed(1)} ms among ${callers} (${Math.round(perSecond)} lists/s)`,
    `${after.rows - before.rows} such lists by ${callers} at once: ${after.commits - before.commits} commits`,
  ];
}

async function rowsIn(district: District): Promise<{ rows: number; commits: number }> {
  const [counted] = await district.database.query<{ rows: number; commits: number }[]>(
    'SELECT count(*)::int AS rows, count(DISTINCT xmin::text)::int AS commits FROM audit_log');
  return counted!;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
