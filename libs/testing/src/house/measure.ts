import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { House } from './house.ts';

/** Linux counts processor time in hundredths of a second on every machine that matters (USER_HZ). */
const ticksPerSecond = 100;

export interface ServiceLoad {
  name: string;
  /** Resident memory. */
  megabytes: number;
  /** Share of one core, 0 to 1, while it was watched. */
  share: number;
}

/** What every service of the house takes while it is watched; Linux only. @param watched milliseconds */
export async function measureServices(house: House, watched: number): Promise<ServiceLoad[]> {
  const { services } = await house.status();
  const before = services.map(({ name, pid }) => ({ name, pid: pid!, seconds: cpuSeconds(pid!) }));
  const began = performance.now();
  await pause(watched);
  const took = (performance.now() - began) / 1_000;
  return before.map(({ name, pid, seconds }) => ({ name, megabytes: residentMegabytes(pid), share: (cpuSeconds(pid) - seconds) / took }));
}

/** utime and stime of /proc/<pid>/stat; the name before them may hold spaces. */
export function cpuSeconds(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

export function residentMegabytes(pid: number): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))!;
  return Number(kilobytes) / 1_024;
}
