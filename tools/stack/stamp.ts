import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Sums up the content of files, so that what is made from them is made again only when one of them changed. */
export function hashOf(root: string, patterns: readonly string[]): string {
  const hash = createHash('sha256').update(process.version);
  const files = globSync([...patterns], { cwd: root, exclude: ['**/node_modules/**', '**/*.test.ts', '**/*.test.tsx'] }).sort();
  for (const file of files) {
    const path = join(root, file);
    if (statSync(path).isFile()) hash.update(file).update('\0').update(readFileSync(path)).update('\0');
  }
  return hash.digest('hex');
}

export function isMadeFrom(stamp: string, hash: string): boolean {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === hash;
}

export function markMade(stamp: string, hash: string): void {
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, hash);
}
