import {
  type DocumentNode,
  type FieldNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  parse,
  print,
  stripIgnoredCharacters,
  visit,
} from 'graphql';
import type { FetchNode, KeyRenamer, PlanNode, PlanSelection, QueryPlan, SubscriptionNode } from '../engine/plan.ts';
import { withKeysOnly } from './keys.ts';
import type { Reading } from './reading.ts';

/** The plan with the subgraphs' own fields in the place of those that were made for requirements, and with nothing asked for without a key. */
export function restorePlan(plan: QueryPlan, reading: Reading): QueryPlan {
  return plan.node ? { ...plan, node: restoreRoot(plan.node, reading) } : plan;
}

function restoreRoot(node: PlanNode | SubscriptionNode, reading: Reading): PlanNode | SubscriptionNode {
  if (node.kind !== 'Subscription') return restore(node, reading);
  return { ...node, primary: withOwnNames(node.primary, reading), rest: node.rest && restore(node.rest, reading) };
}

function restore(node: PlanNode, reading: Reading): PlanNode {
  switch (node.kind) {
    case 'Fetch': {
      const [first, ...more] = apart(withKeysOnly(node, reading), reading).map((part) => withOwnNames(part, reading));
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

/** What a field needs told of its object: by the subgraph's own name of it and its place, under which name. */
type Needs = Map<string, string>;

interface Part {
  readonly needs: Needs;
  /** Where its fields need anything: the conditions under which they are asked for, and what they need is fetched. */
  readonly conditions: string;
  readonly selections: SelectionNode[];
}

/**
 * A subgraph is told one value of a field in one representation: fields that need it with different arguments are asked for apart. So are
 * fields under conditions: what they need is not fetched when they are not, and would be missed by the others.
 * @throws RangeError where that cannot be done
 */
function apart(node: FetchNode, reading: Reading): FetchNode[] {
  const mayContradict = node.requires && (contradicts(node.requires, reading) || /@(skip|include)\b/.test(node.operation));
  if (!mayContradict) return [node];
  const operation = inlined(parse(node.operation, { noLocation: true }));
  const entities = operation.selectionSet.selections[0] as FieldNode;
  const parts: Part[] = [];
  for (const selection of entities.selectionSet!.selections.flatMap(singled)) {
    const needs = needsOf(node.serviceName, selection, reading);
    const conditions = needs.size ? conditionsOf(selection) : '';
    let part = parts.find((one) => one.conditions === conditions && [...needs].every(([place, name]) => isFree(one.needs, place, name)));
    if (!part) parts.push((part = { needs: new Map(), conditions, selections: [] }));
    for (const [place, name] of needs) part.needs.set(place, name);
    part.selections.push(selection);
  }
  if (parts.length === 1) return [node];
  const needed = new Set(parts.flatMap((part) => [...part.needs.keys()]));
  return parts.map((part) => fetchOf(node, operation, entities, part, needed, reading));
}

/** The operation without named fragments. */
function inlined({ definitions }: DocumentNode): OperationDefinitionNode {
  const fragments = new Map(definitions.flatMap((one) => (one.kind === Kind.FRAGMENT_DEFINITION ? [[one.name.value, one] as const] : [])));
  const operation = definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION)!;
  return visit(operation, {
    FragmentSpread({ name, directives }) {
      const { typeCondition, selectionSet } = fragments.get(name.value)!;
      return { kind: Kind.INLINE_FRAGMENT, typeCondition, directives, selectionSet };
    },
  });
}

/** A fragment of several fields, as fragments of one each. */
function singled(selection: SelectionNode): SelectionNode[] {
  if (selection.kind !== Kind.INLINE_FRAGMENT) return [selection];
  return selection.selectionSet.selections.flatMap(singled).map((only) => ({ ...selection, selectionSet: { kind: Kind.SELECTION_SET, selections: [only] } }));
}

function conditionsOf(selection: SelectionNode): string {
  const own = (selection.directives ?? []).filter(({ name }) => name.value === 'skip' || name.value === 'include').map((directive) => print(directive));
  const [inner] = selection.kind === Kind.INLINE_FRAGMENT ? selection.selectionSet.selections : [];
  return [...own, ...(inner ? [conditionsOf(inner)] : [])].filter(Boolean).sort().join(' ');
}

/** `/pet|Dog/size`: a field of objects of one type only does not get in the way of one of another type, but in that of one of all. */
const below = (place: string, made: Reading['made'], name: string) => `${place}/${made.get(name)?.field ?? name}`;
const onType = (place: string, type: string | undefined) => (type === undefined || place === '' ? place : `${place.replace(/\|\w+$/, '')}|${type}`);

function isFree(needs: Needs, place: string, name: string): boolean {
  const all = place.replace(/\|\w+/g, '');
  for (const [other, taken] of needs) {
    if (taken === name || other.replace(/\|\w+/g, '') !== all) continue;
    const types = [...other.matchAll(/\|(\w+)/g)].map(([, type]) => type);
    const own = [...place.matchAll(/\|(\w+)/g)].map(([, type]) => type);
    // Told apart by the type of what they stand in, step by step.
    if (types.length !== own.length || types.every((type, at) => type === own[at])) return false;
  }
  return true;
}

function contradicts(requires: readonly PlanSelection[], { made }: Reading): boolean {
  const seen: Needs = new Map();
  const walk = (selections: readonly PlanSelection[], place: string): boolean =>
    selections.some((selection) => {
      if (selection.kind === 'InlineFragment') return walk(selection.selections, onType(place, selection.typeCondition));
      const here = below(place, made, selection.name);
      if (!isFree(seen, here, selection.name)) return true;
      seen.set(here, selection.name);
      return walk(selection.selections ?? [], here);
    });
  return walk(requires, '');
}

/** @param selection one field, within the fragments that lead to it */
function needsOf(subgraph: string, selection: SelectionNode, reading: Reading): Needs {
  const needs = new Map<string, string>();
  const add = (selections: readonly SelectionNode[], place: string): void => {
    for (const one of selections) {
      if (one.kind === Kind.FRAGMENT_SPREAD) continue;
      if (one.kind === Kind.INLINE_FRAGMENT) {
        add(one.selectionSet.selections, onType(place, one.typeCondition?.name.value));
        continue;
      }
      const here = below(place, reading.made, one.name.value);
      if (!isFree(needs, here, one.name.value)) throw new RangeError('one field with requirements that contradict each other');
      needs.set(here, one.name.value);
      add(one.selectionSet?.selections ?? [], here);
    }
  };
  const read = (within: string, one: SelectionNode): void => {
    if (one.kind === Kind.FIELD) add(reading.requiredBy(subgraph, within, one.name.value), '');
    else if (one.kind === Kind.INLINE_FRAGMENT) for (const inner of one.selectionSet.selections) read(one.typeCondition?.name.value ?? within, inner);
  };
  read('_Entity', selection);
  return needs;
}

function fetchOf(node: FetchNode, operation: OperationDefinitionNode, entities: FieldNode, { needs, selections }: Part, neededByAny: ReadonlySet<string>, reading: Reading): FetchNode {
  const { made } = reading;
  const asked: FieldNode = { ...entities, selectionSet: { kind: Kind.SELECTION_SET, selections } };
  const used = new Set<string>();
  visit(asked, { Variable: ({ name }) => void used.add(name.value) });
  const definition: OperationDefinitionNode = {
    ...operation,
    variableDefinitions: operation.variableDefinitions?.filter(({ variable }) => used.has(variable.name.value)),
    selectionSet: { kind: Kind.SELECTION_SET, selections: [asked] },
  };
  const types = (node.requires ?? []).flatMap((one) => (one.kind === 'InlineFragment' && one.typeCondition ? reading.familyOf(one.typeCondition) : []));
  const keys = new Set(types.flatMap((type) => reading.keysOf(node.serviceName, type).flat()));
  const keep = (list: readonly PlanSelection[], place: string): PlanSelection[] =>
    list.flatMap((selection): PlanSelection[] => {
      if (selection.kind === 'InlineFragment') {
        const kept = keep(selection.selections, onType(place, selection.typeCondition));
        return kept.length ? [{ ...selection, selections: kept }] : [];
      }
      const here = below(place, made, selection.name);
      const needed = needs.get(here);
      const isOthers = neededByAny.has(here) && !keys.has(/^\/(\w+)/.exec(here)![1]!);
      if (needed === undefined ? isOthers || made.has(selection.name) || !isFree(needs, here, selection.name) : needed !== selection.name) return [];
      if (!selection.selections?.length) return [selection];
      const inner = keep(selection.selections, here);
      return inner.length ? [{ ...selection, selections: inner }] : [];
    });
  return {
    ...node,
    operation: stripIgnoredCharacters(print(definition)),
    variableUsages: node.variableUsages?.filter((name) => used.has(name)),
    requires: keep(node.requires ?? [], ''),
  };
}
