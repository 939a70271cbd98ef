import { operationFromDocument } from '@apollo/federation-internals';
import { QueryPlanner, type QueryPlan } from '@apollo/query-planner';
import type { DocumentNode } from 'graphql';
import type { Supergraph } from '../supergraph/supergraph.ts';

export type {
  ConditionNode,
  FetchDataRewrite,
  FetchNode,
  FlattenNode,
  PlanNode,
  QueryPlan,
  QueryPlanSelectionNode,
  SubscriptionNode,
} from '@apollo/query-planner';

/** What the engine asks of a planner; it must not care who made the plan. */
export interface Planner {
  /** The document is valid against the client schema. */
  plan(document: DocumentNode, operationName: string | undefined): QueryPlan;
}

export function createPlanner(supergraph: Supergraph): Planner {
  const planner = new QueryPlanner(supergraph.federated);
  return {
    plan: (document, operationName) =>
      planner.buildQueryPlan(operationFromDocument(supergraph.clientModel, document, { operationName, validate: false })),
  };
}
