import type { Requirement } from '@lianfang/platform/auth';
import type { Language, Refusal } from '@lianfang/platform/refusals';
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLCompositeType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type InlineFragmentNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  getNamedType,
  isCompositeType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
  visit,
} from 'graphql';
import { type Conditions, isIncluded } from '../engine/collect.ts';
import { createLru } from '../engine/lru.ts';
import type { Demands } from './demands.ts';
import type { Rights } from './rights.ts';

/** What a caller's rights leave of an operation. */
export interface Cut {
  /** Equal for callers who lack the same. */
  readonly key: string;
  /** What is left, to be planned. The answer still has the form of what was asked. */
  readonly document: DocumentNode;
  /** True for a field that no subgraph is asked for: null in the answer, and its parent with it where it must not be null. */
  isDenied(type: string, field: string): boolean;
  /** Why, once for each place that was asked for; `@` in a path is "each item of the list here", as Apollo Router words it. */
  errors(conditions: Conditions, language: Language): GraphQLError[];
}

/** An operation, read once: what it demands, and what is left of it for whom. */
export interface AccessPlan {
  /** Undefined when the caller may have all of it. */
  cut(rights: Rights): Cut | undefined;
}

const nothingDemanded: AccessPlan = { cut: () => undefined };
/** So many ways of lacking something are remembered for one operation; roles that lack the same share one. */
const cutLimit = 16;

export interface Graph {
  readonly schema: GraphQLSchema;
  readonly demands: Demands;
}

/** @param document valid against the schema */
export function readAccess(graph: Graph, document: DocumentNode, operation: OperationDefinitionNode): AccessPlan {
  const whole = walk(graph, document, operation, () => null);
  const needs = [...whole.needs];
  if (!needs.length) return nothingDemanded;
  const cuts = createLru<Cut>(cutLimit);
  const byRights = new WeakMap<Rights, { cut: Cut | undefined }>();
  const find = (rights: Rights): Cut | undefined => {
    const key = needs.flatMap((one, at) => (rights.refusal(one) ? [at] : [])).join('.');
    if (!key) return undefined;
    let cut = cuts.get(key);
    if (!cut) cuts.set(key, (cut = makeCut(graph, document, operation, rights, key)));
    return cut;
  };
  return {
    cut(rights) {
      let found = byRights.get(rights);
      if (!found) byRights.set(rights, (found = { cut: find(rights) }));
      return found.cut;
    },
  };
}

type Judge = (needs: Requirement) => Refusal | null;

/** One selection that was taken out. */
interface Taken {
  readonly path: readonly string[];
  readonly refusal: Refusal;
  /** Selections around it that `@skip` or `@include` may leave out. */
  readonly around: readonly SelectionNode[];
}

function makeCut(graph: Graph, document: DocumentNode, operation: OperationDefinitionNode, rights: Rights, key: string): Cut {
  const { selectionSet, taken } = walk(graph, document, operation, (needs) => rights.refusal(needs));
  const left = withoutUnusedVariables({ ...operation, selectionSet });
  const isDenied = (type: string, field: string) => {
    const needs = graph.demands(type, field);
    return needs !== undefined && rights.refusal(needs) !== null;
  };
  return {
    key,
    document: { kind: Kind.DOCUMENT, definitions: [left] },
    isDenied,
    errors: (conditions, language) =>
      distinctPaths(taken.filter(({ around }) => around.every((selection) => isIncluded(selection, conditions)))).map(({ path, refusal }) => {
        const extensions = { ...refusal.extensions, code: refusal.code };
        return new GraphQLError(refusal.textIn(language), { path: [...path], extensions });
      }),
  };
}

function distinctPaths(taken: readonly Taken[]): readonly Taken[] {
  return [...new Map(taken.map((one) => [JSON.stringify(one.path), one])).values()];
}

interface Walked {
  readonly selectionSet: SelectionSetNode;
  readonly needs: ReadonlySet<Requirement>;
  readonly taken: readonly Taken[];
}

interface Place {
  readonly parent: GraphQLCompositeType;
  readonly path: readonly string[];
  readonly around: readonly SelectionNode[];
}

const typename: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

/** Goes through an operation with its fragments spread, so that each place is judged under its own path. */
function walk({ schema, demands }: Graph, document: DocumentNode, operation: OperationDefinitionNode, judge: Judge): Walked {
  const fragments = new Map(document.definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [])));
  const needs = new Set<Requirement>();
  const taken: Taken[] = [];

  const refusalOf = (type: string, field: string): Refusal | null => {
    const demanded = demands(type, field);
    if (!demanded) return null;
    needs.add(demanded);
    return judge(demanded);
  };

  const walkSet = (selections: readonly SelectionNode[], place: Place): SelectionNode[] =>
    selections.flatMap((selection) => {
      const within = selection.directives?.length ? { ...place, around: [...place.around, selection] } : place;
      return selection.kind === Kind.FIELD ? walkField(selection, within) : walkFragment(selection, within, fragments);
    });

  const walkFragment = (selection: Exclude<SelectionNode, FieldNode>, place: Place, named: ReadonlyMap<string, FragmentDefinitionNode>): SelectionNode[] => {
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : named.get(selection.name.value);
    const condition = fragment?.typeCondition;
    const parent = condition ? schema.getType(condition.name.value) : place.parent;
    if (!fragment || !isCompositeType(parent)) return [];
    const left = walkSet(fragment.selectionSet.selections, { ...place, parent });
    return left.length ? [inlineFragment(left, condition?.name.value, selection)] : [];
  };

  const walkField = (field: FieldNode, { parent, path, around }: Place): SelectionNode[] => {
    const name = field.name.value;
    if (name.startsWith('__') || isUnionType(parent)) return [field];
    const definition = parent.getFields()[name];
    if (!definition) return [field];
    const here = [...path, field.alias?.value ?? name];
    const below = () => ({ ...field, ...subselection(field, getNamedType(definition.type), { path: [...here, ...steps(definition.type)], around }) });
    const own = refusalOf(parent.name, name);
    const possible = isObjectType(parent) ? [] : schema.getPossibleTypes(parent);
    const refusals = possible.map((type) => [type, refusalOf(type.name, name)] as const);
    const refused = own ?? refusals.find(([, refusal]) => refusal)?.[1];
    if (!refused) return [below()];
    taken.push({ path: here, refusal: refused, around });
    if (own) return [];
    return refusals.flatMap(([type, refusal]) => (refusal ? [] : [inlineFragment([below()], type.name)]));
  };

  const subselection = (field: FieldNode, type: unknown, place: Omit<Place, 'parent'>): Pick<FieldNode, 'selectionSet'> => {
    if (!field.selectionSet || !isCompositeType(type)) return {};
    return { selectionSet: setOf(walkSet(field.selectionSet.selections, { ...place, parent: type })) };
  };

  const root = schema.getRootType(operation.operation);
  if (!root) throw new RangeError(`the graph has no ${operation.operation}`);
  const selectionSet = setOf(walkSet(operation.selectionSet.selections, { parent: root, path: [], around: [] }));
  return { selectionSet, needs, taken };
}

/** Where nothing is left, whether the object is there may still be told. */
function setOf(selections: readonly SelectionNode[]): SelectionSetNode {
  return { kind: Kind.SELECTION_SET, selections: selections.length ? selections : [typename] };
}

function inlineFragment(selections: readonly SelectionNode[], condition: string | undefined, like?: SelectionNode): InlineFragmentNode {
  return {
    kind: Kind.INLINE_FRAGMENT,
    selectionSet: { kind: Kind.SELECTION_SET, selections },
    ...(condition === undefined ? {} : { typeCondition: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: condition } } }),
    ...(like?.directives?.length ? { directives: like.directives } : {}),
  };
}

/** One `@` for each list that the field's value lies in. */
function steps(type: GraphQLOutputType): string[] {
  if (isNonNullType(type)) return steps(type.ofType);
  return isListType(type) ? ['@', ...steps(type.ofType)] : [];
}

function withoutUnusedVariables(operation: OperationDefinitionNode): OperationDefinitionNode {
  const used = new Set<string>();
  visit({ ...operation, variableDefinitions: [] }, { Variable: ({ name }) => void used.add(name.value) });
  return { ...operation, variableDefinitions: operation.variableDefinitions?.filter(({ variable }) => used.has(variable.name.value)) };
}
