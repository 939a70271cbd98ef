import { type GraphQLSchema, isAbstractType, isInterfaceType, isObjectType } from 'graphql';
import type { Answer } from './record.ts';

/** Does an object of an answer satisfy a type condition of the plan? */
export type TypeTest = (object: Answer, whenUnknown: boolean) => boolean;

/** A type name as it stands in an answer. */
export function quoted(name: string): string {
  return `"${name}"`;
}

/**
 * @param schema the supergraph's whole schema: plans name types that clients may not see
 */
export function typeTest(schema: GraphQLSchema, condition: string): TypeTest {
  const wanted = schema.getType(condition);
  const accepted = new Set([quoted(condition)]);
  if (isAbstractType(wanted)) {
    for (const type of Object.values(schema.getTypeMap())) {
      if ((isObjectType(type) || isInterfaceType(type)) && schema.isSubType(wanted, type)) accepted.add(quoted(type.name));
    }
  }
  return (object, whenUnknown) => {
    const name = object.__typename;
    return typeof name === 'string' ? accepted.has(name) : whenUnknown;
  };
}
