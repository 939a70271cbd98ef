import { defaultFieldResolver, getNamedType, isInterfaceType, isIntrospectionType, isObjectType } from 'graphql';
import type { GraphQLField, GraphQLFieldResolver, GraphQLInterfaceType, GraphQLNamedType, GraphQLObjectType, GraphQLSchema } from 'graphql';
import type { Refusal } from '../refusals/index.ts';
import type { Actor } from './actor.ts';
import { housePolicies } from './policies.ts';
import { isOpen, requirementOf } from './requirement.ts';
import type { Requirement } from './requirement.ts';
import { policyRefusal, scopeVerdict } from './verdict.ts';

export interface AccessContext {
  actor: Actor;
}

/** The name of a policy to its decision. A policy that nobody defined denies. */
export type Policies = Readonly<Record<string, (context: AccessContext) => boolean>>;

type Guard = (context: AccessContext) => Refusal | null;
type ResolveReference = (reference: unknown, context: AccessContext, info: unknown) => unknown;
type KeyedType = GraphQLObjectType | GraphQLInterfaceType;

/**
 * Puts a check before every resolver and `__resolveReference` whose field or type carries `@authenticated`, `@requiresScopes` or
 * `@policy`. A field is as closed as itself, the type it is on, the type it returns and the interfaces that declare it, together.
 * A field of which nobody said anything is closed to all; `@open(reason:)` says that one is meant for everybody.
 * A refused field is null and its error has the code UNAUTHORIZED_FIELD_OR_TYPE. Changes the schema in place.
 */
export function enforceAccess(schema: GraphQLSchema, own: Policies = {}): GraphQLSchema {
  const policies = { ...housePolicies, ...own };
  for (const type of Object.values(schema.getTypeMap())) {
    if (isIntrospectionType(type)) continue;
    if (isObjectType(type)) {
      for (const field of Object.values(type.getFields())) guardField(type, field, policies);
    }
    if (isObjectType(type) || isInterfaceType(type)) guardReference(type, policies);
  }
  return schema;
}

function guardField(type: GraphQLObjectType, field: GraphQLField<unknown, AccessContext>, policies: Policies): void {
  const declaring = type.getInterfaces().flatMap((declared) => {
    const inherited = declared.getFields()[field.name];
    return [...nodesOf(declared), inherited?.astNode];
  });
  const own = [field.astNode, ...nodesOf(type), ...declaring];
  const needs = requirementOf([...own, ...nodesOf(getNamedType(field.type))]);
  if (!needs && (isOpen(own) || isMachinery(type, field))) return;
  const guard = needs ? guardOf(needs, policies) : closed;
  field.resolve = guarded(guard, field.resolve ?? defaultFieldResolver);
  if (field.subscribe) field.subscribe = guarded(guard, field.subscribe);
}

/** A field that nobody thought about: no policy on it or its type, and nobody said that it is open. */
const closed: Guard = () => policyRefusal();

/** `_entities` and `_service` are the gateway's, which the door lets in alone; what entities hold is guarded type by type. */
function isMachinery(type: GraphQLObjectType, field: { name: string }): boolean {
  return field.name.startsWith('_') || type.name.startsWith('_');
}

function guarded(guard: Guard, resolve: GraphQLFieldResolver<unknown, AccessContext>): GraphQLFieldResolver<unknown, AccessContext> {
  return (source, args, context, info) => {
    const refusal = guard(context);
    if (refusal) throw refusal;
    return resolve(source, args, context, info);
  };
}

/** Entities come in by `_entities`, past every root field, so the type itself is a door. */
function guardReference(type: KeyedType, policies: Policies): void {
  const needs = requirementOf([...nodesOf(type), ...type.getInterfaces().flatMap(nodesOf)]);
  const extensions = type.extensions as { apollo?: { subgraph?: { resolveReference?: ResolveReference } } };
  const subgraph = extensions.apollo?.subgraph;
  if (!needs || !subgraph?.resolveReference) return;
  const guard = guardOf(needs, policies);
  const resolve = subgraph.resolveReference;
  // A promise, not a throw: `_entities` maps over its references, and one refused type must not take the others with it.
  subgraph.resolveReference = (reference, context, info) => {
    const refusal = guard(context);
    if (refusal) return Promise.reject(refusal);
    try {
      return resolve(reference, context, info);
    } catch (cause) {
      return Promise.reject(cause as Error);
    }
  };
}

function nodesOf(type: GraphQLNamedType) {
  return [type.astNode, ...type.extensionASTNodes];
}

/** One decision per actor and requirement: a list of a hundred persons asks a hundred times. */
function guardOf(needs: Requirement, policies: Policies): Guard {
  const verdicts = new WeakMap<Actor, Refusal | null>();
  const allowed = (context: AccessContext) =>
    needs.policies.every((alternatives) => alternatives.some((all) => all.every((name) => policies[name]?.(context) ?? false)));
  return (context) => {
    let refusal = verdicts.get(context.actor);
    if (refusal === undefined) {
      refusal = scopeVerdict(context.actor, needs);
      verdicts.set(context.actor, refusal);
    }
    return refusal ?? (allowed(context) ? null : policyRefusal());
  };
}
