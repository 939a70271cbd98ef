import { join } from 'node:path';
import type { Migration, Tx } from '@lianfang/platform/persistence';

export interface TreeRow {
  code: string;
  name: string;
}

interface AreaTree {
  checkTree(rows: readonly TreeRow[]): { code: string; name: string; fault: string }[];
  countKnown(tx: Pick<Tx, 'query'>, rows: readonly TreeRow[]): Promise<number>;
  loadTree(tx: Tx, rows: readonly TreeRow[]): Promise<{ rows: number; added: number; known: number; hung: number }>;
}

const people = join(process.cwd(), 'apps', 'people');

/** A tool may not name an app, so the owner's own way to load a tree is found by its path. */
export async function loadAreaTree(): Promise<AreaTree> {
  return (await import(join(people, 'src', 'areas', 'area.tree.ts'))) as AreaTree;
}

export async function loadPeopleMigrations(): Promise<readonly Migration[]> {
  return ((await import(join(people, 'migrations', 'index.ts'))) as { migrations: readonly Migration[] }).migrations;
}
