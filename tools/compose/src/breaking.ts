import { CriticalityLevel, diff } from '@graphql-inspector/core';
import { type GraphQLSchema, Kind, buildASTSchema, parse, validate, visit } from 'graphql';

/** What clients of the graph would notice as broken between two supergraphs, each as one sentence. */
export async function breakingChanges(before: string, after: string): Promise<string[]> {
  const changes = await diff(clientSchema(before), clientSchema(after));
  return changes.filter(({ criticality }) => criticality.level === CriticalityLevel.Breaking).map(({ message }) => message);
}

/** Operations that a graph cannot answer, each with the first reason. @param texts what clients have registered */
export function brokenOperations(supergraph: string, texts: readonly string[]): string[] {
  const schema = clientSchema(supergraph);
  return texts.flatMap((text) => {
    const document = parse(text, { noLocation: true });
    const [error] = validate(schema, document);
    if (!error) return [];
    const names = document.definitions.flatMap((node) => (node.kind === Kind.OPERATION_DEFINITION ? [node.name?.value ?? 'an operation without a name'] : []));
    return [`${names.join(', ')}: ${error.message}`];
  });
}

const federationMachinery = /^(join__|link__|core__|context__|[a-zA-Z]+__(Scope|Policy)$)/;

/** The supergraph without the federation's own types and directives: what clients see. */
function clientSchema(supergraph: string): GraphQLSchema {
  const document = visit(parse(supergraph, { noLocation: true }), {
    enter(node) {
      if (node.kind === Kind.DIRECTIVE && node.name.value !== 'deprecated') return null;
      if (node.kind === Kind.DIRECTIVE_DEFINITION) return null;
      if ('name' in node && node.kind.endsWith('TypeDefinition') && federationMachinery.test(node.name?.value ?? '')) return null;
      return undefined;
    },
  });
  return buildASTSchema(document, { assumeValidSDL: true });
}
