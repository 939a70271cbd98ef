import { GraphQLError, Kind, SchemaMetaFieldDef, TypeMetaFieldDef, TypeNameMetaFieldDef, getVariableValues, visit } from 'graphql';
import type { DocumentNode, ExecutionResult, FragmentDefinitionNode, GraphQLObjectType, GraphQLSchema, OperationDefinitionNode, SelectionSetNode } from 'graphql';
import { collectFields, type Selecting } from './collect.ts';
import type { Completing } from './complete.ts';
import { type Fields, compileField, executeFields, executeSerially, fieldsOf } from './fields.ts';
import type { Run } from './run.ts';

/**
 * An operation whose selections, arguments and types have been looked up once. It gives what `execute` of graphql-js gives; the
 * resolvers, their order and what they are called with are the same.
 */
export interface CompiledExecution {
  /** @returns undefined when the variables do not fit: nothing has been done then */
  execute(o: { context: unknown; variables: Readonly<Record<string, unknown>> }): Promise<ExecutionResult> | undefined;
}

/** Forms of one operation, by how the variables of its `@skip` and `@include` stand. */
const mostVariants = 16;

/**
 * @param document valid against the schema
 * @returns undefined for operations that ask for the schema itself
 */
export function compileExecution(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode): CompiledExecution | undefined {
  const rootType = schema.getRootType(operation.operation);
  if (!rootType || operation.operation === 'subscription' || asksForSchema(document)) return undefined;
  const fragments = fragmentsOf(document);
  const conditional = conditionVariables(document);
  const variants = new Map<string, Fields>();
  const byName = Object.fromEntries(fragments);

  const rootFields = (variables: Record<string, unknown>): Fields => {
    const key = conditional.map((name) => (variables[name] === true ? '1' : '0')).join('');
    const known = variants.get(key);
    if (known) return known;
    if (variants.size >= mostVariants) variants.clear();
    const conditions = new Map(conditional.map((name) => [name, variables[name] === true]));
    const fields = compileFields({ schema, fragments, conditions }, rootType, operation.selectionSet);
    variants.set(key, fields);
    return fields;
  };

  return {
    execute({ context, variables: given }) {
      const { coerced: variables } = getVariableValues(schema, operation.variableDefinitions ?? [], given, { maxErrors: 1 });
      if (!variables) return undefined;
      const run: Run = { schema, fragments: byName, operation, context, variables, errors: [], args: new Map() };
      return executeRoot(run, rootFields(variables));
    },
  };
}

async function executeRoot(run: Run, fields: Fields): Promise<ExecutionResult> {
  let data: unknown;
  try {
    data = await (run.operation.operation === 'mutation' ? executeSerially(run, fields) : executeFields(run, fields, undefined, undefined));
  } catch (cause) {
    if (!(cause instanceof GraphQLError)) throw cause;
    run.errors.push(cause);
    data = null;
  }
  const answer = data as ExecutionResult['data'];
  return run.errors.length ? { errors: run.errors, data: answer } : { data: answer };
}

function compileFields(selecting: Selecting, rootType: GraphQLObjectType, selectionSet: SelectionSetNode): Fields {
  const completing: Completing = {
    fieldsOf: (type, sets) =>
      fieldsOf([...collectFields(selecting, type, sets)].map(([name, nodes]) => {
        const fieldName = nodes[0]!.name.value;
        const definition = fieldName === '__typename' ? TypeNameMetaFieldDef : type.getFields()[fieldName];
        if (!definition) throw new RangeError(`no field ${fieldName} on ${type.name}`);
        return compileField(completing, type, name, nodes, definition);
      })),
  };
  return completing.fieldsOf(rootType, [selectionSet]);
}

function fragmentsOf(document: DocumentNode): Map<string, FragmentDefinitionNode> {
  return new Map(document.definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [])));
}

function asksForSchema(document: DocumentNode): boolean {
  let asks = false;
  visit(document, { Field: ({ name }) => void (asks ||= name.value === SchemaMetaFieldDef.name || name.value === TypeMetaFieldDef.name) });
  return asks;
}

function conditionVariables(document: DocumentNode): string[] {
  const names = new Set<string>();
  visit(document, {
    Directive({ name: { value: kind }, arguments: given }) {
      if (kind !== 'skip' && kind !== 'include') return;
      for (const { value } of given ?? []) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names];
}

