import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build, type Plugin } from 'esbuild';

// One file per app in dist/: our own code and libraries bundled, packages left in node_modules. Starting a bundle costs a
// third of starting the sources, and a service needs no TypeScript at run time.
const root = process.cwd();
const apps = process.argv.slice(2);

const ours: Plugin = {
  name: 'workspace-libraries',
  setup(bundler) {
    bundler.onResolve({ filter: /^@lianfang\// }, ({ path }) => {
      const [, library, ...room] = path.split('/');
      return { path: join(root, 'libs', library!, 'src', ...room, 'index.ts') };
    });
  },
};

/** The program, and each thread that it begins beside itself: `x.worker.ts`. */
const entries = apps.flatMap((app) => ['main.ts', ...globSync('**/*.worker.ts', { cwd: join(root, 'apps', app, 'src') })].map((file) => ({ app, file })));

const built = await Promise.allSettled(entries.map(({ app, file }) => build({
  entryPoints: [join(root, 'apps', app, 'src', file)],
  outfile: join(root, 'dist', 'apps', app, basename(file).replace(/ts$/, 'js')),
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node22',
  packages: 'external',
  sourcemap: true,
  logLevel: 'warning',
  plugins: [ours],
})));
// esbuild has told the errors itself, with file and line.
if (built.some((one) => one.status === 'rejected')) process.exitCode = 1;
