import {
  type DocumentNode,
  type ExecutionResult,
  type FieldNode,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  getOperationAST,
  getVariableValues,
} from 'graphql';
import { inputErrorText } from '@lianfang/platform/graph';
import { gatewayMetrics } from '../metrics.ts';
import type { Supergraph } from '../supergraph/supergraph.ts';
import type { Selecting } from './collect.ts';
import { compileConditions } from './conditions.ts';
import type { Compiling } from './fetch.step.ts';
import { introspect } from './introspection.ts';
import { createLru } from './lru.ts';
import { isInAnswer } from './place.ts';
import type { Planner } from './planner.ts';
import type { Answer } from './record.ts';
import type { Caller, Reporter, Run } from './run.ts';
import { type Shape, compileShape } from './shape.ts';
import { compilePlan } from './steps.ts';

export interface Invocation {
  variables: Readonly<Record<string, unknown>>;
  caller: Caller;
  reporter: Reporter;
  deadline: number;
}

/** An operation that was planned and compiled once and answers any number of requests. */
export interface CompiledOperation {
  readonly kind: OperationDefinitionNode['operation'];
  execute(invocation: Invocation): Promise<ExecutionResult>;
}

export interface Workshop extends Compiling {
  readonly supergraph: Supergraph;
  readonly planner: Planner;
}

/** Variants of one operation by how its `@skip` and `@include` variables stand. */
const variantLimit = 16;

/** @param document valid against the client schema */
export function compileOperation(workshop: Workshop, document: DocumentNode, operation: OperationDefinitionNode): CompiledOperation {
  const { clientSchema } = workshop.supergraph;
  const plan = workshop.planner.plan(document, operation.name?.value);
  gatewayMetrics.operationsPlanned.inc();
  if (plan.node?.kind === 'Subscription') throw new RangeError('a subscription is no request');
  const step = compilePlan(workshop, plan.node);
  const shaper = compileShaper(workshop.supergraph, document, operation);
  const conditionReader = compileConditions(document, operation);

  return {
    kind: operation.operation,
    async execute({ variables, caller, reporter, deadline }) {
      const coerced = getVariableValues(clientSchema, operation.variableDefinitions ?? [], variables);
      if (coerced.errors) return { errors: coerced.errors.map((error) => inputError(error, caller.language)) };
      const conditions = conditionReader.read(coerced.coerced);
      const run: Run = { variables, conditions, caller, reporter, deadline, root: {}, errors: [] };
      await step(run);
      const data = shaper(run);
      const errors = run.errors.filter(({ path }) => !path || isInAnswer(data, path));
      return errors.length ? { errors, data } : { data };
    },
  };
}

/** Apollo knows the error by its English words alone; the code says it in any language. */
function inputError({ message, nodes }: GraphQLError, language: Caller['language']): GraphQLError {
  return new GraphQLError(inputErrorText(message, language), { nodes: nodes ?? null, extensions: { code: 'BAD_USER_INPUT' } });
}

/** Shapes what a run has gathered; compiled per way the conditions can stand, when that first happens. */
export type Shaper = (run: Run) => Answer | null;

export function compileShaper({ clientSchema }: Supergraph, document: DocumentNode, operation: OperationDefinitionNode): Shaper {
  const rootType = clientSchema.getRootType(operation.operation);
  if (!rootType) throw new RangeError(`the graph has no ${operation.operation}`);
  const fragments = new Map(
    document.definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [])),
  );
  const { keyOf } = compileConditions(document, operation);
  const variants = createLru<Shape>(variantLimit);
  return (run) => {
    const key = keyOf(run.conditions);
    let shape = variants.get(key);
    if (!shape) {
      const selecting: Selecting = { schema: clientSchema, fragments, conditions: run.conditions };
      variants.set(key, (shape = compileShape(selecting, rootType, operation.selectionSet)));
    }
    const answerIntrospection = (fields: readonly FieldNode[], name: string) =>
      introspect(clientSchema, document, operation, run.variables, fields, name);
    return shape(run.root, { errors: run.errors, language: run.caller.language, path: [], introspect: answerIntrospection });
  };
}

/** The operation that a request means, or why there is none, in graphql-js's words. */
export function operationOf(document: DocumentNode, operationName: string | null | undefined): OperationDefinitionNode | GraphQLError {
  const operation = getOperationAST(document, operationName);
  if (operation) return operation;
  if (operationName) return new GraphQLError(`Unknown operation named "${operationName}".`);
  const count = document.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION).length;
  return new GraphQLError(count ? 'Must provide operation name if query contains multiple operations.' : 'Must provide an operation.');
}
