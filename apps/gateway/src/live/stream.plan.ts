import {
  type DocumentNode,
  type FieldNode,
  type GraphQLObjectType,
  type OperationDefinitionNode,
  Kind,
  type SelectionNode,
  getArgumentValues,
  getNamedType,
  isListType,
  getNullableType,
  isObjectType,
  parse,
  print,
  visit,
} from 'graphql';
import type { EventEnvelope } from '@lianfang/contracts/events';
import { compileConditions } from '../engine/conditions.ts';
import { type Step, compileFetch } from '../engine/fetch.step.ts';
import { planPath } from '../engine/place.ts';
import { type Shaper, type Workshop, compileShaper } from '../engine/operation.ts';
import type { FetchNode, QueryPlan } from '../engine/plan.ts';
import { type Answer, isAnswer } from '../engine/record.ts';
import type { Caller, Reporter, Run } from '../engine/run.ts';
import { compilePlan } from '../engine/steps.ts';
import { toWire } from '../engine/wire.ts';
import { type EventSource, type RootField, isWanted, valueAt } from './event.rules.ts';

export interface StreamAnswer {
  data: Answer | null;
  errors: Run['errors'];
}

/** A subscription that was planned once, for all who ask the same with the same variables. */
export interface StreamPlan {
  readonly field: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly topics: ReadonlySet<string>;
  wants(event: EventEnvelope): boolean;
  /** @returns null when the caller may see nothing of the event */
  resolve(event: EventEnvelope, caller: Caller, reporter: Reporter): Promise<StreamAnswer | null>;
}

/** The subscription cannot be served as a stream. */
export class StreamRefused extends Error {}

const patience = 10_000;

export interface StreamRequest {
  document: DocumentNode;
  operation: OperationDefinitionNode;
  /** Coerced against the operation's definitions. */
  variables: Readonly<Record<string, unknown>>;
  planned: QueryPlan;
}

/** @throws StreamRefused */
export function planStream(
  workshop: Workshop,
  sources: ReadonlyMap<string, readonly EventSource[]>,
  isSecret: (type: string, field: string) => boolean,
  { document, operation, variables, planned }: StreamRequest,
): StreamPlan {
  const { clientSchema } = workshop.supergraph;
  if (planned.node?.kind !== 'Subscription') throw new StreamRefused('not a subscription');
  const { primary, rest } = planned.node;
  const node = rootField(primary);
  const definition = clientSchema.getSubscriptionType()?.getFields()[node.name.value];
  const events = sources.get(node.name.value);
  if (!definition || !events) throw new StreamRefused(`no event feeds ${node.name.value}`);
  const returned = getNamedType(definition.type);
  if (!isObjectType(returned) || isListType(getNullableType(definition.type))) throw new StreamRefused(`${node.name.value} does not return one object`);
  const args = getArgumentValues(definition, node, variables);
  const responseName = node.alias?.value ?? node.name.value;

  const steps = new Map(events.map((source) => [source.name, compileRoot(workshop, primary, node, returned, source, isSecret)]));
  const restStep = compilePlan(workshop, rest);
  const shaper: Shaper = compileShaper(workshop.supergraph, document, operation);
  const conditions = compileConditions(document, operation).read(variables);
  const sourceOf = (event: EventEnvelope) => events.find((source) => isWanted(event, source, args));

  return {
    field: node.name.value,
    args,
    topics: new Set(events.map(({ topic }) => topic)),
    wants: (event) => sourceOf(event) !== undefined,
    async resolve(event, caller, reporter) {
      const source = sourceOf(event);
      if (!source) return null;
      const root: Answer = { [responseName]: rootObject(event, source.root, args, returned) };
      const run: Run = { variables, conditions, caller, reporter, root, errors: [], deadline: Date.now() + patience };
      await steps.get(source.name)?.(run);
      if (root[responseName] === null && run.errors.length === 0) return null;
      if (isAnswer(root[responseName])) await restStep(run);
      return { data: shaper(run), errors: run.errors };
    },
  };
}

function operationIn(document: DocumentNode): OperationDefinitionNode {
  const operation = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  if (!operation) throw new StreamRefused('a fetch without an operation');
  return operation;
}

function rootField(primary: FetchNode): FieldNode {
  const [only, ...more] = operationIn(parse(primary.operation)).selectionSet.selections;
  if (only?.kind !== Kind.FIELD || more.length) throw new StreamRefused('a subscription selects one field');
  return only;
}

/** What the event tells of the object, with type names where the rest of the plan looks for them. */
function rootObject(event: EventEnvelope, root: readonly RootField[], args: Readonly<Record<string, unknown>>, type: GraphQLObjectType): Answer {
  const object: Answer = { __typename: toWire(type.name) };
  for (const { field, from } of root) {
    const value = 'argument' in from ? args[from.argument] : valueAt(event, from.path);
    if (value !== undefined) place(object, type, field, value);
  }
  return object;
}

function place(object: Answer, type: GraphQLObjectType, [name, ...below]: readonly string[], value: unknown): void {
  if (name === undefined) return;
  if (below.length === 0) {
    object[name] = toWire(value);
    return;
  }
  const nested = type.getFields()[name] && getNamedType(type.getFields()[name]!.type);
  if (!isObjectType(nested)) return;
  if (value === null) {
    object[name] = null;
    return;
  }
  const inner = isAnswer(object[name]) ? object[name] : (object[name] = { __typename: toWire(nested.name) });
  place(inner as Answer, nested, below, value);
}

/**
 * The step that completes the root object. What the event carries stays as it is; the rest of what the plan's primary fetch
 * would have brought is asked of the owning subgraph by the object's key, since no subgraph holds a stream.
 */
function compileRoot(
  workshop: Workshop,
  primary: FetchNode,
  node: FieldNode,
  type: GraphQLObjectType,
  source: EventSource,
  isSecret: (type: string, field: string) => boolean,
): Step {
  const carried = new Set(source.root.filter(({ field }) => !isSecret(type.name, field[0]!)).map(({ field }) => field.join('.')));
  const responseName = node.alias?.value ?? node.name.value;
  const missing = (node.selectionSet?.selections ?? []).filter((selection) => !isCarried(selection, carried, ''));
  const rename = compileAliases(node.selectionSet?.selections ?? [], carried);
  if (missing.length === 0) return async ({ root }) => rename(root[responseName]);
  const fetch = compileFetch(workshop, entityFetch(workshop, primary, type, source, missing), planPath([responseName]));
  return async (run) => {
    const before = run.errors.length;
    await fetch(run);
    const object = run.root[responseName];
    // Nothing came back: the caller may not see it, or it is gone. Either way there is nothing to tell.
    if (isAnswer(object) && !hasAny(object, missing)) run.root[responseName] = null;
    else rename(object);
    if (run.root[responseName] === null && run.errors.slice(before).every(({ extensions }) => !faults.has(String(extensions.code)))) run.errors.length = before;
  };
}

/** Failures of ours, which a subscriber is told; a refusal only means that the event is not theirs to see. */
const faults = new Set(['SUBGRAPH_UNAVAILABLE', 'INTERNAL_ERROR', 'INVALID_ANSWER']);

function hasAny(object: Answer, selections: readonly SelectionNode[]): boolean {
  return selections.some((selection) => (selection.kind === Kind.FIELD ? Object.hasOwn(object, selection.alias?.value ?? selection.name.value) : true));
}

/** Leaves that the event tells, and objects of which it tells every leaf. */
function isCarried(selection: SelectionNode, carried: ReadonlySet<string>, above: string): boolean {
  if (selection.kind !== Kind.FIELD || selection.directives?.length || selection.arguments?.length) return false;
  const name = selection.name.value;
  if (name === '__typename') return true;
  if (!selection.selectionSet) return carried.has(above + name);
  return !selection.alias && selection.selectionSet.selections.every((below) => isCarried(below, carried, `${above}${name}.`));
}

/** Carried leaves stand under their field's name; the client may have asked for another. */
function compileAliases(selections: readonly SelectionNode[], carried: ReadonlySet<string>): (object: unknown) => void {
  const renamed = selections.flatMap((selection) =>
    selection.kind === Kind.FIELD && selection.alias && isCarried(selection, carried, '') ? [[selection.alias.value, selection.name.value] as const] : [],
  );
  return (object) => {
    if (!isAnswer(object)) return;
    for (const [alias, name] of renamed) if (!Object.hasOwn(object, alias)) object[alias] = object[name];
  };
}

function entityFetch(workshop: Workshop, primary: FetchNode, type: GraphQLObjectType, source: EventSource, missing: readonly SelectionNode[]): FetchNode {
  const operation = operationIn(parse(primary.operation));
  const key = keyCoveredBy(workshop, primary.serviceName, type.name, source);
  const used = new Set<string>();
  visit({ kind: Kind.SELECTION_SET, selections: missing }, { Variable: ({ name }) => void used.add(name.value) });
  const declared = (operation.variableDefinitions ?? []).filter(({ variable }) => used.has(variable.name.value)).map((definition) => print(definition));
  const selected = missing.map((selection) => print(selection)).join(' ');
  return {
    kind: 'Fetch',
    serviceName: primary.serviceName,
    requires: [{ kind: 'InlineFragment', typeCondition: type.name, selections: [{ kind: 'Field', name: '__typename' }, ...key] }],
    variableUsages: [...used],
    operation: `query(${['$representations: [_Any!]!', ...declared].join(', ')}) { _entities(representations: $representations) { ... on ${type.name} { ${selected} } } }`,
    operationName: undefined,
    operationKind: 'query' as FetchNode['operationKind'],
    inputRewrites: primary.inputRewrites,
    outputRewrites: undefined,
  };
}

/** The first key of the type in the subgraph that the event tells whole. */
function keyCoveredBy({ supergraph }: Workshop, subgraph: string, type: string, source: EventSource): NonNullable<FetchNode['requires']> {
  const told = new Set(source.root.map(({ field }) => field.join('.')));
  const graph = supergraph.federated.subgraphNameToGraphEnumValue().get(subgraph);
  const applied = supergraph.federated.schema.type(type)?.appliedDirectivesOf('join__type') ?? [];
  for (const directive of applied) {
    const { graph: at, key, resolvable } = directive.arguments() as { graph?: string; key?: string; resolvable?: boolean };
    if (at !== graph || !key || resolvable === false) continue;
    const selections = keySelections(key);
    if (leaves(selections, '').every((leaf) => told.has(leaf))) return selections;
  }
  throw new StreamRefused(`the event ${source.name} holds no key of ${type} in its subgraph`);
}

type KeyFields = NonNullable<FetchNode['requires']>;

function keySelections(key: string): KeyFields {
  const convert = (selections: readonly SelectionNode[]): KeyFields =>
    selections.flatMap((selection) =>
      selection.kind === Kind.FIELD
        ? [{ kind: 'Field' as const, name: selection.name.value, ...(selection.selectionSet ? { selections: convert(selection.selectionSet.selections) } : {}) }]
        : [],
    );
  return convert(operationIn(parse(`{ ${key} }`)).selectionSet.selections);
}

function leaves(selections: KeyFields, above: string): string[] {
  return selections.flatMap((selection) => {
    if (selection.kind !== 'Field') return [];
    return selection.selections ? leaves(selection.selections, `${above}${selection.name}.`) : [`${above}${selection.name}`];
  });
}
