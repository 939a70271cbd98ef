import { Kind, isAbstractType } from 'graphql';
import type { FieldNode, FragmentDefinitionNode, GraphQLObjectType, GraphQLSchema, SelectionNode, SelectionSetNode } from 'graphql';

export interface Selecting {
  schema: GraphQLSchema;
  fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** How the variables of `@skip` and `@include` stand. */
  conditions: ReadonlyMap<string, boolean>;
}

/** Fields of an object by response name, in the order asked: CollectFields of the GraphQL specification, 6.3.2. */
export function collectFields(selecting: Selecting, type: GraphQLObjectType, sets: readonly SelectionSetNode[]): Map<string, FieldNode[]> {
  const grouped = new Map<string, FieldNode[]>();
  const visited = new Set<string>();
  const collect = (selections: readonly SelectionNode[]) => {
    for (const selection of selections) {
      if (!isIncluded(selection, selecting.conditions)) continue;
      if (selection.kind === Kind.FIELD) {
        const name = selection.alias?.value ?? selection.name.value;
        const group = grouped.get(name);
        if (group) group.push(selection);
        else grouped.set(name, [selection]);
        continue;
      }
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : unvisited(selection.name.value);
      if (fragment && applies(selecting.schema, fragment.typeCondition?.name.value, type)) collect(fragment.selectionSet.selections);
    }
  };
  const unvisited = (name: string) => {
    if (visited.has(name)) return undefined;
    visited.add(name);
    return selecting.fragments.get(name);
  };
  for (const { selections } of sets) collect(selections);
  return grouped;
}

function isIncluded(selection: SelectionNode, conditions: Selecting['conditions']): boolean {
  return (selection.directives ?? []).every(({ name: { value: kind }, arguments: given }) => {
    if (kind !== 'skip' && kind !== 'include') return true;
    const value = given?.find(({ name }) => name.value === 'if')?.value;
    const holds = value?.kind === Kind.BOOLEAN ? value.value : value?.kind === Kind.VARIABLE && conditions.get(value.name.value);
    return kind === 'include' ? holds === true : holds !== true;
  });
}

function applies(schema: GraphQLSchema, condition: string | undefined, type: GraphQLObjectType): boolean {
  if (condition === undefined || condition === type.name) return true;
  const wanted = schema.getType(condition);
  return isAbstractType(wanted) && schema.isSubType(wanted, type);
}
