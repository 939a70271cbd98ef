import type { QueryPlan } from '../engine/plan.ts';

/** To the thread that plans. A supergraph is told once, and known by its number from then on. */
export type ToPlanner =
  | { readonly kind: 'open'; readonly supergraph: number; readonly sdl: string }
  | { readonly kind: 'close'; readonly supergraph: number }
  | { readonly kind: 'plan'; readonly supergraph: number; readonly text: string; readonly operationName: string | undefined; readonly labels: readonly string[] };

/** From it, one for each `open` and `plan`, in their order. */
export type FromPlanner = { readonly plan?: QueryPlan } | { readonly failure: string };
