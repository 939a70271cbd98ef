import { Kind, TypeNameMetaFieldDef, getArgumentValues, isNonNullType, locatedError } from 'graphql';
import type { FieldNode, GraphQLError, GraphQLField, GraphQLFieldResolver, GraphQLObjectType, GraphQLResolveInfo, ValueNode } from 'graphql';
import { type Completing, type Complete, compileComplete, pathToArray } from './complete.ts';
import { type Path, type Run, isPromise } from './run.ts';

/** A field of one type in one operation, with all that does not change between requests. */
export interface CompiledField {
  readonly name: string;
  readonly parent: GraphQLObjectType;
  readonly nodes: readonly FieldNode[];
  readonly definition: GraphQLField<unknown, unknown>;
  /** Undefined for a plain property. */
  readonly resolve: GraphQLFieldResolver<unknown, unknown> | undefined;
  readonly args: (run: Run) => Record<string, unknown>;
  readonly complete: Complete;
  readonly nullable: boolean;
  /** `__typename`: known beforehand. */
  readonly constant: string | undefined;
}

export interface Fields {
  readonly list: readonly CompiledField[];
  /** An answer with all its names and no value yet. */
  readonly blank: () => Record<string, unknown>;
}

export function fieldsOf(list: readonly CompiledField[]): Fields {
  const blank = Object.fromEntries(list.map(({ name }) => [name, undefined]));
  // Objects that get their names one by one, and those without a prototype, are slow to fill and to write. Only `__proto__` needs the latter.
  const plain = list.every(({ name }) => name !== '__proto__');
  return { list, blank: plain ? () => ({ ...blank }) : () => Object.create(null) as Record<string, unknown> };
}

export function compileField(completing: Completing, parent: GraphQLObjectType, name: string, nodes: readonly FieldNode[], definition: GraphQLField<unknown, unknown>): CompiledField {
  return {
    name,
    parent,
    nodes,
    definition,
    resolve: definition.resolve,
    args: compileArguments(definition, nodes[0]!),
    complete: compileComplete(completing, definition.type, nodes, `${parent.name}.${definition.name}`),
    nullable: !isNonNullType(definition.type),
    constant: definition === TypeNameMetaFieldDef ? parent.name : undefined,
  };
}

function compileArguments(definition: GraphQLField<unknown, unknown>, node: FieldNode): CompiledField['args'] {
  if (definition.args.length === 0) return () => ({});
  if (!node.arguments?.some(({ value }) => holdsVariable(value))) {
    // A default or a literal that does not fit was refused by validation.
    const constant = getArgumentValues(definition, node);
    return () => ({ ...constant });
  }
  return (run) => {
    let read = run.args.get(node);
    if (!read) run.args.set(node, (read = getArgumentValues(definition, node, run.variables)));
    return { ...read };
  };
}

function holdsVariable(value: ValueNode): boolean {
  if (value.kind === Kind.VARIABLE) return true;
  if (value.kind === Kind.LIST) return value.values.some(holdsVariable);
  return value.kind === Kind.OBJECT && value.fields.some((field) => holdsVariable(field.value));
}

/** All fields of an object; a promise only when one of them is. */
export function executeFields(run: Run, fields: Fields, source: unknown, path: Path | undefined): unknown {
  const answer = fields.blank();
  let pending = false;
  try {
    for (const field of fields.list) {
      const value = field.constant ?? executeField(run, field, source, path);
      if (isPromise(value)) pending = true;
      answer[field.name] = value;
    }
  } catch (cause) {
    if (!pending) throw cause;
    // The others are not waited for by anybody else, and may fail too.
    return Promise.allSettled(Object.values(answer)).then(() => {
      throw cause;
    });
  }
  return pending ? settle(answer, fields) : answer;
}

/** As Promise.all does, for those alone that are promises: most fields of an object are there at once. */
function settle(answer: Record<string, unknown>, fields: Fields): Promise<unknown> {
  return new Promise((resolve, reject) => {
    let open = 0;
    for (const { name } of fields.list) {
      const value = answer[name];
      if (!isPromise(value)) continue;
      open += 1;
      value.then((settled) => {
        answer[name] = settled;
        open -= 1;
        if (open === 0) resolve(answer);
      }, reject);
    }
  });
}

/** One after the other, each begun when the one before is done: mutations. */
export async function executeSerially(run: Run, fields: Fields): Promise<unknown> {
  const answer = fields.blank();
  for (const field of fields.list) answer[field.name] = await executeField(run, field, undefined, undefined);
  return answer;
}

function executeField(run: Run, field: CompiledField, source: unknown, above: Path | undefined): unknown {
  const path: Path = { prev: above, key: field.name, typename: field.parent.name };
  try {
    const value = resolve(run, field, source, path);
    if (isPromise(value)) return completeLater(run, field, value, path);
    const completed = field.complete(run, value, path, field);
    return isPromise(completed) ? completed.then(undefined, (cause: unknown) => failed(run, field, cause, path)) : completed;
  } catch (cause) {
    return failed(run, field, cause, path);
  }
}

function completeLater(run: Run, field: CompiledField, value: Promise<unknown>, path: Path): Promise<unknown> {
  const fail = (cause: unknown) => failed(run, field, cause, path);
  return value.then((resolved) => {
    try {
      const completed = field.complete(run, resolved, path, field);
      return isPromise(completed) ? completed.then(undefined, fail) : completed;
    } catch (cause) {
      return fail(cause);
    }
  }, fail);
}

function resolve(run: Run, field: CompiledField, source: unknown, path: Path): unknown {
  if (field.resolve) return field.resolve(source, field.args(run), run.context, infoOf(run, field, path));
  if ((typeof source !== 'object' || source === null) && typeof source !== 'function') return undefined;
  const property = (source as Record<string, unknown>)[field.definition.name];
  if (typeof property !== 'function') return property;
  return (source as Record<string, (...args: unknown[]) => unknown>)[field.definition.name]!(field.args(run), run.context, infoOf(run, field, path));
}

export function infoOf(run: Run, field: CompiledField, path: Path): GraphQLResolveInfo {
  return {
    fieldName: field.definition.name,
    fieldNodes: field.nodes,
    returnType: field.definition.type,
    parentType: field.parent,
    path,
    schema: run.schema,
    fragments: run.fragments,
    rootValue: undefined,
    operation: run.operation,
    variableValues: run.variables,
  };
}

function failed(run: Run, field: CompiledField, cause: unknown, path: Path): null {
  const error: GraphQLError = locatedError(cause, field.nodes, pathToArray(path));
  if (!field.nullable) throw error;
  run.errors.push(error);
  return null;
}
