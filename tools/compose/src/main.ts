import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { checkGraph } from './check.ts';
import { CompositionError, composeSupergraph } from './compose.ts';
import { clientOperations, manifestOf } from './operations.ts';
import { waivers } from '../waivers.ts';
import { policyFaults } from './policy.ts';
import { foreignEventDirectives, readSubgraphs } from './subgraphs.ts';

const committed = 'apps/gateway/supergraph.graphql';

/**
 * `compose` writes the supergraph. `compose check [--against COMMIT] [--operations FILE]` names what breaks clients since a commit (where the
 * branch began, or the one before), with the registered operations that it breaks: those of our pages as they are, as they were in that
 * commit, and those of FILE. It fails when the file is stale, or an operation breaks that clients send. `compose operations` prints
 * those of our pages as a manifest.
 */
async function main(mode: string | undefined, root: string): Promise<number> {
  if (mode === 'operations') return print(manifestOf(clientOperations(root)));
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
  const { values } = parseArgs({ args: process.argv.slice(3), options: { against: { type: 'string', default: process.env.SCHEMA_BASE }, operations: { type: 'string', default: process.env.GATEWAY_OPERATIONS } } });
  const report = await checkGraph(root, supergraph, { against: values.against || undefined, operationsFile: values.operations, committed });
  for (const line of report.lines) tell(line);
  return report.isRefused ? 1 : 0;
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}

function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}

main(process.argv[2], process.cwd()).then(
  (code) => (process.exitCode = code),
  (cause: unknown) => {
    if (!(cause instanceof CompositionError)) throw cause;
    process.stderr.write(`${cause.message}\n`);
    process.exitCode = 1;
  },
);
