import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { placeData } from '../postgres/places.ts';
import { signal } from '../process/process.ts';
import { readCatalogue } from './catalogue.ts';
import { eventLog } from './environment.ts';
import { openDatabases } from './postgres.ts';
import { endLeftOvers } from './recover.ts';
import type { StackSettings } from './settings.ts';
import { runningState } from './state.ts';

const longestReset = 180_000;

/** Empties the demo. A running one is emptied by its starter and filled anew; a stopped one is filled by its next start. */
export async function reset(settings: StackSettings, say: (line: string) => void): Promise<void> {
  const running = runningState(settings.stateDir);
  if (running) return resetRunning(settings, running.pid, running.resets, say);
  await endLeftOvers(settings.stateDir);
  if (settings.postgres.url || settings.postgres.urlOf.size > 0) {
    const databases = await openDatabases(settings, 0, '', say);
    await databases.drop([...readCatalogue(settings.root).subgraphs, eventLog]);
  }
  const wished = join(settings.stateDir, 'postgres');
  for (const data of [wished, placeData(wished).folder, join(settings.stateDir, 'kafka')]) {
    if (existsSync(data)) rmSync(data, { recursive: true, force: true });
  }
  say('The demo is empty. npm start fills it anew.');
}

async function resetRunning(settings: StackSettings, pid: number, before: number, say: (line: string) => void): Promise<void> {
  say('The demo runs: its starter empties it now and fills it anew …');
  signal(pid, 'SIGUSR2');
  for (const end = Date.now() + longestReset; Date.now() < end; ) {
    const state = runningState(settings.stateDir);
    if (!state) throw new Error('the demo stopped while it was emptied; see the terminal of npm start');
    if (state.resets > before) return say('The demo is as new.');
    await new Promise((wake) => setTimeout(wake, 250));
  }
  throw new Error('the demo was not emptied within three minutes; see the terminal of npm start');
}
