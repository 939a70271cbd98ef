import { type DocumentNode, type GraphQLSchema, type OperationDefinitionNode, TypeInfo, visit, visitWithTypeInfo } from 'graphql';
import type { Annotations } from './definitions.ts';
import { type Read, type Variables, readArgument } from './value.ts';

/** The things that a request asks for by name: a person's id, an ID number, a search text. Each counts once. */
export type Lookups = (variables: Variables) => string[];

/**
 * Arguments with `@lookup` of one operation, wherever they stand: under aliases, in fragments, in lists.
 * @returns undefined when there are none
 */
export function readLookups(o: { schema: GraphQLSchema; annotations: Annotations }, document: DocumentNode, operation: OperationDefinitionNode): Lookups | undefined {
  const found: { kind: string; read: Read }[] = [];
  const types = new TypeInfo(o.schema);
  visit(
    document,
    visitWithTypeInfo(types, {
      Field(node) {
        const parent = types.getParentType();
        const definition = types.getFieldDef();
        if (!parent || !definition) return;
        for (const argument of definition.args) {
          const kind = `${parent.name}.${definition.name}.${argument.name}`;
          if (o.annotations(kind).some(({ name }) => name === 'lookup')) found.push({ kind, read: readArgument(argument, node, operation) });
        }
      },
    }),
  );
  if (!found.length) return undefined;
  return (variables) => found.flatMap(({ kind, read }) => thingsIn(read(variables)).map((thing) => `${kind} ${thing}`));
}

function thingsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(thingsIn);
  return typeof value === 'string' || typeof value === 'number' ? [String(value).trim()] : [];
}
