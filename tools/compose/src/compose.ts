import { composeServices } from '@theguild/federation-composition';
import type { SubgraphSource } from './subgraphs.ts';

/** Composition failed; every reason is in `reasons`. */
export class CompositionError extends Error {
  readonly reasons: readonly string[];

  constructor(reasons: readonly string[]) {
    super(`the subgraphs do not compose:\n${reasons.map((reason) => `  - ${reason}`).join('\n')}`);
    this.reasons = reasons;
  }
}

const banner = '# Composed from apps/*/src/**/*.graphql by `npm run compose`. Never edited by hand.\n';

/** The same subgraphs always give the same text, whatever the order they come in. */
export function composeSupergraph(subgraphs: readonly SubgraphSource[]): string {
  if (subgraphs.length === 0) throw new CompositionError(['there is no subgraph: no apps/*/src/**/*.graphql']);
  const ordered = [...subgraphs].sort((a, b) => a.name.localeCompare(b.name, 'en'));
  const result = composeServices(ordered);
  if (!result.supergraphSdl) throw new CompositionError(reasonsOf(result.errors ?? []));
  return `${banner}${result.supergraphSdl.trim()}\n`;
}

function reasonsOf(errors: readonly { message: string; extensions?: Record<string, unknown> }[]): string[] {
  return errors.map(({ message, extensions }) => (extensions?.code ? `${message} (${String(extensions.code)})` : message));
}
