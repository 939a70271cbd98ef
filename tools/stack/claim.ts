import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isOurs } from './state.ts';

/** Makes this process the only starter of a state folder; false when another one lives. */
export function claim(stateDir: string): boolean {
  const file = join(stateDir, 'starter.pid');
  mkdirSync(stateDir, { recursive: true });
  for (;;) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' });
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const owner = Number(readFileSync(file, 'utf8'));
      if (owner !== process.pid && isOurs(owner, stateDir)) return false;
      rmSync(file, { force: true });
    }
  }
}

export function release(stateDir: string): void {
  rmSync(join(stateDir, 'starter.pid'), { force: true });
}
