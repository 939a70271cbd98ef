import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

/** A copy of the house, with the packages of this one: what a test generates there leaves no trace here. */
export function copyHouse(): string {
  const repository = process.cwd();
  const house = mkdtempSync(join(tmpdir(), 'lianfang-new-'));
  chmodSync(house, 0o755);
  const left = new Set(['node_modules', 'dist', '.nx', '.lianfang', 'public']);
  for (const name of ['apps', 'libs', 'tools', 'package.json', 'package-lock.json', 'tsconfig.base.json', 'jest.config.mjs', 'docker-compose.yml', 'Dockerfile']) {
    cpSync(join(repository, name), join(house, name), { recursive: true, filter: (path) => !left.has(basename(path)) });
  }
  const packages = join(house, 'node_modules');
  mkdirSync(join(packages, '@lianfang'), { recursive: true });
  for (const name of readdirSync(join(repository, 'node_modules'))) if (name !== '@lianfang') symlinkSync(join(repository, 'node_modules', name), join(packages, name));
  for (const name of ['contracts', 'platform', 'testing']) symlinkSync(join(house, 'libs', name), join(packages, '@lianfang', name));
  return house;
}

export function runIn(house: string, script: string, ...argv: string[]): { status: number | null; output: string } {
  const node = join(process.cwd(), 'node_modules', '.bin', 'node');
  const done = spawnSync(node, [script, ...argv], { cwd: house, encoding: 'utf8', env: { ...process.env, PATH: `${join(house, 'node_modules', '.bin')}:${process.env.PATH}` } });
  return { status: done.status, output: done.stdout + done.stderr };
}
