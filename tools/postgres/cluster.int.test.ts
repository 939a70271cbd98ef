import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { anyPorts } from '../process/port.ts';
import { commandLine } from '../process/process.ts';
import { startCluster, stopLeftOver, type ClusterPlan } from './cluster.ts';

let folder: string;
let plan: ClusterPlan;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lianfang-cluster-'));
  chmodSync(folder, 0o755);
  const [port] = await anyPorts(1);
  plan = { root: process.cwd(), dataDir: join(folder, 'data'), port: port!, password: "it's a secret", logFile: join(folder, 'log') };
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a cluster starts, keeps its rows over a restart, and leaves no process', async () => {
  const first = await startCluster(plan);
  await ask(first.url(), 'CREATE TABLE kept AS SELECT 1 AS one');
  await first.stop();
  expect(commandLine(first.pid)).toBeNull();

  const second = await startCluster(plan);
  expect(await ask(second.url(), 'SELECT one FROM kept')).toEqual([{ one: 1 }]);
  await second.stop();
});

test('a server that outlived its starter is stopped by the next start', async () => {
  const orphan = await startCluster(plan);
  const next = await startCluster(plan);
  expect(commandLine(orphan.pid)).toBeNull();
  await next.stop();
});

test('a process that merely has the number in postmaster.pid is left alone', async () => {
  const { writeFileSync } = await import('node:fs');
  mkdirSync(join(folder, 'foreign'));
  writeFileSync(join(folder, 'foreign', 'postmaster.pid'), `${process.pid}\n`);
  expect(await stopLeftOver(join(folder, 'foreign'))).toBe(false);
});

test('a start that fails tells the end of the log', async () => {
  const broken = { ...plan, dataDir: join(folder, 'broken'), settings: { shared_buffers: 'plenty' } };
  await expect(startCluster(broken)).rejects.toThrow(/did not start[^]*shared_buffers/);
});

test('data below a folder that only root may enter is placed where the account can reach it', async () => {
  if (process.getuid?.() !== 0) return;
  const closed = join(folder, 'closed');
  mkdirSync(closed, { mode: 0o700 });
  const cluster = await startCluster({ ...plan, dataDir: join(closed, 'data') });
  expect(cluster.notes.join()).toContain('cannot enter');
  expect(cluster.folder.startsWith('/var/cache/lianfang/')).toBe(true);
  await cluster.stop();
  rmSync(cluster.folder, { recursive: true });
});

async function ask(url: string, query: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query(query);
  await client.end();
  return rows;
}
