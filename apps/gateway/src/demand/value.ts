import { type GraphQLArgument, type GraphQLField, type FieldNode, Kind, type OperationDefinitionNode, type ValueNode, valueFromASTUntyped } from 'graphql';

export type Variables = Readonly<Record<string, unknown>>;

/** Reads a value of an operation once the request's variables are known. */
export type Read = (variables: Variables) => unknown;

/** The value of an argument: what is written, what a variable holds, or the default. */
export function readArgument(argument: GraphQLArgument, field: FieldNode, operation: OperationDefinitionNode): Read {
  const given = field.arguments?.find(({ name }) => name.value === argument.name)?.value;
  return given ? readValue(given, operation, argument.defaultValue) : () => argument.defaultValue;
}

export function argumentOf(definition: GraphQLField<unknown, unknown>, name: string): GraphQLArgument | undefined {
  return definition.args.find((argument) => argument.name === name);
}

function readValue(value: ValueNode, operation: OperationDefinitionNode, fallback: unknown): Read {
  if (value.kind === Kind.VARIABLE) {
    const name = value.name.value;
    const declared = operation.variableDefinitions?.find(({ variable }) => variable.name.value === name)?.defaultValue;
    const otherwise = declared ? valueFromASTUntyped(declared) : fallback;
    return (variables) => (Object.hasOwn(variables, name) && variables[name] !== undefined ? variables[name] : otherwise);
  }
  if (!hasVariable(value)) {
    const constant = valueFromASTUntyped(value);
    return () => constant;
  }
  return (variables) => valueFromASTUntyped(value, { ...variables });
}

function hasVariable(value: ValueNode): boolean {
  if (value.kind === Kind.VARIABLE) return true;
  if (value.kind === Kind.LIST) return value.values.some(hasVariable);
  return value.kind === Kind.OBJECT && value.fields.some((field) => hasVariable(field.value));
}
