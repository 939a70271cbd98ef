import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { NotPossible, planSubgraph, writeFiles } from './subgraph.ts';

const usage = `usage: npm run new -- subgraph <name> [--noun <noun>]

  <name>   letters only, for example enterprises: the folder apps/<name>, its database and its topic
  --noun   the first noun that it owns; the singular of the name when left out
`;

/** Makes a part of the house by the plan of the others. Nothing is written unless everything can be. */
function main(root: string, argv: readonly string[]): number {
  const nounAt = argv.indexOf('--noun');
  const [kind, name, ...rest] = nounAt < 0 ? argv : argv.filter((_, at) => at !== nounAt && at !== nounAt + 1);
  if (kind !== 'subgraph' || !name || rest.length > 0) {
    process.stderr.write(usage);
    return 2;
  }
  const plan = planSubgraph(root, name, nounAt < 0 ? undefined : argv[nounAt + 1]);
  for (const file of writeFiles(root, plan.files)) process.stdout.write(`wrote ${file}\n`);
  for (const step of ['tools/codegen/main.ts', 'tools/compose/src/main.ts']) {
    const run = spawnSync(process.execPath, [join(root, step)], { cwd: root, stdio: 'inherit' });
    if (run.status !== 0) return run.status ?? 1;
  }
  process.stdout.write(`${plan.next.join('\n')}\n`);
  return 0;
}

try {
  process.exitCode = main(process.cwd(), process.argv.slice(2));
} catch (error) {
  if (!(error instanceof NotPossible)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
