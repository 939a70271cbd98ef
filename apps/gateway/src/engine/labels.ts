import { type DocumentNode, Kind, visit } from 'graphql';
import { createLru } from './lru.ts';
import type { CompiledOperation } from './operation.ts';

/** A step of a progressive `@override`: the share of requests for which it holds, from 0 to 1. */
export interface OverrideStep {
  readonly label: string;
  readonly share: number;
}

/** Labels of `@override(from:, label:)`. `percent(20)` holds for a fifth of the requests; a label of any other form never does. */
export function overrideSteps(supergraph: DocumentNode): readonly OverrideStep[] {
  const labels = new Set<string>();
  visit(supergraph, {
    Directive({ name, arguments: given }) {
      const label = name.value === 'join__field' ? given?.find((one) => one.name.value === 'overrideLabel')?.value : undefined;
      if (label?.kind === Kind.STRING) labels.add(label.value);
    },
  });
  return [...labels].sort().map((label) => ({ label, share: Number(/^percent\(([\d.]+)\)$/.exec(label)?.[1] ?? 0) / 100 }));
}

const mostVariants = 64;

/** An operation that is another for each set of labels; which one, is drawn for each request. */
export async function drawnOperation(steps: readonly OverrideStep[], compile: (labels: readonly string[]) => Promise<CompiledOperation>, chance = Math.random): Promise<CompiledOperation> {
  const variants = createLru<Promise<CompiledOperation>>(mostVariants);
  const draw = (): Promise<CompiledOperation> => {
    const labels = steps.filter(({ share }) => chance() < share).map(({ label }) => label);
    const key = labels.join(' ');
    let variant = variants.get(key);
    if (!variant) variants.set(key, (variant = compile(labels)));
    return variant;
  };
  const { kind, weight } = await draw();
  return {
    kind,
    weight: weight * Math.min(2 ** steps.length, mostVariants),
    write: async (invocation) => (await draw()).write(invocation),
    execute: async (invocation) => (await draw()).execute(invocation),
  };
}
