import { GraphQLError } from 'graphql';
import { z } from 'zod';
import { Refusal } from '../refusals/index.ts';

const longestCode = 200;

/** The code under which an error goes into the trail: that of its refusal, or INTERNAL_ERROR. */
export function codeOf(error: unknown): string {
  if (error instanceof Refusal) return error.code;
  if (error instanceof z.core.$ZodError) return 'INPUT_INVALID';
  if (error instanceof GraphQLError && typeof error.extensions.code === 'string') return error.extensions.code;
  return 'INTERNAL_ERROR';
}

/**
 * A rule or reason as the trail may keep it. Numbers of letters and reports are typed by people, so what could be a name is left
 * out, and of a number as long as a phone's the last four digits stay; in full it stands where the decision is kept.
 */
export function asCode(text: string): string {
  const plain = text.replaceAll(/[^\x20-\x7e]+/g, '…').replaceAll(/\d{11,}X?/gi, (digits) => `…${digits.slice(-4)}`);
  return plain.slice(0, longestCode);
}

/** Says nothing of what somebody was kept from: our own failure, or a document that GraphQL could not read. */
export function isOwnFailure(code: string): boolean {
  return code === 'INTERNAL_ERROR' || code === 'AUDIT_UNAVAILABLE' || code.startsWith('GRAPHQL_') || code === 'BAD_USER_INPUT';
}
