import { readApiSchema } from './api-schema.ts';
import { subgraphNames, webAppNames } from './sources.ts';
import { generateSubgraph } from './subgraph.ts';
import { generateOperations } from './web.ts';

/** Everything that is made from *.graphql, in one process: loading the generators costs more than running them. */
export async function generate(root: string, only: readonly string[] = []): Promise<string[]> {
  const wanted = (app: string) => only.length === 0 || only.includes(app);
  const changed: string[] = [];
  for (const app of subgraphNames(root).filter(wanted)) changed.push(...(await generateSubgraph(root, app)));
  const schema = readApiSchema(root);
  for (const app of webAppNames(root).filter(wanted)) {
    if (!schema) throw new Error('apps/gateway/supergraph.graphql is missing. Run: npm run compose');
    changed.push(...(await generateOperations(root, app, schema)));
  }
  return changed;
}
