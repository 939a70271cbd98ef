import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { breakingChanges } from './breaking.ts';
import { CompositionError, composeSupergraph } from './compose.ts';
import { waivers } from '../waivers.ts';
import { policyFaults } from './policy.ts';
import { foreignEventDirectives, readSubgraphs } from './subgraphs.ts';

const committed = 'apps/gateway/supergraph.graphql';

/** `compose` writes the supergraph; `compose check` fails when the file is stale or the change breaks clients. */
async function main(mode: string | undefined, root: string): Promise<number> {
  const subgraphs = readSubgraphs(root);
  const wrong = foreignEventDirectives(subgraphs, readFileSync(join(root, 'apps/gateway/src/live/event.graphql'), 'utf8'));
  wrong.push(...policyFaults(subgraphs, waivers));
  if (wrong.length) throw new CompositionError(wrong);
  const supergraph = composeSupergraph(subgraphs);
  return mode === 'check' ? check(root, supergraph) : write(root, supergraph, subgraphs.length);
}

function write(root: string, supergraph: string, count: number): number {
  // Renamed into place: a gateway that watches the file never reads half of it.
  const target = join(root, committed);
  writeFileSync(`${target}.new`, supergraph);
  renameSync(`${target}.new`, target);
  process.stdout.write(`${committed}: ${count} subgraphs composed\n`);
  return 0;
}

async function check(root: string, supergraph: string): Promise<number> {
  const file = join(root, committed);
  const stale = !existsSync(file) || readFileSync(file, 'utf8') !== supergraph;
  if (stale) process.stderr.write(`${committed} is not what the subgraphs compose to: run npm run compose and commit it\n`);
  const before = supergraphAtHead(root);
  const broken = before ? await breakingChanges(before, supergraph) : [];
  for (const change of broken) process.stderr.write(`breaking: ${change}\n`);
  if (broken.length) process.stderr.write('a breaking change needs a new field beside the old one (deprecate, then remove)\n');
  return stale ? 1 : 0;
}

function supergraphAtHead(root: string): string | undefined {
  const listed = execFileSync('git', ['ls-tree', '--name-only', 'HEAD', committed], { cwd: root, encoding: 'utf8' });
  return listed.trim() ? execFileSync('git', ['show', `HEAD:${committed}`], { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 }) : undefined;
}

main(process.argv[2], process.cwd()).then(
  (code) => (process.exitCode = code),
  (cause: unknown) => {
    if (!(cause instanceof CompositionError)) throw cause;
    process.stderr.write(`${cause.message}\n`);
    process.exitCode = 1;
  },
);
