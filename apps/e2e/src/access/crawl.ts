import { readFileSync } from 'node:fs';
import { transformSupergraphToPublicSchema } from '@theguild/federation-composition';
import { type GraphQLField, type GraphQLObjectType, type GraphQLSchema, buildASTSchema, getNamedType, isObjectType, isRequiredArgument, parse } from 'graphql';

/** What callers of the gateway see. */
export function readApi(): GraphQLSchema {
  return buildASTSchema(transformSupergraphToPublicSchema(parse(readFileSync('apps/gateway/supergraph.graphql', 'utf8'))), { assumeValidSDL: true });
}

/** Values for arguments: by the argument's name, or for `id` by the type that the field returns. */
export interface Known {
  areaCode: string;
  ids: Readonly<Record<string, string>>;
}

export interface Crawl {
  field: string;
  document(depth: number): string;
}

/** One document for every query that can be asked with what is known, with everything below it down to a depth. */
export function crawlsOf(api: GraphQLSchema, known: Known): Crawl[] {
  const root = api.getQueryType()!;
  return Object.values(root.getFields()).flatMap((field) => {
    const call = callOf(field, known);
    return call === null ? [] : [{ field: field.name, document: (depth: number) => `{ ${call}${selection(getNamedType(field.type).name, api, depth, known, new Set())} }` }];
  });
}

function callOf(field: GraphQLField<unknown, unknown>, { areaCode, ids }: Known): string | null {
  const returned = getNamedType(field.type).name;
  const value = (name: string): string | undefined => {
    if (name === 'areaCode' || name === 'code') return `"${areaCode}"`;
    if (name === 'areaCodes') return `["${areaCode}"]`;
    if (name === 'first') return '40';
    const id = name === 'id' ? ids[returned] : ids[`${name[0]!.toUpperCase()}${name.slice(1).replace(/Id$/, '')}`];
    return id && `"${id}"`;
  };
  const given = field.args.flatMap((arg) => {
    const text = value(arg.name);
    return text && (isRequiredArgument(arg) || arg.name === 'first' || arg.name === 'id') ? [`${arg.name}: ${text}`] : [];
  });
  const names = new Set(given.map((text) => text.split(':')[0]));
  if (field.args.some((arg) => isRequiredArgument(arg) && !names.has(arg.name))) return null;
  return `${field.name}${given.length > 0 ? `(${given.join(', ')})` : ''}`;
}

function selection(typeName: string, api: GraphQLSchema, depth: number, known: Known, above: ReadonlySet<string>): string {
  const type = api.getType(typeName);
  if (!isObjectType(type)) return '';
  const fields = Object.values(type.getFields()).flatMap((field) => inside(field, type, api, depth, known, above));
  return fields.length > 0 ? ` { ${fields.join(' ')} }` : ' { __typename }';
}

function inside(field: GraphQLField<unknown, unknown>, type: GraphQLObjectType, api: GraphQLSchema, depth: number, known: Known, above: ReadonlySet<string>): string[] {
  const returned = getNamedType(field.type);
  const nested = isObjectType(returned);
  // A page and its edges are no step down; who is above is not asked for again.
  const step = /(Connection|Edge)$/.test(returned.name) ? 0 : 1;
  if (field.args.some(isRequiredArgument) || (nested && (depth < step || above.has(returned.name)))) return [];
  const first = field.args.some(({ name }) => name === 'first') ? '(first: 2)' : '';
  return [`${field.name}${first}${nested ? selection(returned.name, api, depth - step, known, new Set([...above, type.name])) : ''}`];
}

/** Every text of an answer, with the field it stands at. */
export function textsOf(api: GraphQLSchema, data: unknown): { coordinate: string; text: string }[] {
  const texts: { coordinate: string; text: string }[] = [];
  const walk = (value: unknown, typeName: string, coordinate: string): void => {
    if (typeof value === 'string') texts.push({ coordinate, text: value });
    else if (Array.isArray(value)) for (const one of value) walk(one, typeName, coordinate);
    else if (typeof value === 'object' && value !== null) {
      for (const [name, inner] of Object.entries(value)) {
        const type = api.getType(typeName);
        const field = isObjectType(type) ? type.getFields()[name] : undefined;
        walk(inner, field ? getNamedType(field.type).name : '', `${typeName}.${name}`);
      }
    }
  };
  walk(data, 'Query', 'Query');
  return texts;
}
