import { cpSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';

const leftOut = new Set(['node_modules', '.git', '.nx', '.lianfang', 'dist', 'coverage']);

/** A copy of the tree whose own packages are its own and whose other packages are those of the original. */
export function copyTree(root: string, to: string): void {
  mkdirSync(to, { recursive: true });
  cpSync(root, to, { recursive: true, verbatimSymlinks: true, filter: (path) => path === root || !leftOut.has(basename(path)) });
  const modules = join(root, 'node_modules');
  mkdirSync(join(to, 'node_modules', '@lianfang'), { recursive: true });
  for (const name of readdirSync(modules)) {
    if (name !== '@lianfang') symlinkSync(join(modules, name), join(to, 'node_modules', name));
  }
  for (const name of readdirSync(join(root, 'libs'))) symlinkSync(join('..', '..', 'libs', name), join(to, 'node_modules', '@lianfang', name));
}
