import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { signal } from '../process/process.ts';
import type { StackSettings } from './settings.ts';
import { runningState } from './state.ts';

const longestRenewal = 120_000;

/** The running house starts its services again, one after the other, with the secrets as they stand now. */
export async function renewRunning(settings: StackSettings): Promise<void> {
  const running = runningState(settings.stateDir);
  if (!running) throw new Error('Lianfang does not run');
  writeFileSync(wishOf(settings.stateDir), '');
  signal(running.pid, 'SIGUSR2');
  for (const end = Date.now() + longestRenewal; Date.now() < end; ) {
    const state = runningState(settings.stateDir);
    if (!state) throw new Error('the house stopped meanwhile; see the terminal of npm start');
    if (state.renewals > running.renewals) return;
    await new Promise((wake) => setTimeout(wake, 250));
  }
  throw new Error('the services did not come back within two minutes; see the terminal of npm start');
}

/** True once for each wish: SIGUSR2 then means this, else a reset. */
export function takeRenewalWish(stateDir: string): boolean {
  const wish = wishOf(stateDir);
  if (!existsSync(wish)) return false;
  rmSync(wish);
  return true;
}

function wishOf(stateDir: string): string {
  return join(stateDir, 'renew');
}
