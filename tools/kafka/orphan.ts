import { execFile } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const TERM_LIMIT_MS = 10_000;
const KILL_LIMIT_MS = 5_000;

export function writePid(dataDir: string, pid: number): Promise<void> {
  return writeFile(pidFile(dataDir), String(pid));
}

/** Stops a Kafka on this data folder that a killed parent left running; says whether there was one. */
export async function stopOrphan(dataDir: string): Promise<boolean> {
  const pid = Number(await readFile(pidFile(dataDir), 'utf8').catch(ifAbsent('')));
  const ours = pid > 0 && (await commandOf(pid)).includes(ourMark(dataDir));
  if (ours) await endProcess(pid);
  await rm(pidFile(dataDir), { force: true });
  return ours;
}

/** An argument of the Java process that names the data folder: a pid that was given to somebody else lacks it. */
export function ourMark(dataDir: string): string {
  return `-Dlianfang.kafka=${resolve(dataDir)}`;
}

/** SIGTERM, then SIGKILL; returns when the process is gone. */
export async function endProcess(pid: number): Promise<void> {
  signal(pid, 'SIGTERM');
  if (await isGone(pid, TERM_LIMIT_MS)) return;
  signal(pid, 'SIGKILL');
  if (!(await isGone(pid, KILL_LIMIT_MS))) throw new Error(`Kafka (pid ${pid}) did not end even by SIGKILL`);
}

function pidFile(dataDir: string): string {
  return join(dataDir, 'kafka.pid');
}

async function commandOf(pid: number): Promise<string> {
  if (process.platform === 'linux') return readFile(`/proc/${pid}/cmdline`, 'utf8').catch(ifAbsent(''));
  const { stdout } = await run('ps', ['-ww', '-o', 'command=', '-p', String(pid)]).catch(() => ({ stdout: '' }));
  return stdout;
}

function ifAbsent<T>(otherwise: T): (error: NodeJS.ErrnoException) => T {
  return (error) => {
    if (error.code === 'ENOENT' || error.code === 'ESRCH') return otherwise;
    throw error;
  };
}

async function isGone(pid: number, withinMs: number): Promise<boolean> {
  for (const end = Date.now() + withinMs; Date.now() < end; await pause(25)) {
    if (!signal(pid, 0) || (await isZombie(pid))) return true;
  }
  return false;
}

/** A child that ended but was not yet reaped still answers signals. */
async function isZombie(pid: number): Promise<boolean> {
  if (process.platform !== 'linux') return false;
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(ifAbsent(') Z'));
  return stat.slice(stat.lastIndexOf(')')).startsWith(') Z');
}

function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}
