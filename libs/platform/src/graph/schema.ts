import { buildSubgraphSchema } from '@apollo/subgraph';
import { isAbstractType, isEnumType, isInterfaceType, isObjectType, isScalarType, parse } from 'graphql';
import type { GraphQLNamedType, GraphQLSchema } from 'graphql';
import { auditOperations } from '../audit/index.ts';
import { enforceAccess } from '../auth/index.ts';
import type { Policies } from '../auth/index.ts';
import { maskFields, openFields, refuseMasksWrittenBack } from '../masking/index.ts';
import type { AreaOf } from '../masking/index.ts';
import { resolveReferencesTogether } from './references.ts';
import { dateScalar, dateTimeScalar, fenScalar } from './scalars.ts';
import { guardTexts } from './texts.ts';

type Modules = Extract<Parameters<typeof buildSubgraphSchema>[0], readonly unknown[]>;
type ResolverMap = Record<string, Record<string, unknown>>;

export interface Guards {
  /** Decisions behind `@policy`. */
  policies?: Policies;
  /** Where a record lies, for types whose rows have no `areaCode`. */
  areaOf?: AreaOf;
  /** True only where a bench asks what the guards cost. */
  unguarded?: boolean;
}

/**
 * The executable schema of a subgraph, with the access directives enforced, personal fields masked, texts looked at, and the scalars Date, DateTime and Fen served.
 * @throws Error when a resolver has no place in the SDL: a misspelt one would never run
 */
export function buildSchema(sdl: string, resolvers: object, { policies, areaOf, unguarded }: Guards = {}): GraphQLSchema {
  const map = { Date: dateScalar, DateTime: dateTimeScalar, ...(sdl.includes('scalar Fen') ? { Fen: fenScalar } : {}), ...resolvers };
  const modules = [{ typeDefs: parse(sdl), resolvers: map }] as unknown as Modules;
  const schema = resolveReferencesTogether(buildSubgraphSchema(modules as Parameters<typeof buildSubgraphSchema>[0]));
  refuseStrays(schema, resolvers as ResolverMap);
  if (unguarded) return auditOperations(guardTexts(openFields(schema)));
  // What is put on last runs first. Access first: who may not call a field is told nothing of its input.
  return auditOperations(enforceAccess(guardTexts(refuseMasksWrittenBack(maskFields(schema, areaOf))), policies));
}

function refuseStrays(schema: GraphQLSchema, resolvers: ResolverMap): void {
  const strays = Object.entries(resolvers).flatMap(([typeName, fields]) => {
    const type = schema.getType(typeName);
    if (!type) return [typeName];
    if (isScalarType(type) || isEnumType(type)) return [];
    return Object.keys(fields).filter((field) => !hasPlace(type, field)).map((field) => `${typeName}.${field}`);
  });
  if (strays.length > 0) throw new Error(`resolvers without a place in the SDL: ${strays.join(', ')}`);
}

function hasPlace(type: GraphQLNamedType, field: string): boolean {
  if (field.startsWith('__')) return isObjectType(type) || isAbstractType(type);
  return (isObjectType(type) || isInterfaceType(type)) && field in type.getFields();
}
