import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { NotPossible, type SubgraphPlan, planSubgraph, writeFiles } from './subgraph.ts';
import { planSubscription } from './subscription.ts';

const usage = `usage: npm run new -- subgraph <name> [--noun <noun>]
       npm run new -- subscription <field> --event <service.fact.v1> [--returns <Type>] [--by <path>]… [--carries <field>]… [--scope <noun:verb>]

  <name>     letters only, for example enterprises: the folder apps/<name>, its database and its topic
  --noun     the first noun that it owns; the singular of the name when left out

  <field>    for example passageRecorded: a field of Subscription in the subgraph that owns the event
  --event    wire name of an event in libs/contracts/src/events that carries the id of what the field returns
  --returns  a type of that subgraph with the key "id"; told by the event's name when left out
  --by       a field of the payload by which clients may narrow it down, besides the area; several times
  --carries  a field of the type that the event carries under the same name, so that it is not fetched; several times
  --scope    who may; that of the query for the same type when left out
`;

/** Makes a part of the house by the plan of the others. Nothing is written unless everything can be. */
async function main(root: string, argv: readonly string[]): Promise<number> {
  const plan = await wishOf(root, argv);
  if (!plan) {
    process.stderr.write(usage);
    return 2;
  }
  for (const file of writeFiles(root, plan.files)) process.stdout.write(`wrote ${file}\n`);
  for (const step of ['tools/codegen/main.ts', 'tools/compose/src/main.ts']) {
    const run = spawnSync(process.execPath, [join(root, step)], { cwd: root, stdio: 'inherit' });
    if (run.status !== 0) return run.status ?? 1;
  }
  process.stdout.write(`${plan.next.join('\n')}\n`);
  return 0;
}

function wishOf(root: string, argv: readonly string[]): SubgraphPlan | Promise<SubgraphPlan> | undefined {
  const text = { type: 'string' } as const;
  const several = { type: 'string', multiple: true, default: [] as string[] } as const;
  const options = { noun: text, event: text, returns: text, by: several, carries: several, scope: text };
  const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true, strict: false });
  const { noun, event, returns, by, carries, scope } = values as { noun?: string; event?: string; returns?: string; by: string[]; carries: string[]; scope?: string };
  const [kind, name, ...rest] = positionals;
  if (!name || rest.length > 0) return undefined;
  if (kind === 'subgraph') return planSubgraph(root, name, noun);
  if (kind === 'subscription' && event) return planSubscription(root, { field: name, event, returns, by, carries, scope });
  return undefined;
}

try {
  process.exitCode = await main(process.cwd(), process.argv.slice(2));
} catch (error) {
  if (!(error instanceof NotPossible)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
