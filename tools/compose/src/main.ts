import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { breakingChanges, brokenOperations } from './breaking.ts';
import { CompositionError, composeSupergraph } from './compose.ts';
import { waivers } from '../waivers.ts';
import { policyFaults } from './policy.ts';
import { foreignEventDirectives, readSubgraphs } from './subgraphs.ts';

const committed = 'apps/gateway/supergraph.graphql';

/**
 * `compose` writes the supergraph. `compose check [--against REF] [--operations FILE]` names what breaks clients since a commit
 * (default: the last one), and fails when the file is stale or a registered operation breaks.
 */
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
  const { against, operations } = options();
  const file = join(root, committed);
  const stale = !existsSync(file) || readFileSync(file, 'utf8') !== supergraph;
  if (stale) tell(`${committed} is not what the subgraphs compose to: run npm run compose and commit it`);
  const before = supergraphAt(root, against);
  const changes = before ? await breakingChanges(before, supergraph) : [];
  for (const change of changes) tell(`breaking since ${against}: ${change}`);
  const broken = brokenOperations(supergraph, operations === undefined ? [] : Object.values(JSON.parse(readFileSync(operations, 'utf8')) as Record<string, string>));
  for (const operation of broken) tell(`breaks the registered operation ${operation}`);
  if (changes.length || broken.length) tell('a breaking change needs a new field beside the old one (deprecate, then remove)');
  return stale || broken.length ? 1 : 0;
}

/** Manifest and commit to compare with; in CI `--against` is where the branch began. */
function options(): { against: string; operations: string | undefined } {
  const { values } = parseArgs({
    args: process.argv.slice(3),
    options: { against: { type: 'string', default: process.env.SCHEMA_BASE ?? 'HEAD' }, operations: { type: 'string', default: process.env.GATEWAY_OPERATIONS } },
  });
  return { against: values.against, operations: values.operations };
}

function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}

function supergraphAt(root: string, commit: string): string | undefined {
  const listed = execFileSync('git', ['ls-tree', '--name-only', commit, committed], { cwd: root, encoding: 'utf8' });
  return listed.trim() ? execFileSync('git', ['show', `${commit}:${committed}`], { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 }) : undefined;
}

main(process.argv[2], process.cwd()).then(
  (code) => (process.exitCode = code),
  (cause: unknown) => {
    if (!(cause instanceof CompositionError)) throw cause;
    process.stderr.write(`${cause.message}\n`);
    process.exitCode = 1;
  },
);
