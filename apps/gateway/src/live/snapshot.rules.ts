import { GraphQLError, Kind, type OperationDefinitionNode, OperationTypeNode, parse } from 'graphql';
import { GraphQLErrors } from './question.ts';

/**
 * The query that a subscription begins with: another operation of its document, named by `extensions.snapshot`, or the only
 * query there when that is `true`.
 * @returns its name; undefined when no snapshot is asked for
 * @throws GraphQLErrors when there is no such query
 */
export function snapshotQuery(query: string, asked: unknown): string | undefined {
  if (asked === undefined || asked === null || asked === false) return undefined;
  const queries = parse(query, { noLocation: true }).definitions.filter(
    (node): node is OperationDefinitionNode => node.kind === Kind.OPERATION_DEFINITION && node.operation === OperationTypeNode.QUERY,
  );
  const chosen = asked === true ? queries : queries.filter(({ name }) => name?.value === asked);
  const name = chosen.length === 1 ? chosen[0]!.name?.value : undefined;
  if (name) return name;
  const text = 'extensions.snapshot names a query of the same document, or is true when there is only one';
  throw new GraphQLErrors([new GraphQLError(text, { extensions: { code: 'BAD_USER_INPUT' } })]);
}
