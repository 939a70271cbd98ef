import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { endProcess } from './recover.ts';

export interface ServicePlan {
  name: string;
  /** Node's own flags, the script, its arguments. */
  argv: string[];
  env: NodeJS.ProcessEnv;
  cwd: string;
  url: string;
  logFile: string;
  onChange(): void;
}

const firstPause = 500;
const longestPause = 30_000;
/** A service that lived so long had a good start: the pauses begin anew. */
const longEnough = 60_000;
const largestLog = 10 * 1024 * 1024;

/** One process of the stack, started again when it dies, with growing pauses. */
export class Service {
  readonly plan: ServicePlan;
  restarts = 0;
  #child: ChildProcess | null = null;
  #pause = firstPause;
  #timer: NodeJS.Timeout | null = null;
  #wanted = false;

  constructor(plan: ServicePlan) {
    this.plan = plan;
  }

  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  start(): void {
    this.#wanted = true;
    this.#launch();
  }

  /** Resolves when `/health/ready` says yes. */
  async ready(within: number): Promise<void> {
    const end = Date.now() + within;
    while (!(await answers(`${this.plan.url}/health/ready`))) {
      if (Date.now() > end || this.restarts >= 3) throw new Error(`${this.plan.name} does not become ready. ${this.lastWords()}`);
      await new Promise((wake) => setTimeout(wake, 100));
    }
  }

  async stop(): Promise<void> {
    this.#wanted = false;
    if (this.#timer) clearTimeout(this.#timer);
    const pid = this.pid;
    if (pid !== null) await endProcess(pid);
  }

  lastWords(): string {
    const { logFile } = this.plan;
    const end = existsSync(logFile) ? readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-12).join('\n') : '';
    return `Its log, ${logFile}, ends:\n${end}`;
  }

  #launch(): void {
    const log = openLog(this.plan.logFile);
    // A process group of its own: Ctrl-C at the terminal reaches the starter, which stops the services in order.
    const child = spawn(process.execPath, this.plan.argv, {
      cwd: this.plan.cwd, env: this.plan.env, detached: true, stdio: ['ignore', log, log],
    });
    closeSync(log);
    this.#child = child;
    const born = Date.now();
    child.once('error', () => this.#died(child, born));
    child.once('exit', () => this.#died(child, born));
    this.plan.onChange();
  }

  #died(child: ChildProcess, born: number): void {
    if (this.#child !== child) return;
    this.#child = null;
    this.plan.onChange();
    if (!this.#wanted) return;
    if (Date.now() - born > longEnough) this.#pause = firstPause;
    this.restarts += 1;
    this.#timer = setTimeout(() => this.#launch(), this.#pause);
    this.#pause = Math.min(this.#pause * 2, longestPause);
  }
}

export async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    // Not listening, or not answering in time: both mean "not yet".
    return false;
  }
}

/** Appends; what grew past ten megabytes is kept once beside it. */
function openLog(file: string): number {
  mkdirSync(dirname(file), { recursive: true });
  if (existsSync(file) && statSync(file).size > largestLog) renameSync(file, `${file}.1`);
  return openSync(file, 'a');
}
