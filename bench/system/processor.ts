import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const millisecondsPerTick = 10;

/** Processor time that the PostgreSQL of a house has used, its sessions that have ended included (Linux). */
export function processorOfPostgres(stateDir: string): () => number {
  const master = Number(readFileSync(join(stateDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
  return () => {
    const own = statOf(master)!;
    const sessions = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map((pid) => statOf(Number(pid))).filter((stat) => stat?.parent === master);
    return (own.used + own.ofEnded + sessions.reduce((sum, stat) => sum + stat!.used, 0)) * millisecondsPerTick;
  };
}

/** https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function statOf(pid: number): { parent: number; used: number; ofEnded: number } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ').map(Number);
    return { parent: fields[1]!, used: fields[11]! + fields[12]!, ofEnded: fields[13]! + fields[14]! };
  } catch {
    return undefined; // It has just ended.
  }
}
