import { isIntrospectionType, isObjectType } from 'graphql';
import type { GraphQLSchema } from 'graphql';
import { personalOf } from './personal.ts';
import type { Personal } from './personal.ts';
import { tell } from './tell.ts';
import type { PersonalRecord, Seer } from './tell.ts';

/**
 * Tells one value of one `@personal` field outside the graph's own answers, e.g. in a cell of a spreadsheet: the same value and
 * the same mask as the field `Type.field` shows this caller. It leaves no trace; an export is noted as one by its maker.
 */
export type Teller = <T>(coordinate: `${string}.${string}`, record: PersonalRecord, value: T) => T | Promise<T>;

/** @returns for one caller. @throws RangeError when the field is not declared as personal: an export must not forget a mask */
export function tellersOf(schema: GraphQLSchema): (seer: Seer) => Teller {
  const declared = declaredIn(schema);
  return (seer) => (coordinate, record, value) => {
    const personal = declared.get(coordinate);
    if (!personal) throw new RangeError(`${coordinate} is not declared as @personal`);
    return tell(personal, record, value, seer);
  };
}

function declaredIn(schema: GraphQLSchema): Map<string, Personal> {
  const declared = new Map<string, Personal>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (isIntrospectionType(type) || !isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const personal = personalOf(field.astNode);
      if (personal) declared.set(`${type.name}.${field.name}`, personal);
    }
  }
  return declared;
}
