import { globSync, readFileSync } from 'node:fs';
import { signal } from '../process/process.ts';

/** The last resort of a stop: whatever this process started and did not wait for (a build, a download). */
export function endOwnChildren(): void {
  for (const pid of childrenOf(process.pid)) signal(pid, 'SIGKILL');
}

function childrenOf(parent: number): number[] {
  return globSync('/proc/[0-9]*/stat').flatMap((file) => {
    const [pid, above] = readStat(file);
    return above === parent ? [pid, ...childrenOf(pid)] : [];
  });
}

/** `pid (name) state ppid …`; the name may hold spaces and parentheses. */
function readStat(file: string): [number, number] {
  try {
    const text = readFileSync(file, 'utf8');
    const afterName = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return [Number(text.split(' ')[0]), Number(afterName[1])];
  } catch {
    // It ended between the listing and the reading.
    return [-1, -1];
  }
}
