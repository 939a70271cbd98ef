import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSupergraphToPublicSchema } from '@theguild/federation-composition';
import { parse, type DocumentNode } from 'graphql';

/** The schema that callers of the gateway see, or null before the first composition. */
export function readApiSchema(root: string): DocumentNode | null {
  const file = join(root, 'apps', 'gateway', 'supergraph.graphql');
  return existsSync(file) ? transformSupergraphToPublicSchema(parse(readFileSync(file, 'utf8'))) : null;
}
