import { type DocumentNode, type GraphQLSchema, type OperationDefinitionNode, TypeInfo, getNamedType, isCompositeType, visit, visitWithTypeInfo } from 'graphql';
import type { Annotations } from '../demand/definitions.ts';

/**
 * `Cache-Control` of a query by the hints of its fields (`@cacheControl`): the shortest of them, where every root field and every field
 * that returns an object has one; what asks for rights is kept by the caller alone.
 * @returns undefined where nothing may be kept
 */
export function cacheControlOf(
  o: { schema: GraphQLSchema; annotations: Annotations; isClosed: boolean },
  document: DocumentNode,
  operation: OperationDefinitionNode,
): string | undefined {
  if (operation.operation !== 'query') return undefined;
  const root = o.schema.getQueryType()?.name;
  let shortest = Infinity;
  const types = new TypeInfo(o.schema);
  visit(
    document,
    visitWithTypeInfo(types, {
      Field(node) {
        const parent = types.getParentType();
        const type = types.getType();
        if (!parent || !type || node.name.value.startsWith('__')) return;
        const hint = o.annotations(`${parent.name}.${node.name.value}`).find(({ name }) => name === 'cacheControl')?.args.maxAge;
        if (typeof hint === 'number') shortest = Math.min(shortest, hint);
        else if (parent.name === root || isCompositeType(getNamedType(type))) shortest = 0;
      },
    }),
  );
  if (shortest === Infinity || shortest <= 0) return undefined;
  return `${o.isClosed ? 'private' : 'public'}, max-age=${shortest}`;
}
