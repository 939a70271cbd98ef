import { type DocumentNode, type FieldNode, type FragmentDefinitionNode, type GraphQLSchema, Kind, type OperationDefinitionNode, type SelectionSetNode, isCompositeType, getNamedType } from 'graphql';
import type { Annotations } from '../demand/definitions.ts';
import { type Read, type Variables, readArgument } from '../demand/value.ts';

/** A query of figures alone: what it is about, and which events change it. */
export interface Aggregate {
  readonly events: ReadonlySet<string>;
  /** Codes of the areas that a request asks for. */
  areas(variables: Variables): readonly string[];
}

/**
 * @returns undefined unless every root field carries `@aggregate` and nothing below it but its own leaves is asked for: what lies further
 * may change without these events
 */
export function readAggregate(o: { schema: GraphQLSchema; annotations: Annotations }, document: DocumentNode, operation: OperationDefinitionNode): Aggregate | undefined {
  const root = o.schema.getQueryType();
  if (operation.operation !== 'query' || !root) return undefined;
  const fields = flatten(document, operation.selectionSet);
  const events = new Set<string>();
  const reads: Read[] = [];
  for (const field of fields) {
    const definition = root.getFields()[field.name.value];
    const aggregate = o.annotations(`${root.name}.${field.name.value}`).find(({ name }) => name === 'aggregate')?.args as { changedBy: string[]; of: string[] } | undefined;
    if (!definition || !aggregate || !isFlat(document, field, getNamedType(definition.type))) return undefined;
    for (const event of aggregate.changedBy) events.add(event);
    for (const argument of definition.args) if (aggregate.of.includes(argument.name)) reads.push(readArgument(argument, field, operation));
  }
  if (!reads.length) return undefined;
  return { events, areas: (variables) => [...new Set(reads.flatMap((read) => codesIn(read(variables))))] };
}

function flatten(document: DocumentNode, { selections }: SelectionSetNode): FieldNode[] {
  const fragments = new Map(document.definitions.flatMap((node): (readonly [string, FragmentDefinitionNode])[] => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [])));
  return selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection];
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
    return fragment ? flatten(document, fragment.selectionSet) : [];
  });
}

function isFlat(document: DocumentNode, field: FieldNode, type: unknown): boolean {
  if (!field.selectionSet || !isCompositeType(type) || !('getFields' in type)) return field.selectionSet === undefined;
  return flatten(document, field.selectionSet).every(({ name }) => {
    const inner = type.getFields()[name.value];
    return name.value === '__typename' || (inner !== undefined && !isCompositeType(getNamedType(inner.type)));
  });
}

function codesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(codesIn);
  return typeof value === 'string' || typeof value === 'number' ? [String(value)] : [];
}
