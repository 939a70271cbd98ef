import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandLine } from '../process/process.ts';
import type { Ports } from './ports.ts';

export type KafkaKind = 'apache-kafka' | 'external' | 'embedded';

/** What one start writes down, for `status`, for a second start, and for the start after a kill -9. */
export interface StackState {
  /** Process of the starter. */
  pid: number;
  phase: 'starting' | 'ready' | 'stopping';
  startedAt: string;
  /** Counts the resets of this start; `npm run reset` waits for it to grow. */
  resets: number;
  /** Counts how often the services were started again with new secrets. */
  renewals: number;
  ports: Ports;
  host: string;
  kafka: { kind: KafkaKind; brokers: string[]; why: string; dataDir?: string } | null;
  postgres: { kind: 'embedded' | 'external'; folder?: string } | null;
  services: { name: string; pid: number; url: string }[];
}

/** Stands on the command line of every process of this stack, so that a recorded number is known to be still ours. */
export function markOf(stateDir: string): string {
  return `--lianfang-stack=${stateDir}`;
}

export function readState(stateDir: string): StackState | null {
  const file = fileOf(stateDir);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as StackState) : null;
}

/** Renamed into place: a reader never sees half a file, a kill never leaves one. */
export function writeState(stateDir: string, state: StackState): void {
  mkdirSync(stateDir, { recursive: true });
  const half = `${fileOf(stateDir)}.${process.pid}`;
  writeFileSync(half, `${JSON.stringify(state, null, 2)}\n`);
  renameSync(half, fileOf(stateDir));
}

export function forgetState(stateDir: string): void {
  rmSync(fileOf(stateDir), { force: true });
}

/** The state of the stack that runs now, or null when its starter is gone. */
export function runningState(stateDir: string): StackState | null {
  const state = readState(stateDir);
  return state && isOurs(state.pid, stateDir) && state.pid !== process.pid ? state : null;
}

export function isOurs(pid: number, stateDir: string): boolean {
  return commandLine(pid)?.split(' ').includes(markOf(stateDir)) ?? false;
}

function fileOf(stateDir: string): string {
  return join(stateDir, 'state.json');
}
