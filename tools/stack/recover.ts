import { stopOrphan } from '../kafka/kafka.ts';
import { stopLeftOver } from '../postgres/cluster.ts';
import { gone, signal } from '../process/process.ts';
import { forgetState, isOurs, readState } from './state.ts';

/**
 * Ends what a starter that was killed left behind, and only that: each recorded process is asked for its command line
 * first, because its number may belong to somebody else by now. Answers the names of what was ended.
 */
export async function endLeftOvers(stateDir: string): Promise<string[]> {
  const state = readState(stateDir);
  if (!state) return [];
  const orphans = state.services.filter((service) => isOurs(service.pid, stateDir));
  await Promise.all(orphans.map((service) => endProcess(service.pid)));
  const ended = orphans.map((service) => service.name);
  if (state.kafka?.dataDir && (await stopOrphan(state.kafka.dataDir))) ended.push('Kafka');
  if (state.postgres?.folder && (await stopLeftOver(state.postgres.folder))) ended.push('PostgreSQL');
  forgetState(stateDir);
  return ended;
}

/** SIGTERM, and SIGKILL to whoever is still there after four seconds. */
export async function endProcess(pid: number): Promise<void> {
  signal(pid, 'SIGTERM');
  if (await gone(pid, 4_000)) return;
  signal(pid, 'SIGKILL');
  if (!(await gone(pid, 2_000))) throw new Error(`process ${pid} does not end`);
}
