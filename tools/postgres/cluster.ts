import { spawn, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, openSync, closeSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { accountForPostgres, type Account } from './account.ts';
import { placeBinaries, placeData, type Binaries } from './places.ts';
import { commandLine, gone, signal } from '../process/process.ts';

export interface ClusterPlan {
  /** Root of the repository; its node_modules hold the programs. */
  root: string;
  /** Wished data folder; see `folder` of the answer for the real one. */
  dataDir: string;
  port: number;
  password: string;
  logFile: string;
  /** `-c` settings, such as `{ fsync: 'off' }`. */
  settings?: Record<string, string>;
}

export interface Cluster {
  pid: number;
  folder: string;
  notes: string[];
  url(database?: string): string;
  /** Settles when the server has ended, for whatever reason. */
  ended: Promise<void>;
  /** Fast shutdown: sessions are ended, everything committed is on disk. */
  stop(): Promise<void>;
}

/**
 * One PostgreSQL server from the installed package, on 127.0.0.1 only. Its process is detached, so a Ctrl-C at the
 * terminal does not reach it before the services that still want to write; `stop()` is the way to end it.
 */
export async function startCluster(plan: ClusterPlan): Promise<Cluster> {
  const account = accountForPostgres();
  const programs = placeBinaries(plan.root, account);
  const data = placeData(plan.dataDir);
  const notes = [
    ...(programs.moved ? [`PostgreSQL's account cannot enter ${plan.root}: its programs were copied to ${dirname(dirname(programs.postgres))}`] : []),
    ...(data.moved ? [`PostgreSQL's account cannot enter ${plan.dataDir}: its data lies in ${data.folder}`] : []),
  ];
  mkdirSync(dirname(plan.logFile), { recursive: true });
  await stopLeftOver(data.folder);
  initialise(plan, programs, data.folder, account);
  const { pid, ended } = launch(plan, programs, data.folder, account);
  const url = (database = 'postgres') =>
    `postgres://postgres:${encodeURIComponent(plan.password)}@127.0.0.1:${plan.port}/${database}`;
  await answering(url(), pid, plan.logFile);
  return { pid, folder: data.folder, notes, url, ended, stop: () => stopServer(pid) };
}

/** Stops a server that outlived its starter, if its data folder is this one. True when there was one. */
export async function stopLeftOver(folder: string): Promise<boolean> {
  const pidFile = join(folder, 'postmaster.pid');
  if (!existsSync(pidFile)) return false;
  const pid = Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
  const ours = Number.isInteger(pid) && pid > 1 && commandLine(pid)?.includes(folder);
  if (ours) await stopServer(pid);
  // A stale file with a number that now belongs to somebody else would make the next start refuse.
  rmSync(pidFile, { force: true });
  return Boolean(ours);
}

function initialise(plan: ClusterPlan, programs: Binaries, folder: string, account: Account | null): void {
  if (existsSync(join(folder, 'PG_VERSION')) && existsSync(join(folder, '.lianfang-complete'))) return;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(dirname(folder), { recursive: true, mode: 0o755 });
  mkdirSync(folder, { mode: 0o700 });
  if (account) chownSync(folder, account.uid, account.gid);
  const passwordFile = `${folder}.password`;
  writeFileSync(passwordFile, `${plan.password}\n`, { mode: 0o600 });
  try {
    if (account) chownSync(passwordFile, account.uid, account.gid);
    const run = spawnSync(
      programs.initdb,
      [`--pgdata=${folder}`, '--auth=scram-sha-256', '--username=postgres', `--pwfile=${passwordFile}`,
        '--encoding=UTF8', '--locale=C.UTF-8', '--no-sync'],
      { ...account, cwd: '/', encoding: 'utf8', env: { ...process.env, LC_ALL: 'C.UTF-8' } },
    );
    if (run.status !== 0) {
      throw new Error(`initdb could not make ${folder}: ${run.error?.message ?? ''}${run.stderr ?? ''}${run.stdout ?? ''}`);
    }
  } finally {
    rmSync(passwordFile, { force: true });
  }
  // Written last: a folder that initdb left half-made is made again.
  writeFileSync(join(folder, '.lianfang-complete'), '');
}

function launch(plan: ClusterPlan, programs: Binaries, folder: string, account: Account | null): { pid: number; ended: Promise<void> } {
  // No socket file: its path would have to be short and writable, and nobody needs it.
  const settings = { listen_addresses: '127.0.0.1', unix_socket_directories: '', ...plan.settings };
  const flags = Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
  const log = openSync(plan.logFile, 'a');
  const server = spawn(programs.postgres, ['-D', folder, '-p', String(plan.port), ...flags], {
    ...account, cwd: '/', detached: true, stdio: ['ignore', log, log], env: { ...process.env, LC_ALL: 'C.UTF-8' },
  });
  closeSync(log);
  const ended = new Promise<void>((settle) => server.once('exit', () => settle()));
  server.once('error', () => {}); // Told by the missing pid.
  server.unref();
  if (server.pid === undefined) throw new Error(`${programs.postgres} could not be started`);
  return { pid: server.pid, ended };
}

async function answering(url: string, pid: number, logFile: string): Promise<void> {
  const end = Date.now() + 30_000;
  for (;;) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
    try {
      await client.connect();
      return;
    } catch (error) {
      if (commandLine(pid) === null || Date.now() > end) {
        throw new Error(`PostgreSQL did not start (${(error as Error).message}). Its log, ${logFile}, ends:\n${tailOf(logFile)}`);
      }
      await new Promise((wake) => setTimeout(wake, 25));
    } finally {
      await client.end().catch(ignoreHalfOpen);
    }
  }
}

/** Ending a connection that never opened may itself fail; the caller already has the reason. */
function ignoreHalfOpen(): void {}

async function stopServer(pid: number): Promise<void> {
  signal(pid, 'SIGINT');
  if (await gone(pid, 6_000)) return;
  signal(pid, 'SIGQUIT');
  if (!(await gone(pid, 3_000))) throw new Error(`PostgreSQL (process ${pid}) does not stop`);
}

function tailOf(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(-15).join('\n') : '(no log)';
}
