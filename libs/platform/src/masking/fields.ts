import { defaultFieldResolver, isIntrospectionType, isObjectType } from 'graphql';
import type { GraphQLField, GraphQLObjectType, GraphQLSchema } from 'graphql';
import { personalOf } from './personal.ts';
import type { Personal } from './personal.ts';
import { isProven } from './proven.ts';
import { maskedBy, opened, seesThrough } from './tell.ts';
import type { PersonalRecord, Seer } from './tell.ts';

/** Leaves a trace of a value that was shown in full. */
export interface Witness {
  seen(record: { type: string; id: string; areaCode?: string }, field: string): void;
}

export interface MaskingContext extends Seer {
  audit?: Witness;
}

/** Where a record of this type lies, for types whose rows have no `areaCode`. */
export type AreaOf = Readonly<Record<string, (row: never) => string | null | undefined>>;

type Row = PersonalRecord & { id?: string; code?: string };

/**
 * Masks what the fields with `@personal` answer. Their resolvers return the real value, or `concealed` where opening it costs.
 * Changes the schema in place. @throws TypeError when an interface's field is personal and an implementation's is not
 */
export function maskFields(schema: GraphQLSchema, areaOf: AreaOf = {}): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (isIntrospectionType(type) || !isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const personal = personalField(type, field);
      if (personal) maskField(type, field as GraphQLField<Row, MaskingContext>, personal, areaOf[type.name]);
    }
  }
  return schema;
}

/** As on the field itself; a declaration on an interface holds for all that implement it. */
function personalField(type: GraphQLObjectType, field: GraphQLField<unknown, unknown>): Personal | undefined {
  const declared = [field.astNode, ...type.getInterfaces().map((face) => face.getFields()[field.name]?.astNode)];
  return declared.map(personalOf).find((personal) => personal !== undefined);
}

function maskField(type: GraphQLObjectType, field: GraphQLField<Row, MaskingContext>, personal: Personal, areaOf: AreaOf[string] | undefined): void {
  const resolve = field.resolve ?? defaultFieldResolver;
  const { name: typeName } = type;
  const { name } = field;
  const told = (row: Row, value: unknown, context: MaskingContext): unknown => {
    if (value === null || value === undefined) return value;
    const areaCode = areaOf ? areaOf(row as never) : row.areaCode;
    const householdId = typeName === 'Household' ? row.id : row.householdId;
    if (!isProven(row) && !seesThrough(personal, { areaCode, householdId }, context)) return maskedBy(personal, value);
    context.audit?.seen({ type: typeName, id: idOf(row), ...(areaCode ? { areaCode } : {}) }, name);
    return opened(value);
  };
  field.resolve = (row, args, context, info) => {
    const value: unknown = resolve(row, args, context, info);
    // Most values stand in the row already: a promise for each of them would cost more than all the rest.
    return value instanceof Promise ? value.then((late: unknown) => told(row, late, context)) : told(row, value, context);
  };
}

function idOf({ id, code, areaCode }: Row): string {
  return String(id ?? code ?? areaCode ?? '');
}

/** For the bench, which asks what masking costs: concealed values open for everybody, and nobody is told of it. */
export function openFields(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (isIntrospectionType(type) || !isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      if (!personalField(type, field)) continue;
      const resolve = field.resolve ?? defaultFieldResolver;
      field.resolve = (row, args, context, info) => {
        const value: unknown = resolve(row, args, context, info);
        return value instanceof Promise ? value.then(opened) : opened(value);
      };
    }
  }
  return schema;
}
