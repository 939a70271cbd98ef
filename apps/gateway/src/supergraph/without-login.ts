import { type DirectiveNode, type DocumentNode, Kind, type ObjectTypeDefinitionNode, type SchemaDefinitionNode, parse, print, visit } from 'graphql';

const specs = ['authenticated', 'requiresScopes', 'policy'];
const isAccessName = (name: string) => specs.some((spec) => name === spec || name.startsWith(`${spec}__`) || name === `federation__${spec}`);
const isAccessUrl = (url: string) => specs.some((spec) => url.startsWith(`https://specs.apollo.dev/${spec}/`));

/**
 * The supergraph as the stock gateway takes it: it refuses the access directives (the subgraphs enforce them all the
 * same) and throws on subscriptions.
 */
export function withoutAccessAndStreams(sdl: string): string {
  const document = parse(sdl, { noLocation: true });
  const subscription = rootName(document, 'subscription');
  return print(
    visit(document, {
      Directive: (node) => (isAccessName(node.name.value) || isAccessUrl(urlOf(node)) ? null : undefined),
      DirectiveDefinition: (node) => (isAccessName(node.name.value) ? null : undefined),
      ScalarTypeDefinition: (node) => (isAccessName(node.name.value) ? null : undefined),
      ObjectTypeDefinition: (node: ObjectTypeDefinitionNode) => (node.name.value === subscription ? null : undefined),
      SchemaDefinition: (node: SchemaDefinitionNode) => ({
        ...node,
        directives: node.directives?.filter((directive) => !isAccessUrl(urlOf(directive))),
        operationTypes: node.operationTypes.filter(({ operation }) => operation !== 'subscription'),
      }),
    }),
  );
}

function rootName(document: DocumentNode, root: string): string | undefined {
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.SCHEMA_DEFINITION) continue;
    return definition.operationTypes.find(({ operation }) => operation === root)?.type.name.value;
  }
  return undefined;
}

function urlOf(directive: DirectiveNode): string {
  const value = directive.arguments?.find(({ name }) => name.value === 'url')?.value;
  return value?.kind === Kind.STRING ? value.value : '';
}
