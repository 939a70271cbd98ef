import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { subgraphNames, webAppNames } from '../codegen/sources.ts';

/** What the stack runs and builds, read off the tree: a subgraph made by `npm run new` needs no line here. */
export interface Catalogue {
  subgraphs: string[];
  /** Every process of ours: identity, the subgraphs, the gateway. */
  services: string[];
  pages: string[];
}

/** Usual order; an app that is not named here comes after them. */
const order = ['identity', 'people', 'checkpoints', 'isolation', 'supplies', 'reporting', 'agencies'];

export function readCatalogue(root: string): Catalogue {
  const runnable = new Set(globSync('apps/*/src/main.ts', { cwd: root }).map((path) => path.split(/[/\\]/)[1]!));
  const subgraphs = subgraphNames(root).filter((name) => runnable.has(name)).sort(byOrder);
  const services = [...(runnable.has('identity') ? ['identity'] : []), ...subgraphs, ...(runnable.has('gateway') ? ['gateway'] : [])];
  const pages = webAppNames(root).filter((name) => existsSync(join(root, 'apps', name, 'vite.config.ts')));
  return { subgraphs, services, pages };
}

function byOrder(a: string, b: string): number {
  return rank(a) - rank(b) || a.localeCompare(b, 'en');
}

function rank(name: string): number {
  const at = order.indexOf(name);
  return at < 0 ? order.length : at;
}
