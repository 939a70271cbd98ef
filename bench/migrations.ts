import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCluster } from '../tools/postgres/cluster.ts';
import { anyPorts } from '../tools/process/port.ts';
import { migrateUnderLoad } from './migrations/under-load.ts';

const people = Number(process.env.BENCH_PEOPLE ?? 1_000_000);
const bar = 1_000;

/** B15 for people: each migration since the register lives, on a million people and the visits to all their doors, under load, killed at random. */
export async function migrationsBench(): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'lianfang-bench-'));
  const [port] = await anyPorts(1);
  const cluster = await startCluster({ root: process.cwd(), dataDir: join(folder, 'data'), port: port!, password: 'bench', logFile: join(folder, 'postgres.log') });
  try {
    const say = (line: string) => process.stderr.write(`${line}\n`);
    const { migrated, floorMs, failed, rows, invalid } = await migrateUnderLoad({ url: cluster.url(), people, kills: 2, killWithinMs: 2_500, callers: 8, floorMs: 5_000, oneByOne: true, say });
    return [
      `${rows[0]}; without a migration the longest request took ${floorMs.toFixed(0)} ms`,
      ...migrated.map(({ name, took, kills, longest }) => `${name.padEnd(24)} ${(took / 1_000).toFixed(1).padStart(5)} s after ${kills} kills; longest request ${longest.ms.toFixed(0).padStart(5)} ms (${longest.what}) ${longest.ms < bar ? 'holds' : 'MISSED'}`),
      `requests that failed: ${failed.length}${failed[0] ? ` (${failed[0]})` : ''}; indexes left broken: ${invalid.length}; afterwards ${rows[1]} ${failed.length === 0 && invalid.length === 0 && rows[0] === rows[1] ? 'holds' : 'MISSED'}`,
    ];
  } finally {
    await cluster.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
