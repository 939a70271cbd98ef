/*
 * The form of a query plan, as the engine reads it: data, nothing else. Whoever plans, in this process or another, in JavaScript or not,
 * gives this; what is not of this form is refused when it is compiled.
 */

export interface QueryPlan {
  readonly kind: 'QueryPlan';
  /** Undefined: nothing is fetched. */
  readonly node?: PlanNode | SubscriptionNode | undefined;
}

export type PlanNode = SequenceNode | ParallelNode | FetchNode | FlattenNode | ConditionNode;

export interface SequenceNode {
  readonly kind: 'Sequence';
  readonly nodes: readonly PlanNode[];
}

export interface ParallelNode {
  readonly kind: 'Parallel';
  readonly nodes: readonly PlanNode[];
}

export interface SubscriptionNode {
  readonly kind: 'Subscription';
  readonly primary: FetchNode;
  readonly rest?: PlanNode | undefined;
}

/** One request to one subgraph. */
export interface FetchNode {
  readonly kind: 'Fetch';
  readonly serviceName: string;
  /** GraphQL. */
  readonly operation: string;
  readonly operationName?: string | undefined;
  readonly operationKind: 'query' | 'mutation' | 'subscription';
  /** The client's variables that go with it. */
  readonly variableUsages?: readonly string[] | undefined;
  /** Of entities: what their representations hold. */
  readonly requires?: readonly PlanSelection[] | undefined;
  readonly inputRewrites?: readonly Rewriting[] | undefined;
  readonly outputRewrites?: readonly Rewriting[] | undefined;
  readonly contextRewrites?: readonly Rewriting[] | undefined;
}

export interface FlattenNode {
  readonly kind: 'Flatten';
  readonly path: readonly (string | number)[];
  readonly node: PlanNode;
}

export interface ConditionNode {
  readonly kind: 'Condition';
  /** Name of a variable. */
  readonly condition: string;
  readonly ifClause?: PlanNode | undefined;
  readonly elseClause?: PlanNode | undefined;
}

export type PlanSelection = PlanField | PlanFragment;

export interface PlanField {
  readonly kind: 'Field';
  readonly name: string;
  readonly alias?: string | undefined;
  readonly selections?: readonly PlanSelection[] | undefined;
}

export interface PlanFragment {
  readonly kind: 'InlineFragment';
  readonly typeCondition?: string | undefined;
  readonly selections: readonly PlanSelection[];
}

export type Rewriting = ValueSetter | KeyRenamer;

export interface ValueSetter {
  readonly kind: 'ValueSetter';
  readonly path: readonly string[];
  readonly setValueTo: unknown;
}

export interface KeyRenamer {
  readonly kind: 'KeyRenamer';
  readonly path: readonly string[];
  readonly renameKeyTo: string;
}
