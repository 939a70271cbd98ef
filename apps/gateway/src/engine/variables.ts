import { Kind, type OperationDefinitionNode, type TypeNode } from 'graphql';

type Check = (value: unknown) => boolean;

const plain: Readonly<Record<string, Check>> = {
  Int: (value) => typeof value === 'number' && (value | 0) === value,
  Float: (value) => typeof value === 'number' && Number.isFinite(value),
  String: (value) => typeof value === 'string',
  ID: (value) => typeof value === 'string',
  Boolean: (value) => typeof value === 'boolean',
};

/**
 * A check that is true when coercion would leave the variables as they are: those of plain types, all given in their own form.
 * Everything else is for graphql-js to coerce, or to refuse in its words.
 */
export function compileVariableCheck({ variableDefinitions = [] }: OperationDefinitionNode): (variables: Readonly<Record<string, unknown>>) => boolean {
  const checks: { name: string; check: Check }[] = [];
  for (const { variable, type, defaultValue } of variableDefinitions) {
    const check = checkOf(type);
    if (!check || defaultValue) return () => false;
    checks.push({ name: variable.name.value, check });
  }
  return (variables) => {
    for (const { name, check } of checks) if (!Object.hasOwn(variables, name) || !check(variables[name])) return false;
    return true;
  };
}

function checkOf(type: TypeNode): Check | undefined {
  if (type.kind === Kind.LIST_TYPE) return undefined;
  const name = type.kind === Kind.NON_NULL_TYPE ? (type.type.kind === Kind.NAMED_TYPE ? type.type.name.value : undefined) : type.name.value;
  return name === undefined ? undefined : plain[name];
}
