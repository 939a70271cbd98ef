import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Catalogue } from './catalogue.ts';
import { run } from './run.ts';
import { hashOf, isMadeFrom, markMade } from './stamp.ts';

export interface Build { root: string; signal: AbortSignal; onLine(line: string): void }

/** True when something was made, false when all was there and nothing had changed. */
export async function makeTypes(build: Build): Promise<boolean> {
  return make(build, 'codegen', ['apps/*/src/**/*.graphql', 'apps/*/codegen.json', 'apps/*/index.html', 'apps/gateway/supergraph.graphql', 'tools/codegen/*.ts', 'package-lock.json'],
    () => run('Generating types from the SDL', ['tools/codegen/main.ts'], { ...build, cwd: build.root }),
    'apps/people/src/generated/types.ts');
}

export async function makeBundles(build: Build, catalogue: Catalogue): Promise<boolean> {
  return make(build, 'bundles', ['apps/*/src/**/*.ts', 'apps/*/migrations/*.ts', 'libs/*/src/**/*.ts', 'tools/stack/bundle.ts', 'package-lock.json'],
    () => run('Bundling the services', ['tools/stack/bundle.ts', ...catalogue.services], { ...build, cwd: build.root }),
    ...catalogue.services.map((app) => `dist/apps/${app}/main.js`));
}

/** The pages lie below `/<app>/` on the gateway's port. */
export async function makePage(build: Build, app: string): Promise<boolean> {
  const out = join(build.root, 'dist', 'apps', app);
  const vite = [join('node_modules', 'vite', 'bin', 'vite.js'), 'build', join('apps', app), '--base', `/${app}/`, '--outDir', out, '--emptyOutDir', '--logLevel', 'warn'];
  return make(build, `page-${app}`, [`apps/${app}/**/*`, 'libs/contracts/src/**/*.ts', 'package-lock.json'],
    () => run(`Building the pages of ${app}`, ['--max-old-space-size=1536', ...vite], { ...build, cwd: build.root, env: { NODE_ENV: 'production' } }),
    `dist/apps/${app}/index.html`);
}

async function make(build: Build, name: string, sources: string[], work: () => Promise<void>, ...results: string[]): Promise<boolean> {
  const stamp = join(build.root, 'dist', '.stamps', name);
  const hash = hashOf(build.root, sources);
  const there = results.every((result) => existsSync(join(build.root, result)));
  if (there && isMadeFrom(stamp, hash)) return false;
  await work();
  // Taken before the work: whoever edits a file meanwhile gets another build next time.
  markMade(stamp, hash);
  return true;
}
