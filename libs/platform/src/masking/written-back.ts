import { isMasked } from '@lianfang/contracts/documents';
import { defaultFieldResolver, getNamedType, isInputObjectType, isNonNullType, isObjectType } from 'graphql';
import type { GraphQLArgument, GraphQLInputField, GraphQLSchema } from 'graphql';
import { Refusal } from '../refusals/index.ts';
import { personalOf } from './personal.ts';

type Place = GraphQLArgument | GraphQLInputField;
type Values = Record<string, unknown>;

/**
 * A personal value that comes back as it was shown never overwrites the real one: where it may be left out it is, where it is
 * needed the call is refused with MASKED_VALUE. Changes the schema in place.
 */
export function refuseMasksWrittenBack(schema: GraphQLSchema): GraphQLSchema {
  const mutation = schema.getMutationType();
  if (!mutation || !isObjectType(mutation)) return schema;
  for (const field of Object.values(mutation.getFields())) {
    if (!field.args.some(holdsPersonal)) continue;
    const resolve = field.resolve ?? defaultFieldResolver;
    field.resolve = (source, args: Values, context, info) => resolve(source, withoutMasks(field.args, args, []), context, info);
  }
  return schema;
}

function holdsPersonal(place: Place): boolean {
  return reaches(place, new Set());
}

function reaches(place: Place, seen: Set<string>): boolean {
  if (personalOf(place.astNode)) return true;
  const type = getNamedType(place.type);
  if (!isInputObjectType(type) || seen.has(type.name)) return false;
  seen.add(type.name);
  return Object.values(type.getFields()).some((field) => reaches(field, seen));
}

/** @throws Refusal MASKED_VALUE */
function withoutMasks(places: readonly Place[], values: Values, path: readonly string[]): Values {
  const kept = { ...values };
  for (const place of places) {
    const value = kept[place.name];
    if (value === null || value === undefined) continue;
    const here = [...path, place.name];
    if (!personalOf(place.astNode)) kept[place.name] = inside(place, value, here);
    else if (typeof value === 'string' && isMasked(value)) {
      if (isNonNullType(place.type)) throw maskedValue(here.join('.'));
      delete kept[place.name];
    }
  }
  return kept;
}

function inside(place: Place, value: unknown, path: readonly string[]): unknown {
  const type = getNamedType(place.type);
  if (!isInputObjectType(type)) return value;
  const fields = Object.values(type.getFields());
  if (Array.isArray(value)) return value.map((one, at) => (isValues(one) ? withoutMasks(fields, one, [...path, String(at)]) : one));
  return isValues(value) ? withoutMasks(fields, value, path) : value;
}

function isValues(value: unknown): value is Values {
  return typeof value === 'object' && value !== null;
}

export function maskedValue(field: string): Refusal {
  return new Refusal(
    'MASKED_VALUE',
    {
      zh: `“${field}”是隐藏后的内容（含 *），不能保存。请填写完整内容。`,
      en: `"${field}" is a masked value (with *) and cannot be saved. Enter it in full.`,
    },
    { field },
  );
}
