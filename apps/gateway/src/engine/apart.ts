import { createHash } from 'node:crypto';
import { type DocumentNode, type FieldNode, GraphQLError, Kind, type OperationDefinitionNode, type SelectionNode, parse, print, visit } from 'graphql';

/*
 * `@requires(fields: "price(currency: \"CNY\")")` makes the planner fetch a field with arguments of its own, under the field's name.
 * A client that asks the same field with others would get those. So what clients ask of such fields goes by a name apart, from the
 * plan to the subgraphs' answers, and by the client's own in the answer.
 */
export interface Apart {
  /** The document with such fields under names apart. */
  rename(document: DocumentNode): DocumentNode;
  /** The name by which the subgraphs answer a field of the client. */
  nameOf(node: FieldNode): string;
  /** The client's names in the path of an error. */
  restore(error: GraphQLError): GraphQLError;
}

const mark = '__apart_';

/** @returns undefined when no subgraph requires a field with arguments */
export function compileApart(supergraph: DocumentNode): Apart | undefined {
  const fields = new Set<string>();
  visit(supergraph, {
    Directive({ name, arguments: given }) {
      if (name.value !== 'join__field') return;
      const requires = given?.find((argument) => argument.name.value === 'requires')?.value;
      if (requires?.kind === Kind.STRING && requires.value.includes('(')) collect(selectionsOf(requires.value), fields);
    },
  });
  if (fields.size === 0) return undefined;
  const nameOf = (node: FieldNode) => {
    const name = node.alias?.value ?? node.name.value;
    return fields.has(node.name.value) ? `${name}${mark}${digest(node)}` : name;
  };
  return {
    nameOf,
    rename: (document) =>
      visit(document, {
        Field(node) {
          const name = nameOf(node);
          return name === (node.alias?.value ?? node.name.value) ? undefined : { ...node, alias: { kind: Kind.NAME, value: name } };
        },
      }),
    restore(error) {
      if (!error.path?.some((part) => typeof part === 'string' && part.includes(mark))) return error;
      const path = error.path.map((part) => (typeof part === 'string' ? part.split(mark)[0]! : part));
      return new GraphQLError(error.message, { path, extensions: error.extensions });
    },
  };
}

function selectionsOf(text: string): readonly SelectionNode[] {
  return (parse(`{ ${text} }`, { noLocation: true }).definitions[0] as OperationDefinitionNode).selectionSet.selections;
}

function collect(selections: readonly SelectionNode[], fields: Set<string>): void {
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD && selection.arguments?.length) fields.add(selection.name.value);
    if (selection.kind !== Kind.FRAGMENT_SPREAD && selection.selectionSet) collect(selection.selectionSet.selections, fields);
  }
}

/** Equal for equal arguments: such fields are merged, here as by the client. */
function digest({ arguments: given = [] }: FieldNode): string {
  const text = given.map((argument) => print(argument)).sort().join(',');
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}
