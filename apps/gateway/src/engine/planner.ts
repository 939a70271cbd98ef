import type { DocumentNode } from 'graphql';
import type { QueryPlan } from './plan.ts';

/** What the engine asks of a planner; it does not care who made the plan. */
export interface Planner {
  /**
   * @param document valid against the client schema
   * @param labels progressive `@override`s that hold for this plan
   */
  plan(document: DocumentNode, operationName: string | undefined, labels?: readonly string[]): Promise<QueryPlan>;
}
