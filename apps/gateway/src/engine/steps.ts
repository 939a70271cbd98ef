import { type Compiling, type Step, compileFetch } from './fetch.step.ts';
import { type PlanPath, planPath } from './place.ts';
import type { ConditionNode, PlanNode } from './plan.ts';

const nothing: Step = async () => undefined;

/**
 * Turns a plan into closures, once per operation.
 * @throws RangeError for a node that this engine does not know: better no answer than a wrong one
 */
export function compilePlan(compiling: Compiling, node: PlanNode | undefined, path: PlanPath = []): Step {
  if (!node) return nothing;
  switch (node.kind) {
    case 'Fetch':
      return compileFetch(compiling, node, path);
    case 'Flatten':
      return compilePlan(compiling, node.node, [...path, ...planPath(node.path)]);
    case 'Sequence':
      return sequence(node.nodes.map((child) => compilePlan(compiling, child, path)));
    case 'Parallel':
      return parallel(node.nodes.map((child) => compilePlan(compiling, child, path)));
    case 'Condition':
      return condition(compiling, node, path);
    default:
      throw new RangeError(`a plan with ${String((node as { kind: unknown }).kind)}`);
  }
}

function sequence(steps: readonly Step[]): Step {
  return async (run) => {
    for (const step of steps) await step(run);
  };
}

function parallel(steps: readonly Step[]): Step {
  return async (run) => {
    await Promise.all(steps.map((step) => step(run)));
  };
}

function condition(compiling: Compiling, node: ConditionNode, path: PlanPath): Step {
  const whenTrue = compilePlan(compiling, node.ifClause, path);
  const whenFalse = compilePlan(compiling, node.elseClause, path);
  return (run) => (run.conditions.get(node.condition) ? whenTrue(run) : whenFalse(run));
}
