import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** No test reaches outside this machine: every process of the run is watched, and what is tried fails the run. */
export function watchOutside(root: string): void {
  const file = join(root, '.lianfang', `outside-${process.pid}.log`);
  mkdirSync(join(root, '.lianfang'), { recursive: true });
  rmSync(file, { force: true });
  process.env.LIANFANG_OUTSIDE_FILE = file;
  const guard = `--require ${join(root, 'tools/test/no-outside.cjs')}`;
  if (!process.env.NODE_OPTIONS?.includes(guard)) process.env.NODE_OPTIONS = [process.env.NODE_OPTIONS, guard].filter(Boolean).join(' ');
}

/** @throws Error naming what was tried */
export function demandNothingOutside(): void {
  const file = process.env.LIANFANG_OUTSIDE_FILE;
  if (!file || !existsSync(file)) return;
  const noted = readFileSync(file, 'utf8');
  rmSync(file, { force: true });
  throw new Error(`tests wanted to reach outside this machine:\n${noted}`);
}
