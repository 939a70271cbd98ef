import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { actorOf } from '@lianfang/testing/graph';
import type { BootedSubgraph } from '@lianfang/testing/graph';
import { transact } from '@lianfang/platform/persistence';
import { bootPeople } from '../apps/people/src/testing/district.ts';
import { startCluster } from '../tools/postgres/cluster.ts';
import { anyPorts } from '../tools/process/port.ts';

const sizes = [10_000, Number(process.env.BENCH_PEOPLE ?? 1_000_000)];
const perHousehold = 3;
const doorsPerGrid = 300;
const gridsPerCommunity = 10;
const communitiesPerStreet = 12;
const reads = 300;
const county = '410811';
const bar = 20;

/** A round over a district of ten thousand and of a million people: coverage, work lists and sign-offs cost the same. */
export async function coverageBench(): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'lianfang-bench-'));
  const [port] = await anyPorts(1);
  const cluster = await startCluster({ root: process.cwd(), dataDir: join(folder, 'data'), port: port!, password: 'bench', logFile: join(folder, 'postgres.log') });
  process.env.LIANFANG_TEST_PG_URL = cluster.url();
  try {
    const told: string[] = [];
    for (const people of sizes) told.push(...(await measure(people)));
    return told;
  } finally {
    await cluster.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(people: number): Promise<string[]> {
  const subgraph = await bootPeople();
  try {
    const grids = await fill(subgraph, Math.ceil(people / perHousehold));
    const { openSweepRound: round } = await subgraph.call(actorOf('register'), `mutation ($input: OpenSweepRoundInput!) { openSweepRound(input: $input) { id } }`, {
      input: { key: crypto.randomUUID(), name: '第一轮', areaCode: county, startsOn: '2022-11-20', endsOn: '2022-11-22' },
    });
    await unhurried(subgraph, `UPDATE sweep_targets SET outcome = (ARRAY['VISITED', 'VISITED', 'ABSENT', 'VACANT', NULL])[1 + floor(random() * 5)::int] WHERE round_id = $1`, [round.id]);
    await subgraph.database.query('ANALYZE');
    const lines: string[] = [];
    for (const [what, query] of Object.entries(queries)) lines.push(await timed(subgraph, `${people.toLocaleString('en')} people, ${grids} grids: ${what}`, query, { id: round.id, area: county }));
    return lines;
  } finally {
    await subgraph.stop();
  }
}

const queries = {
  'coverage of the district': `query ($id: ID!, $area: ID!) { sweepRound(id: $id) { coverage(areaCode: $area) { households reached unreached untried outcomes { outcome doors } returnees { people } } } }`,
  'coverage by street': `query ($id: ID!, $area: ID!) { sweepRound(id: $id) { coverageByArea(areaCode: $area) { area { name } households reached } } }`,
  'what is left, counted and the first 50': `query ($id: ID!, $area: ID!) { sweepWorkList(roundId: $id, areaCode: $area, first: 50) { totalCount edges { node { household { id room } } } } }`,
  '50 grids with their sign-offs': `query ($id: ID!, $area: ID!) { gridSignOffs(roundId: $id, areaCode: $area, first: 50) { totalCount edges { node { area { name } level coverage { reached } signatures { id } } } } }`,
};

async function timed(subgraph: BootedSubgraph, what: string, query: string, variables: object): Promise<string> {
  const actor = actorOf('register');
  const read = async () => {
    const began = performance.now();
    await subgraph.call(actor, query, { ...variables });
    return performance.now() - began;
  };
  for (let warm = 0; warm < 30; warm += 1) await read();
  const times: number[] = [];
  for (let at = 0; at < reads; at += 1) times.push(await read());
  times.sort((a, b) => a - b);
  const p95 = times[Math.floor(reads * 0.95)]!;
  return `${p95 < bar ? '✔' : '✘'} ${what}: p50 ${times[reads / 2]!.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms (bar ${bar} ms)`;
}

/** Filling takes longer than a request may. */
async function unhurried({ database }: Pick<BootedSubgraph, 'database'>, sql: string, values: unknown[]): Promise<void> {
  await transact(database, async (tx) => {
    await tx.query('SET LOCAL statement_timeout = 0');
    await tx.query(sql, values);
  });
}

/** @returns grids */
async function fill({ database }: BootedSubgraph, doors: number): Promise<number> {
  const grids = Math.ceil(doors / doorsPerGrid);
  const codes = Array.from({ length: grids }, (_, at) => {
    const community = Math.floor(at / gridsPerCommunity);
    return `${county}${pad(1 + Math.floor(community / communitiesPerStreet))}${pad(1 + (community % communitiesPerStreet))}${pad(1 + (at % gridsPerCommunity))}`;
  });
  const areas = [county, ...new Set(codes.flatMap((code) => [code.slice(0, 9), code.slice(0, 12), code]))].sort((a, b) => a.length - b.length);
  const above: Record<number, number> = { 9: 6, 12: 9, 15: 12 };
  await database.query(`INSERT INTO areas (code, name, parent_code) SELECT code, '区划' || code, parent FROM unnest($1::text[], $2::text[]) AS a (code, parent) ORDER BY length(code)`, [
    areas, areas.map((code) => (code === county ? null : code.slice(0, above[code.length]))),
  ]);
  await database.query(`INSERT INTO compounds (id, area_code, name, address) SELECT gen_random_uuid(), code, '小区' || code, '路1号' FROM unnest($1::text[]) AS code`, [codes]);
  await unhurried(
    { database },
    `INSERT INTO households (id, compound_id, area_code, building, unit, room, door_order, occupancy)
     SELECT gen_random_uuid(), c.id, c.area_code, (n / 60) || '号楼', (n / 20 % 3) || '单元', n::text, lpad(n::text, 8, '0'), 'OCCUPIED' FROM compounds c, generate_series(1, $1) AS n`,
    [doorsPerGrid],
  );
  return grids;
}

function pad(number: number): string {
  return String(number).padStart(3, '0');
}
