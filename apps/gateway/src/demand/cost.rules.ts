import {
  type DocumentNode,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  getNamedType,
  getNullableType,
  isCompositeType,
  isInputObjectType,
  isListType,
  isUnionType,
} from 'graphql';
import type { Annotations } from './definitions.ts';
import { type Read, type Variables, argumentOf, readArgument } from './value.ts';

/** What an operation may cost at most, by the lists that its variables ask for; known before anything is planned. */
export type Cost = (variables: Variables) => number;

/** A list of which nobody says how long it is. */
export const usualListSize = 10;
const mutationCost = 10;
/** Costs are compared with limits only; beyond this they need not be right. */
const mostCost = Number.MAX_SAFE_INTEGER;

/** Constants are folded: what no variable changes is a number. */
type Term = number | Cost;

interface ListSize {
  assumedSize?: number | null;
  slicingArguments?: readonly string[] | null;
  sizedFields?: readonly string[] | null;
}

/**
 * The static estimate of IBM's cost specification as Apollo Router words it: an object costs 1, a leaf nothing, `@cost(weight:)` says
 * otherwise; a list costs its items, as many as `@listSize` or its slicing argument says; a mutation 10 more.
 * @param document valid against the schema
 */
export function estimateCost(o: { schema: GraphQLSchema; annotations: Annotations }, document: DocumentNode, operation: OperationDefinitionNode): Cost {
  const root = o.schema.getRootType(operation.operation);
  if (!root) throw new RangeError(`the graph has no ${operation.operation}`);
  const total = createScale(o, document, operation).selections(operation.selectionSet, root, new Map());
  return typeof total === 'number' ? () => total : total;
}

/** Sizes that a list above has announced for fields below it (`sizedFields`). */
type Sizes = ReadonlyMap<string, Read>;

function createScale({ schema, annotations }: { schema: GraphQLSchema; annotations: Annotations }, document: DocumentNode, operation: OperationDefinitionNode) {
  const fragments = new Map(document.definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [])));
  const weightAt = (place: string): number | undefined => {
    const weight = annotations(place).find(({ name }) => name === 'cost')?.args.weight;
    return typeof weight === 'number' ? weight : undefined;
  };

  const selections = (set: SelectionSetNode, parent: GraphQLCompositeType, sizes: Sizes): Term =>
    set.selections.reduce<Term>((sum, selection) => {
      if (selection.kind === Kind.FIELD) return add(sum, field(selection, parent, sizes));
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
      const type = fragment?.typeCondition ? schema.getType(fragment.typeCondition.name.value) : parent;
      return fragment && isCompositeType(type) ? add(sum, selections(fragment.selectionSet, type, sizes)) : sum;
    }, 0);

  const field = (node: FieldNode, parent: GraphQLCompositeType, sizes: Sizes): Term => {
    const name = node.name.value;
    if (name.startsWith('__') || isUnionType(parent)) return 0;
    const definition = parent.getFields()[name];
    if (!definition) return 0;
    const place = `${parent.name}.${name}`;
    const type = getNamedType(definition.type);
    const own = weightAt(place) ?? weightAt(type.name) ?? (isCompositeType(type) ? 1 : 0);
    const list = annotations(place).find((annotation) => annotation.name === 'listSize')?.args as ListSize | undefined;
    const size = sizeOf(list, definition, node);
    const below = isCompositeType(type) && node.selectionSet ? selections(node.selectionSet, type, announced(list, size)) : 0;
    const one = add(own, below);
    const value = isListType(getNullableType(definition.type)) ? times(sizes.get(name) ?? (list?.sizedFields?.length ? undefined : size), one) : one;
    return add(add(value, argumentsCost(place, definition, node)), parent === schema.getMutationType() ? mutationCost : 0);
  };

  const sizeOf = (list: ListSize | undefined, definition: GraphQLField<unknown, unknown>, node: FieldNode): Read | undefined => {
    if (!list) return undefined;
    const slicing = (list.slicingArguments ?? []).flatMap((path) => readSlice(definition, node, path));
    const assumed = list.assumedSize ?? undefined;
    return (variables) => {
      const sizes = slicing.map((read) => read(variables)).filter((size) => typeof size === 'number');
      return sizes.length ? Math.max(...sizes) : assumed;
    };
  };

  /** A slicing argument may stand within an input: `page.first`. */
  const readSlice = (definition: GraphQLField<unknown, unknown>, node: FieldNode, path: string): Read[] => {
    const [first = '', ...rest] = path.split('.');
    const argument = argumentOf(definition, first);
    if (!argument) return [];
    const read = readArgument(argument, node, operation);
    return [(variables) => rest.reduce<unknown>((value, key) => (typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined), sizeOfList(read(variables)))];
  };

  const argumentsCost = (place: string, definition: GraphQLField<unknown, unknown>, node: FieldNode): Term =>
    definition.args.reduce<Term>((sum, argument) => {
      const weigh = inputScale(argument.type, weightAt(`${place}.${argument.name}`));
      if (!weigh || !node.arguments?.some(({ name }) => name.value === argument.name)) return sum;
      const read = readArgument(argument, node, operation);
      return add(sum, (variables) => weigh(read(variables)));
    }, 0);

  /** @returns undefined for what costs nothing whatever is given */
  const inputScale = (type: GraphQLInputType, weight: number | undefined): ((value: unknown) => number) | undefined => {
    const named = getNamedType(type);
    const own = weight ?? weightAt(named.name) ?? (isInputObjectType(named) ? 1 : 0);
    if (!isInputObjectType(named)) return own ? (value) => own * countOf(value) : undefined;
    const one = (value: unknown): number => {
      if (typeof value !== 'object' || value === null) return 0;
      return Object.values(named.getFields()).reduce((sum, inner) => {
        const given = Object.hasOwn(value, inner.name) ? (value as Record<string, unknown>)[inner.name] : undefined;
        return given === undefined ? sum : sum + (inputScale(inner.type, weightAt(`${named.name}.${inner.name}`))?.(given) ?? 0);
      }, own);
    };
    return (value) => (Array.isArray(value) ? value.reduce<number>((sum, item) => sum + one(item), 0) : one(value));
  };

  return { selections };
}

/** `slicingArguments` may name a list of ids: then there are as many. */
function sizeOfList(value: unknown): unknown {
  return Array.isArray(value) ? value.length : value;
}

function countOf(value: unknown): number {
  return Array.isArray(value) ? value.length : value === null || value === undefined ? 0 : 1;
}

function announced(list: ListSize | undefined, size: Read | undefined): Sizes {
  return new Map((size && list?.sizedFields ? list.sizedFields : []).map((name) => [name, size!]));
}

function add(a: Term, b: Term): Term {
  if (typeof a === 'number' && typeof b === 'number') return a + b;
  if (a === 0) return b;
  if (b === 0) return a;
  return (variables) => bounded(valueOf(a, variables) + valueOf(b, variables));
}

function times(size: Read | undefined, one: Term): Term {
  if (one === 0) return 0;
  if (!size) return typeof one === 'number' ? one * usualListSize : (variables) => bounded(usualListSize * one(variables));
  return (variables) => {
    const given = size(variables);
    const count = typeof given === 'number' && given >= 0 ? given : usualListSize;
    return bounded(count * valueOf(one, variables));
  };
}

function valueOf(term: Term, variables: Variables): number {
  return typeof term === 'number' ? term : term(variables);
}

function bounded(cost: number): number {
  return Math.min(mostCost, cost);
}
