import type { FetchNode, PlanFragment, PlanSelection } from '../engine/plan.ts';
import type { Reading } from './reading.ts';

/**
 * Of an object that the client asks about as one type, and its subgraph knows as an interface, the planner takes the key on the type
 * and what is required on the interface. So objects of other types would be asked for as well, without a key. What is required belongs
 * to those that have one.
 */
export function withKeysOnly(node: FetchNode, reading: Reading): FetchNode {
  const fragments = node.requires?.filter((selection) => selection.kind === 'InlineFragment') ?? [];
  if (fragments.length < 2 || fragments.length !== node.requires?.length) return node;
  const keyed = fragments.filter((fragment) => hasKey(node.serviceName, fragment, reading));
  if (keyed.length === 0 || keyed.length === fragments.length) return node;
  const others = fragments.filter((fragment) => !keyed.includes(fragment));
  return { ...node, requires: keyed.map((fragment) => ({ ...fragment, selections: [...fragment.selections, ...others.flatMap((other) => partOf(other, fragment, reading))] })) };
}

/** Under a condition the planner writes `... on Person { ... on Person { id } }`: the key may stand further in. */
function hasKey(subgraph: string, { typeCondition, selections }: PlanFragment, reading: Reading): boolean {
  const { familyOf, keysOf } = reading;
  const names = new Set(selections.flatMap((selection) => (selection.kind === 'Field' ? [selection.alias ?? selection.name] : [])));
  const isHere = typeCondition !== undefined && familyOf(typeCondition).some((type) => keysOf(subgraph, type).some((key) => key.every((name) => names.has(name))));
  return isHere || selections.some((selection) => selection.kind === 'InlineFragment' && hasKey(subgraph, { ...selection, typeCondition: selection.typeCondition ?? typeCondition }, reading));
}

function partOf(other: PlanFragment, fragment: PlanFragment, { familyOf }: Reading): readonly PlanSelection[] {
  if (!familyOf(fragment.typeCondition!).includes(other.typeCondition!)) return [other];
  return other.selections.filter((selection) => selection.kind !== 'Field' || selection.name !== '__typename');
}
