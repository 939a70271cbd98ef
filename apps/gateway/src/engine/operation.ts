import {
  type DocumentNode,
  type ExecutionResult,
  type FieldNode,
  GraphQLError,
  type GraphQLObjectType,
  Kind,
  type OperationDefinitionNode,
  getOperationAST,
  getVariableValues,
} from 'graphql';
import { inputErrorText } from '@lianfang/platform/graph';
import type { Cut } from '../access/cut.ts';
import { gatewayMetrics } from '../metrics.ts';
import { anchored } from './anchored.ts';
import type { Supergraph } from '../supergraph/supergraph.ts';
import type { Selecting } from './collect.ts';
import { compileConditions } from './conditions.ts';
import type { Compiling } from './fetch.step.ts';
import { introspect } from './introspection.ts';
import { createLru } from './lru.ts';
import { isInAnswer } from './place.ts';
import { assertCoverage } from './coverage.ts';
import type { PlanNode } from './plan.ts';
import type { Planner } from './planner.ts';
import type { Answer } from './record.ts';
import type { Caller, Reporter, Run } from './run.ts';
import { type Print, compilePrint } from './print.ts';
import { compileShape } from './shape.ts';
import { compilePlan } from './steps.ts';
import { compileVariableCheck } from './variables.ts';
import { type Bytes, fromBytes, toPlain } from './wire.ts';

export interface Invocation {
  variables: Readonly<Record<string, unknown>>;
  caller: Caller;
  reporter: Reporter;
  deadline: number;
}

/** The text of `data`, or what has more to it: errors above all. */
export type Written = Bytes | ExecutionResult;

/** An operation that was planned and compiled once and answers any number of requests. */
export interface CompiledOperation {
  readonly kind: OperationDefinitionNode['operation'];
  /** Bytes of memory that it takes, estimated. */
  readonly weight: number;
  /** `execute` with its data written already, when all is well: what is an object there is its JSON text here. */
  write(invocation: Invocation): Promise<Written>;
  execute(invocation: Invocation): Promise<ExecutionResult>;
}

export interface Workshop extends Compiling {
  readonly supergraph: Supergraph;
  readonly planner: Planner;
}

/** 60 generated operations over our graph, written and read once each: 27 MB of heap for 391,000 characters of plans. */
const bytesPerPlanCharacter = 70;

/** Variants of one operation by how its `@skip` and `@include` variables stand. */
const variantLimit = 16;

export interface OperationOptions {
  /** What the caller's rights leave of it: only that is planned and fetched, and the answer says what is missing. */
  readonly cut?: Cut | undefined;
  /** What it is measured as. */
  readonly label: string;
  /** Progressive overrides that hold. */
  readonly labels?: readonly string[] | undefined;
}

/** @param document valid against the client schema */
export async function compileOperation(workshop: Workshop, document: DocumentNode, operation: OperationDefinitionNode, { cut, label, labels }: OperationOptions): Promise<CompiledOperation> {
  const { clientSchema } = workshop.supergraph;
  const left = anchored(cut?.document ?? document);
  const asked = performance.now();
  const plan = await workshop.planner.plan(left, operation.name?.value, labels);
  const began = performance.now();
  gatewayMetrics.planSeconds.observe((began - asked) / 1_000);
  gatewayMetrics.operationsPlanned.inc();
  if (plan.node?.kind === 'Subscription') throw new RangeError('a subscription is no request');
  assertCoverage(clientSchema, left, operation.name?.value, plan.node);
  const step = compilePlan(hasContexts(plan.node) ? { ...workshop, separate: true } : workshop, plan.node);
  const shaper = compileShaper(workshop.supergraph, document, operation, { isDenied: cut?.isDenied });
  const conditionReader = compileConditions(document, operation);

  const printer = cut ? () => undefined : compilePrinter(workshop.supergraph, document, operation);
  const isPlain = compileVariableCheck(operation);
  const whole = gatewayMetrics.operationSeconds.labels({ operation: label, outcome: 'whole' });
  const partial = gatewayMetrics.operationSeconds.labels({ operation: label, outcome: 'with errors' });
  gatewayMetrics.compileSeconds.observe((performance.now() - began) / 1_000);

  const perform = async ({ variables, caller, reporter, deadline }: Invocation): Promise<Written> => {
    let given: Readonly<Record<string, unknown>> = variables;
    if (!isPlain(variables)) {
      const coerced = getVariableValues(clientSchema, operation.variableDefinitions ?? [], variables);
      if (coerced.errors) return { errors: coerced.errors.map((error) => inputError(error, caller.language)) };
      given = coerced.coerced;
    }
    const conditions = conditionReader.read(given);
    const run: Run = { variables, conditions, caller, reporter, deadline, root: {}, errors: [] };
    await step(run);
    const text = run.errors.length === 0 ? printer(run) : undefined;
    if (text !== undefined) return text;
    const data = shaper(run);
    const failed = run.errors.filter(({ path }) => !path || isInAnswer(data, path));
    const errors = cut ? [...cut.errors(conditions, caller.language), ...failed] : failed;
    return errors.length ? { errors, data } : { data };
  };

  const write = async (invocation: Invocation): Promise<Written> => {
    const from = performance.now();
    const written = await perform(invocation);
    (typeof written === 'string' || !written.errors ? whole : partial).observe((performance.now() - from) / 1_000);
    return written;
  };

  return {
    kind: operation.operation,
    weight: bytesPerPlanCharacter * JSON.stringify(plan).length,
    write,
    async execute(invocation) {
      const written = await write(invocation);
      return typeof written === 'string' ? { data: JSON.parse(fromBytes(written)) as Answer } : written;
    },
  };
}

function hasContexts(node: PlanNode | undefined): boolean {
  if (!node) return false;
  if (node.kind === 'Fetch') return Boolean(node.contextRewrites?.length);
  if (node.kind === 'Sequence' || node.kind === 'Parallel') return node.nodes.some(hasContexts);
  if (node.kind === 'Flatten') return hasContexts(node.node);
  return node.kind === 'Condition' && (hasContexts(node.ifClause) || hasContexts(node.elseClause));
}

/** Apollo knows the error by its English words alone; the code says it in any language. */
function inputError({ message, nodes }: GraphQLError, language: Caller['language']): GraphQLError {
  return new GraphQLError(inputErrorText(message, language), { nodes: nodes ?? null, extensions: { code: 'BAD_USER_INPUT' } });
}

/** How an answer differs from what was asked or fetched. */
export type Telling = Pick<Selecting, 'isDenied'>;

/** Shapes what a run has gathered; compiled per way the conditions can stand, when that first happens. */
export type Shaper = (run: Run) => Answer | null;

export function compileShaper(supergraph: Supergraph, document: DocumentNode, operation: OperationDefinitionNode, { isDenied }: Telling = {}): Shaper {
  const { clientSchema } = supergraph;
  const variantOf = compileVariants(supergraph, document, operation, { isDenied }, (selecting, rootType) => compileShape(selecting, rootType, operation.selectionSet));
  return (run) => {
    const answerIntrospection = (fields: readonly FieldNode[], name: string) =>
      introspect(clientSchema, document, operation, run.variables, fields, name);
    const root = toPlain(run.root) as Answer;
    return variantOf(run.conditions)(root, { errors: run.errors, language: run.caller.language, path: [], introspect: answerIntrospection });
  };
}

/** Writes what a run has gathered; undefined when it takes a shaper. */
function compilePrinter(supergraph: Supergraph, document: DocumentNode, operation: OperationDefinitionNode): (run: Run) => Bytes | undefined {
  const cannot: Print = () => undefined;
  const variantOf = compileVariants(supergraph, document, operation, {}, (selecting, rootType) => compilePrint(selecting, rootType, operation.selectionSet) ?? cannot);
  return (run) => variantOf(run.conditions)(run.root);
}

/** Compiles once per way the conditions can stand, when that first happens. */
function compileVariants<T>(
  supergraph: Supergraph,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  telling: Telling,
  compile: (selecting: Selecting, rootType: GraphQLObjectType) => T,
): (conditions: Run['conditions']) => T {
  const { clientSchema } = supergraph;
  const rootType = clientSchema.getRootType(operation.operation);
  if (!rootType) throw new RangeError(`the graph has no ${operation.operation}`);
  const fragments = new Map(
    document.definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [])),
  );
  const { keyOf } = compileConditions(document, operation);
  const variants = createLru<{ compiled: T }>(variantLimit);
  return (conditions) => {
    const key = keyOf(conditions);
    let variant = variants.get(key);
    if (!variant) variants.set(key, (variant = { compiled: compile({ schema: clientSchema, fragments, conditions, ...telling }, rootType) }));
    return variant.compiled;
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
