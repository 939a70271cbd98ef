import { defaultFieldResolver, isIntrospectionType, isObjectType } from 'graphql';
import type { GraphQLSchema } from 'graphql';
import { Refusal } from '../refusals/index.ts';

/** Characters. A page of writing; whatever is longer is a file, and a field that takes a file is named …Base64. */
export const longestText = 2_000;

/**
 * Looks at every text that a field is called with, before its resolver does: PostgreSQL holds neither U+0000 nor half a
 * surrogate pair, and a text without end would stand in every list and event from then on. Changes the schema in place.
 */
export function guardTexts(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (isIntrospectionType(type) || !isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      // Representations come from the gateway, which had them from us.
      if (field.args.length === 0 || field.name.startsWith('_')) continue;
      const resolve = field.resolve ?? defaultFieldResolver;
      field.resolve = (source, args, context, info) => {
        demandTexts(args, []);
        return resolve(source, args, context, info);
      };
    }
  }
  return schema;
}

/** @throws Refusal TEXT_INVALID, TEXT_TOO_LONG */
function demandTexts(value: unknown, path: readonly string[]): void {
  if (typeof value === 'string') return demandText(value, path);
  if (typeof value !== 'object' || value === null || value instanceof Date) return;
  for (const [name, inner] of Object.entries(value)) demandTexts(inner, [...path, name]);
}

function demandText(text: string, path: readonly string[]): void {
  if (path.at(-1)!.endsWith('Base64')) return;
  if (text.length > longestText) throw textTooLong(path.join('.'));
  if (text.includes('\0') || /\p{Surrogate}/u.test(text)) throw textInvalid(path.join('.'));
}

function textInvalid(field: string): Refusal {
  return new Refusal(
    'TEXT_INVALID',
    {
      zh: `“${field}”含有无法保存的字符，请删除后重新输入。`,
      en: `"${field}" holds a character that cannot be kept. Delete it and enter the text again.`,
    },
    { field },
  );
}

function textTooLong(field: string): Refusal {
  return new Refusal(
    'TEXT_TOO_LONG',
    {
      zh: `“${field}”过长，请缩短到 ${longestText} 字以内。`,
      en: `"${field}" is too long. Shorten it to ${longestText} characters.`,
    },
    { field },
  );
}
