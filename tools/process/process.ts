import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** The command line of a live process, or null when it is gone. */
export function commandLine(pid: number): string | null {
  try {
    if (process.platform === 'linux') {
      // A zombie keeps its number but has no command line any more.
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim() || null;
    }
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim() || null;
  } catch {
    // No such process: the file is not there, or ps exits with 1.
    return null;
  }
}

export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** True when the process was gone in time. */
export async function gone(pid: number, within: number): Promise<boolean> {
  const end = Date.now() + within;
  while (commandLine(pid) !== null) {
    if (Date.now() > end) return false;
    await new Promise((wake) => setTimeout(wake, 25));
  }
  return true;
}
