import { type DocumentNode, type FieldNode, type GraphQLSchema, Kind, type OperationDefinitionNode, executeSync } from 'graphql';

/** Answers `__schema` and `__type` here; no subgraph is asked what the graph is. */
export function introspect(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
  fields: readonly FieldNode[],
  responseName: string,
): unknown {
  const only: OperationDefinitionNode = { ...operation, selectionSet: { kind: Kind.SELECTION_SET, selections: fields } };
  const fragments = document.definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION);
  const { data, errors } = executeSync({
    schema,
    document: { kind: Kind.DOCUMENT, definitions: [only, ...fragments] },
    variableValues: variables,
  });
  if (errors?.length || !data) throw new Error(`introspection failed: ${errors?.[0]?.message ?? 'no data'}`);
  return data[responseName];
}
