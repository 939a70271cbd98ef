import { type DocumentNode, type FragmentDefinitionNode, Kind, type SelectionNode, visit } from 'graphql';

/**
 * The planner leaves out a fetch when the conditions leave nothing of its selection. The object itself was asked for all the same:
 * whether it is there, and how many there are in a list, belongs to the answer. So such selections get a type name to hold on to.
 */
export function anchored(document: DocumentNode): DocumentNode {
  const fragments = new Map(document.definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [])));
  if (!/@(skip|include)\b/.test(document.loc?.source.body ?? '@skip')) return document;
  return visit(document, {
    Field(node) {
      if (!node.selectionSet?.selections.every((selection) => mayVanish(selection, fragments))) return undefined;
      const typeName = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } } as const;
      return { ...node, selectionSet: { ...node.selectionSet, selections: [typeName, ...node.selectionSet.selections] } };
    },
  });
}

function mayVanish(selection: SelectionNode, fragments: ReadonlyMap<string, FragmentDefinitionNode>): boolean {
  if (selection.directives?.some(({ name }) => name.value === 'skip' || name.value === 'include')) return true;
  if (selection.kind === Kind.FIELD) return false;
  const { selections } = (selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value))?.selectionSet ?? { selections: [] };
  return selections.every((below) => mayVanish(below, fragments));
}
