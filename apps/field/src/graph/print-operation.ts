import type { DocumentNode, OperationDefinitionNode, SelectionSetNode, TypeNode, ValueNode } from 'graphql';

/**
 * The text of an operation of this app. graphql's own printer knows every kind of node and weighs 5 kB on each phone; ours
 * knows the kinds that these operations use and throws at any other, which the test over all of them would show.
 */
export function printOperation(document: DocumentNode): string {
  return document.definitions.map((definition) => {
    if (definition.kind !== 'OperationDefinition') throw new TypeError(`cannot print ${definition.kind}`);
    return `${definition.operation} ${definition.name?.value ?? ''}${variablesOf(definition)}${selectionOf(definition.selectionSet)}`;
  }).join('\n');
}

function variablesOf({ variableDefinitions = [] }: OperationDefinitionNode): string {
  return inParentheses(variableDefinitions.map(({ variable, type }) => `$${variable.name.value}:${typeOf(type)}`));
}

function typeOf(type: TypeNode): string {
  switch (type.kind) {
    case 'NamedType':
      return type.name.value;
    case 'ListType':
      return `[${typeOf(type.type)}]`;
    default:
      return `${typeOf(type.type)}!`;
  }
}

function selectionOf(set: SelectionSetNode | undefined): string {
  if (!set) return '';
  const fields = set.selections.map((node) => {
    if (node.kind !== 'Field' || node.directives?.length) throw new TypeError(`cannot print ${node.kind} or its directives`);
    const given = (node.arguments ?? []).map(({ name, value }) => `${name.value}:${valueOf(value)}`);
    return `${node.alias ? `${node.alias.value}:` : ''}${node.name.value}${inParentheses(given)}${selectionOf(node.selectionSet)}`;
  });
  return `{${fields.join(' ')}}`;
}

function valueOf(value: ValueNode): string {
  switch (value.kind) {
    case 'Variable':
      return `$${value.name.value}`;
    case 'IntValue':
    case 'EnumValue':
      return value.value;
    case 'BooleanValue':
      return String(value.value);
    default:
      throw new TypeError(`cannot print ${value.kind}`);
  }
}

function inParentheses(parts: readonly string[]): string {
  return parts.length > 0 ? `(${parts.join(',')})` : '';
}
