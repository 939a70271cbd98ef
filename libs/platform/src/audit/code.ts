import { GraphQLError } from 'graphql';
import { z } from 'zod';
import { Refusal } from '../refusals/index.ts';

/** The code under which an error goes into the trail: that of its refusal, or INTERNAL_ERROR. */
export function codeOf(error: unknown): string {
  if (error instanceof Refusal) return error.code;
  if (error instanceof z.core.$ZodError) return 'INPUT_INVALID';
  if (error instanceof GraphQLError && typeof error.extensions.code === 'string') return error.extensions.code;
  return 'INTERNAL_ERROR';
}

/** Says nothing of what somebody was kept from: our own failure, or a document that GraphQL could not read. */
export function isOwnFailure(code: string): boolean {
  return code === 'INTERNAL_ERROR' || code === 'AUDIT_UNAVAILABLE' || code.startsWith('GRAPHQL_') || code === 'BAD_USER_INPUT';
}
