import {
  type DocumentNode,
  type FieldNode,
  type InlineFragmentNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  parse,
  print,
  stripIgnoredCharacters,
  visit,
} from 'graphql';
import type { FetchNode, KeyRenamer, PlanNode, PlanSelection, QueryPlan, SubscriptionNode } from '../engine/plan.ts';
import type { Reading } from './reading.ts';

/** The plan with the subgraphs' own fields in the place of those that were made for requirements. */
export function restorePlan(plan: QueryPlan, reading: Reading): QueryPlan {
  if (!plan.node || reading.made.size === 0) return plan;
  return { ...plan, node: restoreRoot(plan.node, reading) };
}

function restoreRoot(node: PlanNode | SubscriptionNode, reading: Reading): PlanNode | SubscriptionNode {
  if (node.kind !== 'Subscription') return restore(node, reading);
  return { ...node, primary: withOwnNames(node.primary, reading), rest: node.rest && restore(node.rest, reading) };
}

function restore(node: PlanNode, reading: Reading): PlanNode {
  switch (node.kind) {
    case 'Fetch': {
      const [first, ...more] = apart(node, reading).map((part) => withOwnNames(part, reading));
      return more.length ? { kind: 'Parallel', nodes: [first!, ...more] } : first!;
    }
    case 'Flatten':
      return { ...node, node: restore(node.node, reading) };
    case 'Sequence':
    case 'Parallel':
      return { ...node, nodes: node.nodes.map((child) => restore(child, reading)) };
    case 'Condition':
      return { ...node, ifClause: node.ifClause && restore(node.ifClause, reading), elseClause: node.elseClause && restore(node.elseClause, reading) };
    default:
      return node;
  }
}

/** Asked as `made: field(…)`; told to the subgraph that requires it as `field`. */
function withOwnNames(node: FetchNode, { made }: Reading): FetchNode {
  const renamers: KeyRenamer[] = [];
  const walk = (selections: readonly PlanSelection[], path: readonly string[]): void => {
    for (const selection of selections) {
      if (selection.kind === 'InlineFragment') walk(selection.selections, selection.typeCondition === undefined ? path : [...path, `... on ${selection.typeCondition}`]);
      else if (selection.kind === 'Field') {
        const name = selection.alias ?? selection.name;
        // What lies below is renamed first: afterwards its place has another name.
        if (selection.selections) walk(selection.selections, [...path, name]);
        const own = made.get(selection.name);
        if (own) renamers.push({ kind: 'KeyRenamer', path: [...path, name], renameKeyTo: own.field });
      }
    }
  };
  walk(node.requires ?? [], []);
  const operation = /__with_/.test(node.operation) ? stripIgnoredCharacters(print(withFields(parse(node.operation, { noLocation: true }), made))) : node.operation;
  return { ...node, operation, ...(renamers.length ? { inputRewrites: [...renamers, ...(node.inputRewrites ?? [])] } : {}) };
}

function withFields(document: DocumentNode, made: Reading['made']): DocumentNode {
  return visit(document, {
    Field(node) {
      const own = made.get(node.name.value);
      return own && { ...node, alias: node.alias ?? node.name, name: { kind: Kind.NAME, value: own.field } };
    },
  });
}

/** What a field needs told of its object: by place, under which name. */
type Needs = ReadonlyMap<string, string>;

interface Part {
  readonly needs: Map<string, string>;
  /** Selections by the fragment that they stand in. */
  readonly selections: Map<InlineFragmentNode, SelectionNode[]>;
}

/**
 * A subgraph is told one value of a field in one representation. Fields that need it with different arguments are asked for apart.
 * @throws RangeError where that cannot be done
 */
function apart(node: FetchNode, reading: Reading): FetchNode[] {
  if (!node.requires || !contradicts(node.requires, reading)) return [node];
  const document = parse(node.operation, { noLocation: true });
  const [operation, ...others] = document.definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION || others.length) throw new RangeError('requirements that contradict each other within fragments');
  const entities = operation.selectionSet.selections[0] as FieldNode;
  const parts: Part[] = [];
  for (const fragment of entities.selectionSet!.selections) {
    if (fragment.kind !== Kind.INLINE_FRAGMENT) throw new RangeError('requirements that contradict each other outside of a fragment');
    for (const selection of fragment.selectionSet.selections) {
      const needs = needsOf(node.serviceName, fragment.typeCondition!.name.value, selection, reading);
      let part = parts.find((one) => [...needs].every(([place, name]) => (one.needs.get(place) ?? name) === name));
      if (!part) parts.push((part = { needs: new Map(), selections: new Map() }));
      for (const [place, name] of needs) part.needs.set(place, name);
      part.selections.set(fragment, [...(part.selections.get(fragment) ?? []), selection]);
    }
  }
  return parts.map((part) => fetchOf(node, operation, entities, part, reading));
}

function contradicts(requires: readonly PlanSelection[], { made }: Reading): boolean {
  const seen = new Map<string, string>();
  const walk = (selections: readonly PlanSelection[], place: string): boolean =>
    selections.some((selection) => {
      if (selection.kind === 'InlineFragment') return walk(selection.selections, place);
      const here = `${place}/${made.get(selection.name)?.field ?? selection.name}`;
      const other = seen.get(here);
      seen.set(here, selection.name);
      return (other !== undefined && other !== selection.name) || walk(selection.selections ?? [], here);
    });
  return walk(requires, '');
}

function needsOf(subgraph: string, type: string, selection: SelectionNode, reading: Reading): Needs {
  const needs = new Map<string, string>();
  const add = (selections: readonly SelectionNode[], place: string): void => {
    for (const one of selections) {
      if (one.kind === Kind.FRAGMENT_SPREAD) continue;
      if (one.kind === Kind.INLINE_FRAGMENT) {
        add(one.selectionSet.selections, place);
        continue;
      }
      const here = `${place}/${reading.made.get(one.name.value)?.field ?? one.name.value}`;
      if (needs.has(here) && needs.get(here) !== one.name.value) throw new RangeError('one field with requirements that contradict each other');
      needs.set(here, one.name.value);
      add(one.selectionSet?.selections ?? [], here);
    }
  };
  const read = (within: string, one: SelectionNode): void => {
    if (one.kind === Kind.FIELD) add(reading.requiredBy(subgraph, within, one.name.value), '');
    else if (one.kind === Kind.INLINE_FRAGMENT) for (const below of one.selectionSet.selections) read(one.typeCondition?.name.value ?? within, below);
  };
  read(type, selection);
  return needs;
}

function fetchOf(node: FetchNode, operation: OperationDefinitionNode, entities: FieldNode, { needs, selections }: Part, { made }: Reading): FetchNode {
  const fragments = [...selections].map(([fragment, kept]): InlineFragmentNode => ({ ...fragment, selectionSet: { kind: Kind.SELECTION_SET, selections: kept } }));
  const asked: FieldNode = { ...entities, selectionSet: { kind: Kind.SELECTION_SET, selections: fragments } };
  const used = new Set<string>();
  visit(asked, { Variable: ({ name }) => void used.add(name.value) });
  const definition: OperationDefinitionNode = {
    ...operation,
    variableDefinitions: operation.variableDefinitions?.filter(({ variable }) => used.has(variable.name.value)),
    selectionSet: { kind: Kind.SELECTION_SET, selections: [asked] },
  };
  const keep = (list: readonly PlanSelection[], place: string): PlanSelection[] =>
    list.flatMap((selection): PlanSelection[] => {
      if (selection.kind === 'InlineFragment') return [{ ...selection, selections: keep(selection.selections, place) }];
      const here = `${place}/${made.get(selection.name)?.field ?? selection.name}`;
      const needed = needs.get(here);
      if (needed === undefined ? made.has(selection.name) : needed !== selection.name) return [];
      if (!selection.selections?.length) return [selection];
      const below = keep(selection.selections, here);
      return below.length ? [{ ...selection, selections: below }] : [];
    });
  return {
    ...node,
    operation: stripIgnoredCharacters(print(definition)),
    variableUsages: node.variableUsages?.filter((name) => used.has(name)),
    requires: keep(node.requires ?? [], ''),
  };
}
