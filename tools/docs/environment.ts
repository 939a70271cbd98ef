import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as config from '@lianfang/platform/config';
import { serviceBlocks } from '@lianfang/platform/service';

const blocks: Readonly<Record<string, object>> = { ...config, serviceBlocks };

/** Variables by process, as the `config.ts` of each app names them: whole blocks of the platform, and its own. */
export function variablesOf(root: string): Map<string, Set<string>> {
  return new Map(globSync('apps/*/src/config.ts', { cwd: root }).sort().map((file) => {
    const text = readFileSync(join(root, file), 'utf8');
    const taken = [...text.matchAll(/\b(\w+Blocks?)\b/g)].flatMap(([, name]) => Object.keys(blocks[name!] ?? {}));
    const own = [...text.matchAll(/^\s+([A-Z][A-Z0-9_]+): /gm)].map(([, name]) => name!);
    return [file.split(/[/\\]/)[1]!, new Set([...taken, ...own])];
  }));
}

/** The rows of the page's table: variable to the processes that it names as readers. */
export function documentedVariables(page: string, apps: { all: readonly string[]; subgraphs: readonly string[] }): Map<string, Set<string>> {
  return new Map([...page.matchAll(/^\| `([A-Z][A-Z0-9_]+)` \| ([^|]+) \|/gm)].map(([, name, readers]) => {
    const named = readers!.split(',').map((reader) => reader.trim());
    return [name!, new Set(named.flatMap((reader) => (reader === 'all' ? apps.all : reader === 'subgraphs' ? apps.subgraphs : [reader])))];
  }));
}
