import { type DocumentNode, type FragmentDefinitionNode, type GraphQLCompositeType, type GraphQLSchema, Kind, type SelectionSetNode, getNamedType, getOperationAST, isCompositeType, parse } from 'graphql';
import type { FetchNode, PlanNode } from './plan.ts';

/** What is fetched, by response name; of whatever type, in lists or not. */
interface Names extends Map<string, Names> {}

/**
 * Everything that was asked for must be fetched somewhere. What stands under a condition, or on one type of several, may rightly be left out.
 * @throws RangeError where a plan leaves out a field: it would be told as null, as if it were known to be nothing
 */
export function assertCoverage(schema: GraphQLSchema, document: DocumentNode, operationName: string | undefined, plan: PlanNode | undefined): void {
  const operation = getOperationAST(document, operationName)!;
  const names: Names = new Map();
  if (plan) addNode(plan, names);
  const fragments = fragmentsOf(document);
  const check = ({ selections }: SelectionSetNode, type: GraphQLCompositeType, fetched: Names | undefined, path: string): void => {
    for (const selection of selections) {
      if (selection.directives?.some(({ name }) => name.value === 'skip' || name.value === 'include')) continue;
      if (selection.kind !== Kind.FIELD) {
        const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
        const condition = fragment?.typeCondition?.name.value;
        if (fragment && (condition === undefined || condition === type.name)) check(fragment.selectionSet, type, fetched, path);
        continue;
      }
      if (selection.name.value.startsWith('__')) continue;
      const name = selection.alias?.value ?? selection.name.value;
      const below = fetched?.get(name);
      if (!below) throw new RangeError(`the plan does not fetch ${path}${name}`);
      const field = 'getFields' in type ? type.getFields()[selection.name.value] : undefined;
      const inner = field && getNamedType(field.type);
      if (selection.selectionSet && isCompositeType(inner)) check(selection.selectionSet, inner, below, `${path}${name}.`);
    }
  };
  check(operation.selectionSet, schema.getRootType(operation.operation)!, names, '');
}

function addNode(node: PlanNode, at: Names): void {
  switch (node.kind) {
    case 'Fetch':
      return addFetch(node, at);
    case 'Flatten':
      return addNode(node.node, placeOf(at, node.path.map((part) => String(part).replace(/\|.*$/, '')).filter((part) => part !== '@' && part !== '')));
    case 'Sequence':
    case 'Parallel':
      return node.nodes.forEach((child) => addNode(child, at));
    case 'Condition':
      for (const clause of [node.ifClause, node.elseClause]) if (clause) addNode(clause, at);
  }
}

function addFetch({ operation, requires, outputRewrites = [] }: FetchNode, at: Names): void {
  const document = parse(operation, { noLocation: true });
  const fragments = fragmentsOf(document);
  const { selectionSet } = getOperationAST(document)!;
  const [entities] = selectionSet.selections;
  addSelections(requires && entities?.kind === Kind.FIELD ? entities.selectionSet! : selectionSet, at, fragments);
  for (const rewrite of outputRewrites) {
    if (rewrite.kind !== 'KeyRenamer') continue;
    const path = rewrite.path.filter((part) => !part.startsWith('... on '));
    const holder = placeOf(at, path.slice(0, -1));
    holder.set(rewrite.renameKeyTo, placeOf(holder, path.slice(-1)));
  }
}

function addSelections({ selections }: SelectionSetNode, at: Names, fragments: ReadonlyMap<string, FragmentDefinitionNode>): void {
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) {
      const below = placeOf(at, [selection.alias?.value ?? selection.name.value]);
      if (selection.selectionSet) addSelections(selection.selectionSet, below, fragments);
    } else {
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
      if (fragment) addSelections(fragment.selectionSet, at, fragments);
    }
  }
}

function placeOf(at: Names, path: readonly string[]): Names {
  return path.reduce((place, name) => {
    let below = place.get(name);
    if (!below) place.set(name, (below = new Map() as Names));
    return below;
  }, at);
}

function fragmentsOf({ definitions }: DocumentNode): Map<string, FragmentDefinitionNode> {
  return new Map(definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [])));
}
