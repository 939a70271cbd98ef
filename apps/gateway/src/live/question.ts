import { createHash } from 'node:crypto';
import { type DocumentNode, GraphQLError, Kind, type OperationDefinitionNode, getOperationAST, getVariableValues, parse, validate } from 'graphql';
import type { Actor } from '@lianfang/platform/auth';
import { Refusal } from '@lianfang/platform/refusals';
import { type Lru, createLru } from '../engine/lru.ts';
import type { QueryPlan } from '../engine/plan.ts';
import type { Caller } from '../engine/run.ts';
import type { SupergraphState } from '../engine/state.ts';
import { type EventSource, eventSources } from './event.rules.ts';
import { type Demands, demandRights, demandsOf, maySeeArea, mayUnmask, readDemands, rightsKey } from './rights.ts';
import { StreamRefused, type StreamPlan, planStream } from './stream.plan.ts';

export interface StreamAsked {
  query: string;
  operationName?: string | null;
  variables?: Record<string, unknown> | null;
  /** A cursor of an earlier message: everything after it is told first. */
  resumeFrom?: string;
  /** Reads the present state, which is told first where nothing is resumed. @returns an execution result as JSON */
  snapshot?: () => Promise<string>;
  actor: Actor | null;
  caller: Caller;
}

/** Several errors at once, as validation finds them. */
export class GraphQLErrors extends Error {
  readonly errors: readonly GraphQLError[];

  constructor(errors: readonly GraphQLError[]) {
    super(errors.map(({ message }) => message).join('; '));
    this.errors = errors;
  }
}

/** A question that was understood: `key` is the same for all who ask it with the same rights. */
export interface Prepared {
  readonly key: string;
  /** May bring personal data unmasked. */
  readonly isPersonal: boolean;
  readonly plan: StreamPlan;
}

/** A supergraph as the streams see it. */
export interface LiveState {
  readonly state: SupergraphState;
  readonly sources: ReadonlyMap<string, readonly EventSource[]>;
  readonly demands: Demands;
  /** Questions that were understood before: thousands of clients ask the same few. */
  readonly prepared: Lru<Prepared>;
  /** By text: who asks, and with which variables, makes no other plan. */
  readonly plans: Lru<QueryPlan>;
  /** Thousands who ask the same at once wait for the same plan. */
  readonly coming: Map<string, Promise<QueryPlan>>;
}

const rememberedQuestions = 500;
const planBytes = 16_777_216;

export function liveState(state: SupergraphState): LiveState {
  return { state, sources: eventSources(state.supergraph.document), demands: readDemands(state.supergraph.document), prepared: createLru(rememberedQuestions), plans: createLru(rememberedQuestions, { most: planBytes, weigh: (plan) => 4 * JSON.stringify(plan).length }), coming: new Map() };
}

/** The topics that the graph's streams read. */
export function topicsOf(sources: ReadonlyMap<string, readonly EventSource[]>): Set<string> {
  return new Set([...sources.values()].flat().map(({ topic }) => topic));
}

/** Has a question planned, where it is not: what follows is decided at once. @throws Refusal, GraphQLErrors, StreamRefused */
export async function planQuestion(live: LiveState, asked: StreamAsked, rules: QuestionRules): Promise<void> {
  const text = textKey(asked);
  if (live.plans.get(text)) return;
  const { document, operation } = readQuestion(live, asked, rules);
  let coming = live.coming.get(text);
  if (!coming) {
    coming = live.state.workshop.planner.plan(document, operation.name?.value);
    live.coming.set(text, coming);
  }
  try {
    live.plans.set(text, await coming);
  } finally {
    live.coming.delete(text);
  }
}

/** @throws Refusal, GraphQLErrors, StreamRefused */
export function prepare(live: LiveState, asked: StreamAsked, rules: QuestionRules): Prepared {
  const words = identityOf(asked, asked.variables ?? {});
  let prepared = live.prepared.get(words);
  if (!prepared) live.prepared.set(words, (prepared = understand(live, asked, rules)));
  return prepared.isPersonal ? { ...prepared, key: `${prepared.key} ${asked.actor?.id}` } : prepared;
}

/** Rights are part of it: what one caller may ask and see, every caller with the same rights may. */
function identityOf({ query, operationName, actor, caller }: StreamAsked, variables: Readonly<Record<string, unknown>>): string {
  const identity = JSON.stringify([query, operationName ?? null, variables, rightsKey(actor, caller.language)]);
  return createHash('sha256').update(identity).digest('base64');
}

function textKey({ query, operationName }: StreamAsked): string {
  return createHash('sha256').update(JSON.stringify([query, operationName ?? null])).digest('base64');
}

export interface QuestionRules {
  readonly withLogin: boolean;
  /** Names of the graph may be told in errors. */
  readonly hints: boolean;
}

function readQuestion({ state, demands }: LiveState, asked: StreamAsked, { withLogin, hints }: QuestionRules) {
  const { document, operation } = readOperation(state, asked, hints);
  const asks = demandsOf(state.supergraph.clientSchema, document, demands);
  if (withLogin) demandRights(asked.actor, asks);
  const given = asked.variables ?? {};
  const { errors, coerced } = getVariableValues(state.supergraph.clientSchema, operation.variableDefinitions ?? [], given);
  if (errors) throw new GraphQLErrors(errors.map((error) => coded(error, 'BAD_USER_INPUT')));
  return { document, operation, asks, coerced };
}

function understand(live: LiveState, asked: StreamAsked, rules: QuestionRules): Prepared {
  const { state, sources, demands, plans } = live;
  const { document, operation, asks, coerced } = readQuestion(live, asked, rules);
  const planned = plans.get(textKey(asked));
  if (!planned) throw new StreamRefused('forgotten meanwhile');
  const isSecret = (type: string, field: string) => [demands.get(`${type}.${field}`), demands.get(type)].some((demand) => demand?.policy || demand?.personal);
  const plan = planStream(state.workshop, sources, isSecret, { document, operation, variables: coerced, planned });
  demandOwnArea(asked.actor, plan.args);
  const isPersonal = mayUnmask(asked.actor, asks);
  return { key: identityOf(asked, coerced), isPersonal, plan };
}

function readOperation(state: SupergraphState, { query, operationName }: StreamAsked, hints: boolean): { document: DocumentNode; operation: OperationDefinitionNode } {
  let document: DocumentNode;
  try {
    document = parse(query, { noLocation: true });
  } catch (cause) {
    throw cause instanceof GraphQLError ? new GraphQLErrors([coded(cause, 'GRAPHQL_PARSE_FAILED')]) : cause;
  }
  const errors = validate(state.supergraph.clientSchema, document);
  if (errors.length) throw new GraphQLErrors(errors.map((error) => coded(error, 'GRAPHQL_VALIDATION_FAILED', hints)));
  const operation = getOperationAST(document, operationName);
  if (!operation) throw new GraphQLErrors([new GraphQLError('the document does not name one operation')]);
  // Fragments of other operations would make the rights stricter than needed.
  return { document: { kind: Kind.DOCUMENT, definitions: document.definitions.filter((node) => node === operation || node.kind === Kind.FRAGMENT_DEFINITION) }, operation };
}

/** With its code; where the graph is not shown, without hints at names that the client did not know. */
function coded({ message }: GraphQLError, code: string, hints = true): GraphQLError {
  return new GraphQLError(hints ? message : message.replace(/ Did you mean .*$/, ''), { extensions: { code } });
}

/** An area asked for by name has to be the caller's own, so that nobody waits in vain. */
function demandOwnArea(actor: Actor | null, args: Readonly<Record<string, unknown>>): void {
  if (typeof args.areaCode !== 'string' || maySeeArea(actor, args.areaCode)) return;
  throw new Refusal('AREA_NOT_YOURS', { zh: '该区域不在您的管辖范围内', en: 'this area is outside your jurisdiction' });
}
