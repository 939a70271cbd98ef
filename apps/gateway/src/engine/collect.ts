import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
  type VariableNode,
  isAbstractType,
} from 'graphql';

export type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

/** How the variables of `@skip` and `@include` stand in one request. */
export type Conditions = ReadonlyMap<string, boolean>;

export interface Selecting {
  schema: GraphQLSchema;
  fragments: Fragments;
  conditions: Conditions;
  /** Fields that the caller may not see; undefined: there are none. */
  isDenied?: ((type: string, field: string) => boolean) | undefined;
}

/** Fields of an object by response name, in the order the client asked: CollectFields of the GraphQL specification, 6.3.2. */
export function collectFields(
  selecting: Selecting,
  runtimeType: GraphQLCompositeType,
  selectionSets: readonly SelectionSetNode[],
): Map<string, FieldNode[]> {
  const grouped = new Map<string, FieldNode[]>();
  const visited = new Set<string>();
  for (const { selections } of selectionSets) collectInto(selecting, runtimeType, selections, grouped, visited);
  return grouped;
}

function collectInto(
  selecting: Selecting,
  runtimeType: GraphQLCompositeType,
  selections: readonly SelectionNode[],
  grouped: Map<string, FieldNode[]>,
  visited: Set<string>,
): void {
  for (const selection of selections) {
    if (!isIncluded(selection, selecting.conditions)) continue;
    if (selection.kind === Kind.FIELD) {
      const name = selection.alias?.value ?? selection.name.value;
      const group = grouped.get(name);
      if (group) group.push(selection);
      else grouped.set(name, [selection]);
      continue;
    }
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : namedFragment(selecting, selection.name.value, visited);
    if (fragment && applies(selecting.schema, fragment.typeCondition?.name.value, runtimeType)) {
      collectInto(selecting, runtimeType, fragment.selectionSet.selections, grouped, visited);
    }
  }
}

function namedFragment({ fragments }: Selecting, name: string, visited: Set<string>): FragmentDefinitionNode | undefined {
  if (visited.has(name)) return undefined;
  visited.add(name);
  return fragments.get(name);
}

/** Do `@skip` and `@include` leave the selection in? */
export function isIncluded(selection: SelectionNode, conditions: Conditions): boolean {
  return (selection.directives ?? []).every((directive) => {
    const kind = directive.name.value;
    if (kind !== 'skip' && kind !== 'include') return true;
    const value = directive.arguments?.find(({ name }) => name.value === 'if')?.value;
    const holds = value?.kind === Kind.BOOLEAN ? value.value : conditions.get((value as VariableNode).name.value);
    return kind === 'include' ? holds === true : holds !== true;
  });
}

function applies(schema: GraphQLSchema, condition: string | undefined, runtimeType: GraphQLCompositeType): boolean {
  if (condition === undefined || condition === runtimeType.name) return true;
  const type = schema.getType(condition);
  return isAbstractType(type) && !('getTypes' in runtimeType) && schema.isSubType(type, runtimeType);
}
