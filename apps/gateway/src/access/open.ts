import { type DocumentNode, GraphQLError, Kind, parse } from 'graphql';

/** Root fields that the supergraph declares `@open`: whoever asks for these needs no login. */
export function openFieldsOf(supergraph: DocumentNode): ReadonlySet<string> {
  const open = new Set<string>();
  for (const type of supergraph.definitions) {
    if (type.kind !== Kind.OBJECT_TYPE_DEFINITION || !/^(Query|Mutation)$/.test(type.name.value)) continue;
    for (const field of type.fields ?? []) {
      if (field.directives?.some(({ name }) => name.value === 'open')) open.add(field.name.value);
    }
  }
  return open;
}

/**
 * True when every operation of the document asks for open root fields and nothing else. Root fields behind a fragment are not looked
 * for: whoever may ask without a login can say it plainly. What lies below is guarded field by field, for strangers as for everybody.
 */
export function asksOpenOnly(query: string, open: ReadonlySet<string>): boolean {
  if (open.size === 0) return false;
  let document: DocumentNode;
  try {
    document = parse(query, { noLocation: true });
  } catch (cause) {
    if (cause instanceof GraphQLError) return false;
    throw cause;
  }
  const operations = document.definitions.filter((definition) => definition.kind !== Kind.FRAGMENT_DEFINITION);
  return operations.length > 0 && operations.every(
    (definition) =>
      definition.kind === Kind.OPERATION_DEFINITION && definition.operation !== 'subscription' &&
      definition.selectionSet.selections.every((selection) => selection.kind === Kind.FIELD && open.has(selection.name.value)),
  );
}
