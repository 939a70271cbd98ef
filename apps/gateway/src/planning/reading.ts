import { createHash } from 'node:crypto';
import {
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type InterfaceTypeDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  type OperationDefinitionNode,
  type SelectionNode,
  parse,
  print,
} from 'graphql';

/*
 * `@apollo/query-planner` gets three things wrong that a supergraph may say. So it is given a reading of the supergraph that says the
 * same in other words:
 * - of several keys it goes back to an entity by the first, also by one that the subgraph cannot resolve: those that it can come first;
 * - a field required with arguments is fetched under its own name, whatever other arguments the client or another requirement gives it:
 *   each such requirement asks a field of its own, which `restore.ts` takes back out of the plan;
 * - what a field requires is not its subgraph's own: where composition did not write so (interface objects), it is written here.
 */
export interface Reading {
  readonly document: DocumentNode;
  /** Fields that were made for a requirement, by name. */
  readonly made: ReadonlyMap<string, MadeField>;
  /** What `type.field` of a subgraph requires of its type, as this reading writes it. */
  requiredBy(subgraph: string, type: string, field: string): readonly SelectionNode[];
  /** The keys by which a subgraph resolves a type: names of their fields. */
  keysOf(subgraph: string, type: string): readonly (readonly string[])[];
  /** A type and its interfaces. */
  familyOf(type: string): readonly string[];
}

export interface MadeField {
  /** The field that it stands for. */
  readonly field: string;
}

type Composite = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode;

interface Work {
  /** By name; replaced as the reading goes on. */
  readonly types: Map<string, Composite>;
  readonly made: Map<string, MadeField>;
  readonly requirements: Map<string, readonly SelectionNode[]>;
}

export function readForPlanning(supergraph: DocumentNode): Reading {
  const types = new Map(supergraph.definitions.filter(isComposite).map((type) => [type.name.value, type]));
  const work: Work = { types, made: new Map(), requirements: new Map() };
  for (const name of types.keys()) types.set(name, withResolvableKeysFirst(types.get(name)!));
  // A field that was made may require something with arguments itself.
  for (let known = -1; known < work.made.size; ) {
    known = work.made.size;
    for (const name of types.keys()) nameRequirements(work, name);
  }
  for (const name of types.keys()) types.set(name, withRequiredExternal(work, types.get(name)!));
  const graphs = graphsOf(supergraph);
  const definitions = supergraph.definitions.map((node): DefinitionNode => (isComposite(node) ? types.get(node.name.value)! : node));
  return {
    document: { ...supergraph, definitions },
    made: work.made,
    requiredBy: (subgraph, type, field) => work.requirements.get(`${graphs.get(subgraph)} ${type}.${field}`) ?? [],
    keysOf: (subgraph, type) => keysIn(types.get(type), graphs.get(subgraph)),
    familyOf: (type) => [type, ...(types.get(type)?.interfaces ?? []).map(({ name }) => name.value)],
  };
}

function keysIn(type: Composite | undefined, graph: string | undefined): string[][] {
  const joins = type?.directives?.filter((one) => one.name.value === 'join__type' && valueOf(one, 'graph') === graph && valueOf(one, 'resolvable') !== false) ?? [];
  return joins.flatMap((one) => {
    const key = valueOf(one, 'key');
    return typeof key === 'string' ? [selectionsOf(key).flatMap((selection) => (selection.kind === Kind.FIELD ? [selection.name.value] : []))] : [];
  });
}

/** What the supergraph calls each subgraph. */
function graphsOf({ definitions }: DocumentNode): Map<string, string> {
  const named = definitions.flatMap((node) => (node.kind === Kind.ENUM_TYPE_DEFINITION && node.name.value === 'join__Graph' ? (node.values ?? []) : []));
  return new Map(
    named.flatMap(({ name, directives = [] }) => directives.filter((one) => one.name.value === 'join__graph').map((one) => [String(valueOf(one, 'name')), name.value] as const)),
  );
}

function isComposite(node: DefinitionNode): node is Composite {
  return node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.INTERFACE_TYPE_DEFINITION;
}

function withResolvableKeysFirst(type: Composite): Composite {
  const directives = type.directives ?? [];
  const isClosed = (directive: ConstDirectiveNode) => directive.name.value === 'join__type' && valueOf(directive, 'resolvable') === false;
  return directives.some(isClosed) ? { ...type, directives: [...directives.filter((one) => !isClosed(one)), ...directives.filter(isClosed)] } : type;
}

function nameRequirements(work: Work, name: string): void {
  const type = work.types.get(name)!;
  let changed = false;
  const fields = (type.fields ?? []).map((field) => {
    const directives = (field.directives ?? []).map((directive) => {
      const requires = directive.name.value === 'join__field' ? valueOf(directive, 'requires') : undefined;
      if (typeof requires !== 'string') return directive;
      const selections = rename(work, name, selectionsOf(requires));
      work.requirements.set(`${String(valueOf(directive, 'graph'))} ${name}.${field.name.value}`, selections);
      if (!requires.includes('(')) return directive;
      changed = true;
      return withArgument(directive, 'requires', selections.map((selection) => print(selection)).join(' '));
    });
    return { ...field, directives };
  });
  // Fields that were made for this type itself have been added meanwhile.
  if (changed) work.types.set(name, { ...work.types.get(name)!, fields: [...fields, ...work.types.get(name)!.fields!.slice(fields.length)] });
}

function rename(work: Work, parent: string, selections: readonly SelectionNode[]): SelectionNode[] {
  return selections.map((selection): SelectionNode => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return selection;
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      const below = rename(work, selection.typeCondition?.name.value ?? parent, selection.selectionSet.selections);
      return { ...selection, selectionSet: { kind: Kind.SELECTION_SET, selections: below } };
    }
    const field = fieldOf(work, parent, selection.name.value);
    if (!field) return selection;
    const below = selection.selectionSet && { kind: Kind.SELECTION_SET as const, selections: rename(work, namedType(field), selection.selectionSet.selections) };
    if (!selection.arguments?.length || work.made.has(selection.name.value)) return { ...selection, selectionSet: below };
    const made = `${field.name.value}__with_${digest(selection.arguments.map((argument) => print(argument)))}`;
    make(work, parent, field, made);
    return { ...selection, name: { kind: Kind.NAME, value: made }, selectionSet: below };
  });
}

/** The same field once more under another name; on an interface, on its types too. */
function make(work: Work, parent: string, field: FieldDefinitionNode, name: string): void {
  work.made.set(name, { field: field.name.value });
  for (const type of [...work.types.values()]) {
    const isOwner = type.name.value === parent || type.interfaces?.some((one) => one.name.value === parent);
    const like = isOwner ? fieldOf(work, type.name.value, field.name.value) : undefined;
    if (!like || fieldOf(work, type.name.value, name)) continue;
    work.types.set(type.name.value, { ...type, fields: [...(type.fields ?? []), { ...like, name: { kind: Kind.NAME, value: name } }] });
  }
}

function withRequiredExternal(work: Work, type: Composite): Composite {
  const graphs = (type.directives ?? []).filter(({ name }) => name.value === 'join__type').map((directive) => String(valueOf(directive, 'graph')));
  const needed = new Map<string, Set<string>>();
  for (const graph of new Set(graphs)) {
    for (const field of type.fields ?? []) {
      for (const selection of work.requirements.get(`${graph} ${type.name.value}.${field.name.value}`) ?? []) {
        if (selection.kind === Kind.FIELD) needed.set(selection.name.value, (needed.get(selection.name.value) ?? new Set()).add(graph));
      }
    }
  }
  if (needed.size === 0) return type;
  const fields = (type.fields ?? []).map((field) => {
    const own = (field.directives ?? []).filter(({ name }) => name.value === 'join__field');
    // A field without places is of every graph of its type: only there was the foreign one forgotten.
    const foreign = own.length ? undefined : needed.get(field.name.value);
    if (!foreign || foreign.size === new Set(graphs).size) return field;
    const places = [...new Set(graphs)].map((graph) => joinField(graph, foreign.has(graph)));
    return { ...field, directives: [...(field.directives ?? []), ...places] };
  });
  return { ...type, fields };
}

function joinField(graph: string, external: boolean): ConstDirectiveNode {
  const name = (value: string) => ({ kind: Kind.NAME, value }) as const;
  const argument = (key: string, value: ConstValue) => ({ kind: Kind.ARGUMENT, name: name(key), value }) as const;
  type ConstValue = { kind: Kind.ENUM; value: string } | { kind: Kind.BOOLEAN; value: boolean };
  const given = [argument('graph', { kind: Kind.ENUM, value: graph }), ...(external ? [argument('external', { kind: Kind.BOOLEAN, value: true })] : [])];
  return { kind: Kind.DIRECTIVE, name: name('join__field'), arguments: given };
}

function fieldOf({ types }: Work, type: string, name: string): FieldDefinitionNode | undefined {
  return types.get(type)?.fields?.find((field) => field.name.value === name);
}

function namedType({ type }: FieldDefinitionNode): string {
  let inner = type;
  while (inner.kind !== Kind.NAMED_TYPE) inner = inner.type;
  return inner.name.value;
}

function valueOf({ arguments: given }: ConstDirectiveNode, argument: string): string | boolean | undefined {
  const value = given?.find(({ name }) => name.value === argument)?.value;
  return value?.kind === Kind.STRING || value?.kind === Kind.ENUM || value?.kind === Kind.BOOLEAN ? value.value : undefined;
}

function withArgument(directive: ConstDirectiveNode, argument: string, text: string): ConstDirectiveNode {
  const value = { kind: Kind.STRING, value: text } as const;
  return { ...directive, arguments: directive.arguments?.map((one) => (one.name.value === argument ? { ...one, value } : one)) };
}

function selectionsOf(text: string): readonly SelectionNode[] {
  return (parse(`{ ${text} }`, { noLocation: true }).definitions[0] as OperationDefinitionNode).selectionSet.selections;
}

/** Equal for equal arguments, in whatever order. */
function digest(given: string[]): string {
  return createHash('sha256').update(given.sort().join(',')).digest('hex').slice(0, 8);
}
