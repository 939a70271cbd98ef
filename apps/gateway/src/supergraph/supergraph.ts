import { Supergraph as FederatedSupergraph, type Schema } from '@apollo/federation-internals';
import { type DocumentNode, GraphQLError, type GraphQLSchema, parse } from 'graphql';
import { supportedFeatures } from './features.ts';

/** A supergraph file, read: what the planner, the shaper, the streams and the access rules each start from. */
export interface Supergraph {
  readonly sdl: string;
  readonly document: DocumentNode;
  readonly federated: FederatedSupergraph;
  /** What clients see, as the planner's own schema model and as graphql-js knows it. */
  readonly clientModel: Schema;
  readonly clientSchema: GraphQLSchema;
  readonly subgraphs: readonly { readonly name: string; readonly url: string }[];
}

/** The supergraph file cannot be served; the old one stays in use. */
export class SupergraphRefused extends Error {}

/** @param urls addresses that replace those of the file, by subgraph name */
export function readSupergraph(sdl: string, urls: ReadonlyMap<string, string> = new Map()): Supergraph {
  try {
    const document = parse(sdl, { noLocation: true });
    const federated = FederatedSupergraph.build(document, {
      supportedFeatures,
      validateSupergraph: true,
    });
    const clientModel = federated.apiSchema();
    const subgraphs = federated.subgraphsMetadata().map(({ name, url }) => ({ name, url: urls.get(name) ?? url }));
    return { sdl, document, federated, clientModel, clientSchema: clientModel.toGraphQLJSSchema(), subgraphs };
  } catch (cause) {
    throw new SupergraphRefused(`not a federation 2 supergraph: ${whatIsWrong(sdl, cause)}`, { cause });
  }
}

function whatIsWrong(sdl: string, cause: unknown): string {
  if (sdl.trim() === '') return 'the file is empty';
  const message = cause instanceof Error ? cause.message : String(cause);
  const place = cause instanceof GraphQLError ? cause.locations?.[0] : undefined;
  if (place) return `${message} Line ${place.line}, column ${place.column}.`;
  return sdl.includes('join__Graph') ? message : `it names no subgraphs (enum join__Graph); a schema has to be composed first. ${message}`;
}
