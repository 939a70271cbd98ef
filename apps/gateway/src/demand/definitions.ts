import { type ConstDirectiveNode, type ConstValueNode, type DocumentNode, Kind, valueFromASTUntyped } from 'graphql';

/** A directive as it stands in the supergraph, with its arguments as plain values. */
export interface Annotation {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/** Directives of a supergraph by place: `Type`, `Type.field`, `Type.field.argument`, `Input.field`. */
export type Annotations = (place: string) => readonly Annotation[];

const none: readonly Annotation[] = [];

/** @param wanted names of directives; one that was not imported keeps its specification's name in front */
export function readAnnotations(supergraph: DocumentNode, wanted: readonly string[]): Annotations {
  const byPlace = new Map<string, Annotation[]>();
  const note = (place: string, directives: readonly ConstDirectiveNode[] = []) => {
    for (const directive of directives) {
      const name = directive.name.value.replace(/^\w+?__/, '');
      if (!wanted.includes(name)) continue;
      const args = Object.fromEntries((directive.arguments ?? []).map((given) => [given.name.value, plain(given.value)]));
      byPlace.set(place, [...(byPlace.get(place) ?? []), { name, args }]);
    }
  };
  for (const node of supergraph.definitions) {
    if (node.kind === Kind.DIRECTIVE_DEFINITION || !('name' in node) || !node.name) continue;
    const type = node.name.value;
    note(type, 'directives' in node ? (node.directives as readonly ConstDirectiveNode[]) : []);
    if (!('fields' in node)) continue;
    for (const field of node.fields ?? []) {
      note(`${type}.${field.name.value}`, field.directives);
      if ('arguments' in field) for (const argument of field.arguments ?? []) note(`${type}.${field.name.value}.${argument.name.value}`, argument.directives);
    }
  }
  return (place) => byPlace.get(place) ?? none;
}

function plain(value: ConstValueNode): unknown {
  return valueFromASTUntyped(value);
}
