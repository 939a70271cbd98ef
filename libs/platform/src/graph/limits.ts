import { GraphQLError, Kind } from 'graphql';
import type { ASTVisitor, FragmentDefinitionNode, SelectionSetNode, ValidationContext } from 'graphql';
import { Refusal } from '../refusals/index.ts';

/**
 * What one document may ask, with its fragments written out. The gateway checks callers more tightly; these bound what a
 * plan of it may look like, so that a mistake there does not stop a subgraph.
 */
const most = { depth: 20, fields: 5_000, aliases: 1_000, directives: 200 };
export const mostTokens = 20_000;

interface Size {
  depth: number;
  fields: number;
  aliases: number;
  directives: number;
}

/** The limit itself is not named: that would be a manual for going just below it. */
export function queryTooLarge(): Refusal {
  return new Refusal('QUERY_TOO_LARGE', {
    zh: '查询过大，请拆分为多个较小的查询。',
    en: 'This query is too large. Split it into smaller ones.',
  });
}

/** Validation rule. Refuses before execution. */
export function sizeLimit(context: ValidationContext): ASTVisitor {
  const measured = new Map<string, Size>();
  return {
    OperationDefinition(operation) {
      const size = sizeOf(operation.selectionSet, context, measured);
      const tooLarge = (Object.keys(most) as (keyof Size)[]).some((measure) => size[measure] > most[measure]);
      if (tooLarge) context.reportError(new GraphQLError('query too large', { nodes: [], originalError: queryTooLarge() }));
    },
  };
}

/** Each fragment is measured once and counted as often as it is spread, so a ladder of fragments costs nothing to see through. */
function sizeOf(set: SelectionSetNode, context: ValidationContext, measured: Map<string, Size>): Size {
  const total: Size = { depth: 0, fields: 0, aliases: 0, directives: 0 };
  for (const selection of set.selections) {
    total.directives += selection.directives?.length ?? 0;
    if (selection.kind === Kind.FIELD) {
      total.fields += 1;
      total.aliases += selection.alias ? 1 : 0;
      total.depth = Math.max(total.depth, 1);
      if (selection.selectionSet) add(total, sizeOf(selection.selectionSet, context, measured), 1);
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      add(total, sizeOf(selection.selectionSet, context, measured), 0);
    } else {
      add(total, sizeOfFragment(context.getFragment(selection.name.value), context, measured), 0);
    }
  }
  return total;
}

function sizeOfFragment(fragment: FragmentDefinitionNode | null | undefined, context: ValidationContext, measured: Map<string, Size>): Size {
  const nothing = { depth: 0, fields: 0, aliases: 0, directives: 0 };
  if (!fragment) return nothing;
  const known = measured.get(fragment.name.value);
  if (known) return known;
  // A fragment that spreads itself counts as nothing here; another rule of the standard refuses it.
  measured.set(fragment.name.value, nothing);
  const size = sizeOf(fragment.selectionSet, context, measured);
  measured.set(fragment.name.value, size);
  return size;
}

function add(total: Size, part: Size, deeper: number): void {
  total.depth = Math.max(total.depth, part.depth + deeper);
  total.fields += part.fields;
  total.aliases += part.aliases;
  total.directives += part.directives;
}
