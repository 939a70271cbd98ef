import { Kind, type ConstDirectiveNode, type DefinitionNode, type FieldDefinitionNode, type InputObjectTypeDefinitionNode, type InputObjectTypeExtensionNode, type InputValueDefinitionNode, type InterfaceTypeDefinitionNode, type InterfaceTypeExtensionNode, type ObjectTypeDefinitionNode, type ObjectTypeExtensionNode, type TypeNode } from 'graphql';
import type { SubgraphSource } from './subgraphs.ts';

/** `Type.field` or `Input.field` whose name looks personal, and why it is not. Reviewed with the change that adds a line. */
export type Waivers = Readonly<Record<string, string>>;

interface TypeInSubgraph {
  subgraph: string;
  name: string;
  kind: 'object' | 'interface' | 'input';
  directives: readonly ConstDirectiveNode[];
  fields: readonly (FieldDefinitionNode | InputValueDefinitionNode)[];
}

const policies = new Set(['authenticated', 'requiresScopes', 'policy', 'open']);
const roots = new Set(['Query', 'Mutation', 'Subscription']);

/** Words that name, reach or place a person, as the last words of a field's name. */
const personal =
  /(^|[a-z])(name|phone|mobile|tel|email|idnumber|documentnumber|passport|address|building|unit|room|door|lat|lng|latitude|longitude|coordinates|birthdate|birthday|(?<![a-z])age|plate|temperature|symptoms?|diagnosis|relation|note|remark|comment|donor|contact|outcome|need)$/i;
const texts = new Set(['String', 'ID', 'Int', 'Float', 'Date']);

/**
 * What keeps the subgraphs from being composed: fields to which nobody is named as having access, and fields that look personal and
 * are not declared so. A field that nobody thought about is refused, not open.
 */
export function policyFaults(subgraphs: readonly SubgraphSource[], waivers: Waivers = {}): string[] {
  const types = subgraphs.flatMap(typesOf);
  return [...types.flatMap(withoutPolicy), ...types.flatMap((type) => withoutMask(type, waivers)), ...types.flatMap(unmaskable), ...staleWaivers(types, waivers)];
}

function withoutPolicy({ subgraph, name, kind, directives, fields }: TypeInSubgraph): string[] {
  if (kind === 'input' || (!roots.has(name) && directives.some(isPolicy))) return [];
  return fields
    .filter((field) => !field.directives?.some(isPolicy))
    .map((field) => `${subgraph}: ${name}.${field.name.value} has no policy: give it or its type @authenticated, @requiresScopes or @policy, or @open(reason:) when everybody may see it`);
}

function withoutMask({ subgraph, name, kind, fields }: TypeInSubgraph, waivers: Waivers): string[] {
  if (roots.has(name)) return [];
  return fields
    .filter((field) => texts.has(namedType(field.type)) && personal.test(field.name.value) && !isPersonal(field))
    .map((field) => `${name}.${field.name.value}`)
    .filter((coordinate) => !(coordinate in waivers))
    .map((coordinate) => `${subgraph}: ${coordinate} looks like personal data: declare ${kind === 'input' ? 'the input' : 'it'} @personal, or say in tools/compose/waivers.ts why it is none`);
}

/** Of a birth date or a medical detail nothing stays, and nothing must be allowed: `null`. */
function unmaskable({ subgraph, name, kind, fields }: TypeInSubgraph): string[] {
  if (kind === 'input') return [];
  return fields
    .filter((field) => /^(MEDICAL|BIRTH_DATE)$/.test(kindOf(field)) && field.type.kind === Kind.NON_NULL_TYPE)
    .map((field) => `${subgraph}: ${name}.${field.name.value} is masked as null and may not be !`);
}

/** A waiver that nothing needs any more would cover the next field of that name. */
function staleWaivers(types: readonly TypeInSubgraph[], waivers: Waivers): string[] {
  const there = new Set(types.flatMap(({ name, fields }) => fields.filter((field) => !isPersonal(field)).map((field) => `${name}.${field.name.value}`)));
  return Object.keys(waivers).filter((coordinate) => !there.has(coordinate)).map((coordinate) => `tools/compose/waivers.ts: ${coordinate} is no field without @personal any more, take the line out`);
}

function typesOf({ name: subgraph, typeDefs }: SubgraphSource): TypeInSubgraph[] {
  const byName = Map.groupBy(typeDefs.definitions.filter(isFielded), (node) => node.name.value);
  return [...byName].map(([name, nodes]) => ({
    subgraph, name, kind: kinds[nodes[0]!.kind]!,
    directives: nodes.flatMap((node): readonly ConstDirectiveNode[] => node.directives ?? []),
    fields: nodes.flatMap((node): readonly (FieldDefinitionNode | InputValueDefinitionNode)[] => node.fields ?? []),
  }));
}

const kinds: Record<string, TypeInSubgraph['kind']> = {
  [Kind.OBJECT_TYPE_DEFINITION]: 'object', [Kind.OBJECT_TYPE_EXTENSION]: 'object',
  [Kind.INTERFACE_TYPE_DEFINITION]: 'interface', [Kind.INTERFACE_TYPE_EXTENSION]: 'interface',
  [Kind.INPUT_OBJECT_TYPE_DEFINITION]: 'input', [Kind.INPUT_OBJECT_TYPE_EXTENSION]: 'input',
};

type Fielded = ObjectTypeDefinitionNode | ObjectTypeExtensionNode | InterfaceTypeDefinitionNode | InterfaceTypeExtensionNode | InputObjectTypeDefinitionNode | InputObjectTypeExtensionNode;

function isFielded(node: DefinitionNode): node is Fielded {
  return node.kind in kinds;
}

function isPolicy({ name }: ConstDirectiveNode): boolean {
  return policies.has(name.value);
}

function isPersonal(field: FieldDefinitionNode | InputValueDefinitionNode): boolean {
  return Boolean(field.directives?.some(({ name }) => name.value === 'personal'));
}

function kindOf(field: FieldDefinitionNode | InputValueDefinitionNode): string {
  const value = field.directives?.find(({ name }) => name.value === 'personal')?.arguments?.find(({ name }) => name.value === 'kind')?.value;
  return value?.kind === Kind.ENUM ? value.value : '';
}

function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}
