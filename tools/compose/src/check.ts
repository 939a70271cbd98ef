import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findBase } from './base.ts';
import { breakingChanges, brokenOperations } from './breaking.ts';
import { clientOperations, clientOperationsAt } from './operations.ts';

export interface GraphReport {
  readonly lines: readonly string[];
  readonly isRefused: boolean;
}

export interface CheckOptions {
  /** A commit; undefined: it is sought. */
  readonly against: string | undefined;
  /** Registered operations of other clients. */
  readonly operationsFile: string | undefined;
  /** Where the supergraph lies in the repository. */
  readonly committed: string;
}

export async function checkGraph(root: string, supergraph: string, { against, operationsFile, committed }: CheckOptions): Promise<GraphReport> {
  const lines: string[] = [];
  const file = join(root, committed);
  const isStale = !existsSync(file) || readFileSync(file, 'utf8') !== supergraph;
  if (isStale) lines.push(`${committed} is not what the subgraphs compose to: run npm run compose and commit it`);

  const own = clientOperations(root);
  const others = operationsFile === undefined ? [] : Object.values(JSON.parse(readFileSync(operationsFile, 'utf8')) as Record<string, string>);
  const broken = brokenOperations(supergraph, [...own.map(({ text }) => text), ...others]);
  lines.push(...broken.map((operation) => `breaks the registered operation ${operation}`));
  lines.push(`${own.length + others.length} registered operations checked, ${broken.length} break`);

  const base = findBase(root, against);
  if (typeof base === 'string') {
    // Who names a commit wants to know about that one.
    return { lines: [...lines, `not compared with an earlier graph: ${base}`], isRefused: isStale || broken.length > 0 || against !== undefined };
  }
  const before = supergraphAt(root, base.commit, committed);
  if (before === undefined) return { lines: [...lines, `not compared with ${base.what}: it has no ${committed}`], isRefused: isStale || broken.length > 0 };
  const changes = await breakingChanges(before, supergraph);
  const present = new Set(own.map(({ text }) => text));
  const gone = clientOperationsAt(root, base.commit).filter(({ text }) => !present.has(text)).map(({ text }) => text);
  const brokenThere = brokenOperations(supergraph, gone);
  lines.push(...changes.map((change) => `breaking since ${base.what}: ${change}`));
  lines.push(...brokenThere.map((operation) => `breaks what pages of ${base.what} send, which some have open still: ${operation}`));
  lines.push(`${changes.length} breaking changes since ${base.what}`);
  if (changes.length || broken.length || brokenThere.length) lines.push('a breaking change needs a new field beside the old one (deprecate, then remove)');
  return { lines, isRefused: isStale || broken.length > 0 || (base.isBinding && brokenThere.length > 0) };
}

function supergraphAt(root: string, commit: string, file: string): string | undefined {
  const listed = execFileSync('git', ['ls-tree', '--name-only', commit, file], { cwd: root, encoding: 'utf8' });
  return listed.trim() ? execFileSync('git', ['show', `${commit}:${file}`], { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 }) : undefined;
}
