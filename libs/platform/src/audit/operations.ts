import { defaultFieldResolver } from 'graphql';
import type { GraphQLField, GraphQLSchema } from 'graphql';
import { CallTrail } from './call.ts';

interface Audited {
  audit?: unknown;
}

/**
 * Makes every root field known to the trail of its call. To be put around the access checks, so that who was refused is known
 * too. Changes the schema in place.
 */
export function auditOperations(schema: GraphQLSchema): GraphQLSchema {
  for (const field of Object.values(schema.getMutationType()?.getFields() ?? {})) auditMutation(field);
  for (const field of Object.values(schema.getQueryType()?.getFields() ?? {})) auditQuery(field);
  return schema;
}

function auditMutation(field: GraphQLField<unknown, Audited>): void {
  const resolve = field.resolve ?? defaultFieldResolver;
  field.resolve = (source, args, context, info) =>
    trailOf(context).mutate(field.name, field.type, args, () => resolve(source, args, context, info));
}

function auditQuery(field: GraphQLField<unknown, Audited>): void {
  if (field.name === '_service') return;
  const resolve = field.resolve ?? defaultFieldResolver;
  field.resolve = (source, args, context, info) => {
    trailOf(context).asked(field.name, field.type, args);
    return resolve(source, args, context, info);
  };
}

function trailOf({ audit }: Audited): CallTrail {
  if (audit instanceof CallTrail) return audit;
  throw new Error('a call without an audit trail');
}
