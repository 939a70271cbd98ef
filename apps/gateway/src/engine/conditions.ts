import { type DocumentNode, Kind, type OperationDefinitionNode, visit } from 'graphql';
import type { Conditions } from './collect.ts';

/** Reads how the variables of `@skip` and `@include` stand in a request. */
export interface ConditionReader {
  read(variables: Readonly<Record<string, unknown>>): Conditions;
  /** Equal for requests whose answers have the same form. */
  keyOf(conditions: Conditions): string;
}

export function compileConditions(document: DocumentNode, operation: OperationDefinitionNode): ConditionReader {
  const names = conditionVariables(document);
  const fallbacks = defaultsOf(operation);
  return {
    read: (variables) => new Map([...names].map((name) => [name, (Object.hasOwn(variables, name) ? variables[name] : fallbacks.get(name)) === true])),
    keyOf: (conditions) => [...conditions.values()].map((holds) => (holds ? '1' : '0')).join(''),
  };
}

function conditionVariables(document: DocumentNode): Set<string> {
  const names = new Set<string>();
  visit(document, {
    Directive(directive) {
      if (directive.name.value !== 'skip' && directive.name.value !== 'include') return;
      for (const { value } of directive.arguments ?? []) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return names;
}

function defaultsOf(operation: OperationDefinitionNode): Map<string, boolean> {
  return new Map(
    (operation.variableDefinitions ?? []).flatMap(({ variable, defaultValue }) =>
      defaultValue?.kind === Kind.BOOLEAN ? [[variable.name.value, defaultValue.value] as const] : [],
    ),
  );
}
