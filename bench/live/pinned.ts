import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { cpuSeconds, residentMegabytes } from '@lianfang/testing/house';
import { eventually } from '@lianfang/testing/wait';

/** The measured server has this core for itself as far as the bench can see to it; the driver has the next. */
const serverCore = '0';
const driverCore = '1';
const canPin = availableParallelism() > 1 && spawnSync('taskset', ['--version']).status === 0;

export interface Pinned {
  readonly url: string;
  /** Processor seconds so far. */
  cpu(): number;
  megabytes(): number;
  stop(): Promise<void>;
  /** SIGKILL. */
  kill(): Promise<void>;
}

/** Moves this process to the core that the server does not have. */
export function pinDriver(): string {
  if (!canPin) return 'not pinned: taskset or a second core is missing';
  spawnSync('taskset', ['-a', '-cp', driverCore, String(process.pid)]);
  return `server on core ${serverCore}, driver on core ${driverCore}`;
}

/** A server in a process of its own, on one core; it is ready when `/health` answers. */
export async function startPinned(script: string, port: number, words: readonly string[]): Promise<Pinned> {
  const command = [process.execPath, script, '--port', String(port), ...words];
  const [first, ...rest] = canPin ? ['taskset', '-c', serverCore, ...command] : command;
  const child = spawn(first!, rest, { stdio: ['ignore', 'ignore', 'inherit'] });
  const url = `http://127.0.0.1:${port}`;
  try {
    await eventually(() => demandReady(child, url), { within: 30_000 });
  } catch (cause) {
    child.kill('SIGKILL');
    throw cause;
  }
  return { url, cpu: () => cpuSeconds(child.pid!), megabytes: () => residentMegabytes(child.pid!), stop: () => stopped(child), kill: () => killed(child) };
}

async function demandReady(child: ChildProcess, url: string): Promise<void> {
  if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}`);
  const { status } = await fetch(`${url}/health`);
  if (status !== 200) throw new Error(`not ready: ${status}`);
}

async function killed(child: ChildProcess): Promise<void> {
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGKILL');
  await gone;
}

async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  const impatient = setTimeout(() => child.kill('SIGKILL'), 12_000);
  await gone;
  clearTimeout(impatient);
}
