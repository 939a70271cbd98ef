import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { callGraph, callRefused } from '../graph/call.ts';
import type { ToldError } from '../graph/call.ts';

export interface HousePlan {
  broker: 'kafka' | 'embedded';
  /** True: the demo district lives in it; false: it is empty. */
  seeded: boolean;
  env?: NodeJS.ProcessEnv;
  /** Milliseconds until it must be ready; 180,000 unless told. */
  within?: number;
}

/** What `npm run status -- --json` prints, as far as tests read it. */
export interface HouseStatus {
  ready: boolean;
  gateway: { graphql: string; health: string };
  pages: { dashboard: string; field: string; graphiql: string; identity: string };
  kafka: { kind: string; brokers: string[] };
  postgres: { kind: string };
  services: { name: string; url: string; pid: number | null; healthy: boolean }[];
  logins: { user: string; role: string; areaCode: string; token: string }[];
}

type Variables = Record<string, unknown>;

export interface House {
  readonly started: HouseStatus;
  /** What the starter said. */
  output(): string;
  /** Milliseconds from the command to "Ready". */
  readonly readyAfter: number;
  status(): Promise<HouseStatus>;
  token(user: string): string;
  /** Through the gateway with the token of a demo user; throws with everything there is to know when it fails. */
  call<T>(user: string, query: string, variables?: Variables): Promise<T>;
  /** The first error of a call that must be refused. */
  refused(user: string, query: string, variables?: Variables): Promise<ToldError & { code: string | undefined }>;
  /** Where it keeps its data, logs and secrets. */
  readonly stateDir: string;
  /** A program beside it, told where it is: `node <words>`. @throws what it said, when it ends with anything but 0 */
  run(...words: string[]): Promise<string>;
  /** To look at what a service holds; its database is named lianfang_<service>. */
  databaseUrl(service: string): string;
  /** The gateway's credential: what whoever stole it could show to a subgraph. */
  gatewaySecret(): string;
  /** All that the services have written to their logs, by the name of the file. */
  logs(): Map<string, string>;
  stop(): Promise<void>;
}

const run = promisify(execFile);
const starter = join('tools', 'stack', 'main.ts');

/** Starts a house on free ports with its data in a folder of its own, from the repository that is the working directory. */
export async function startHouse(plan: HousePlan): Promise<House> {
  const stateDir = mkdtempSync(join(tmpdir(), 'lianfang-house-'));
  chmodSync(stateDir, 0o755); // PostgreSQL's own account must be able to walk in.
  const env = environmentOf(plan, stateDir);
  const began = performance.now();
  const child = spawn(process.execPath, commandOf(stateDir, 'start'), { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const followed = follow(child);
  const stop = async () => {
    child.kill('SIGINT');
    await followed.ended;
    rmSync(stateDir, { recursive: true, force: true });
  };
  try {
    await untilReady(followed, plan.within ?? 180_000);
    return await enter(stateDir, env, { output: followed.output, readyAfter: performance.now() - began, stop });
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * A house that somebody else has started and keeps: to write a walk against it without waiting for a start each time.
 * Leaving it (`stop`) stops nothing.
 */
export function enterHouse(stateDir: string): Promise<House> {
  return enter(stateDir, { ...process.env, LIANFANG_STATE_DIR: stateDir }, { output: () => '', readyAfter: 0, stop: () => Promise.resolve() });
}

function commandOf(stateDir: string, command: string, ...flags: string[]): string[] {
  return ['--disable-warning=ExperimentalWarning', starter, `--lianfang-stack=${stateDir}`, command, ...flags];
}

async function enter(stateDir: string, env: NodeJS.ProcessEnv, own: Pick<House, 'output' | 'readyAfter' | 'stop'>): Promise<House> {
  const status = async () => JSON.parse((await run(process.execPath, commandOf(stateDir, 'status', '--json'), { env, maxBuffer: 1 << 24 })).stdout) as HouseStatus;
  const beside = async (...words: string[]) => (await run(process.execPath, words, { env, maxBuffer: 1 << 26 })).stdout;
  return houseOf(await status(), {
    ...own, stateDir, status, run: beside,
    databaseUrl: (service) => databaseUrl(stateDir, service), gatewaySecret: () => secretOf(stateDir), logs: () => logsIn(join(stateDir, 'logs')),
  });
}

function houseOf(started: HouseStatus, own: Pick<House, 'stateDir' | 'run' | 'output' | 'readyAfter' | 'status' | 'stop' | 'databaseUrl' | 'gatewaySecret' | 'logs'>): House {
  const tokens = new Map(started.logins.map(({ user, token }) => [user, token]));
  const token = (user: string) => {
    const known = tokens.get(user);
    if (!known) throw new Error(`the demo has no user ${user}; it has ${[...tokens.keys()].join(', ')}`);
    return known;
  };
  const { graphql } = started.gateway;
  return {
    ...own, started, token,
    call: <T>(user: string, query: string, variables?: Variables) => callGraph<T>(graphql, { query, variables, token: token(user), gatewaySecret: null }),
    refused: (user, query, variables) => callRefused(graphql, { query, variables, token: token(user), gatewaySecret: null }),
  };
}

function logsIn(folder: string): Map<string, string> {
  return new Map(readdirSync(folder).filter((file) => file.endsWith('.log')).map((file) => [file, readFileSync(join(folder, file), 'utf8')]));
}

function secretOf(stateDir: string): string {
  return (JSON.parse(readFileSync(join(stateDir, 'secrets.json'), 'utf8')) as { gatewaySecret: string }).gatewaySecret;
}

function databaseUrl(stateDir: string, service: string): string {
  const read = (file: string) => JSON.parse(readFileSync(join(stateDir, file), 'utf8')) as Record<string, unknown>;
  const { postgres: port } = read('state.json').ports as Record<string, number>;
  return `postgres://postgres:${String(read('secrets.json').postgresPassword)}@127.0.0.1:${port}/lianfang_${service}`;
}

/** The environment of the caller without what would point the house at other servers than its own. */
function environmentOf({ broker, seeded, env }: HousePlan, stateDir: string): NodeJS.ProcessEnv {
  const foreign = /^(DATABASE_URL.*|KAFKA_BROKERS|EMBEDDED_LOG_URL|LIANFANG_(BROKER|SEED|STATE_DIR|PORT_BASE)|NODE_ENV|NODE_OPTIONS|JEST_.*)$/;
  const kept = Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
  return {
    ...kept, ...env, CI: '1', LIANFANG_STATE_DIR: stateDir, LIANFANG_PORT_BASE: 'free', LIANFANG_BROKER: broker, ...(seeded ? {} : { LIANFANG_SEED: 'none' }),
  };
}

interface Followed { output(): string; ended: Promise<number | null>; hasEnded(): boolean }

function follow(child: ChildProcess): Followed {
  let output = '';
  let over = false;
  for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = new Promise<number | null>((settle) => child.once('close', (code) => {
    over = true;
    settle(code);
  }));
  return { output: () => output, ended, hasEnded: () => over };
}

async function untilReady({ output, hasEnded }: Followed, within: number): Promise<void> {
  for (const end = Date.now() + within; !output().includes('Ready after'); ) {
    if (hasEnded()) throw new Error(`the house did not come up:\n${output()}`);
    if (Date.now() > end) throw new Error(`the house was not ready after ${within / 1_000} s:\n${output()}`);
    await new Promise((wake) => setTimeout(wake, 50));
  }
}
