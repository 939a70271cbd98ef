import { type Requirement, requirementOf } from '@lianfang/platform/auth';
import { type ConstDirectiveNode, type DocumentNode, type GraphQLInterfaceType, type GraphQLSchema, Kind, getNamedType, isInterfaceType, isObjectType } from 'graphql';
import { isInherited } from './inherited.ts';

/** What a caller must have for a field of a type; the same object for the same demand. Undefined: nothing. */
export type Demands = (type: string, field: string) => Requirement | undefined;

interface Annotated {
  directives?: readonly ConstDirectiveNode[];
}

/**
 * Reads `@authenticated`, `@requiresScopes` and `@policy` of a supergraph. A field is as closed as itself, the type it is on and the type
 * it returns, together, and what an interface demands by itself: the rule that the subgraphs enforce.
 */
export function readDemands(supergraph: DocumentNode, schema: GraphQLSchema): Demands {
  const annotated = annotationsOf(supergraph);
  const distinct = new Map<string, Requirement>();
  const known = new Map<string, Requirement | undefined>();

  const read = (typeName: string, fieldName: string): Requirement | undefined => {
    const type = schema.getType(typeName);
    if (!isObjectType(type) && !isInterfaceType(type)) return undefined;
    const field = type.getFields()[fieldName];
    if (!field) return undefined;
    const declaring = isInterfaceType(type) ? [type, ...type.getInterfaces()] : type.getInterfaces();
    const places = [
      ...(isInterfaceType(type) ? [] : [typeName, `${typeName}.${fieldName}`]),
      ...declaring.flatMap((declared) => ownPlaces(declared, fieldName)),
      getNamedType(field.type).name,
    ];
    const found = requirementOf(places.map((place) => annotated.get(place)));
    if (!found) return undefined;
    const words = JSON.stringify(found);
    if (!distinct.has(words)) distinct.set(words, found);
    return distinct.get(words);
  };

  /** Where an interface demands more than the types that implement it. */
  const ownPlaces = (declared: GraphQLInterfaceType, fieldName: string): string[] => {
    const possible = schema.getPossibleTypes(declared);
    return [declared.name, `${declared.name}.${fieldName}`].filter((place) => {
      const demanded = requirementOf([annotated.get(place)]);
      if (!demanded) return false;
      const byTypes = possible.flatMap(({ name }) => requirementOf([annotated.get(name), annotated.get(`${name}.${fieldName}`)]) ?? []);
      return !isInherited(demanded, byTypes);
    });
  };

  return (type, field) => {
    const name = `${type}.${field}`;
    if (!known.has(name)) known.set(name, read(type, field));
    return known.get(name);
  };
}

/** Directives by `Type` and `Type.field`, under the names that the specifications give them. */
function annotationsOf(supergraph: DocumentNode): Map<string, Annotated> {
  const canonical = namesOf(supergraph);
  const annotated = new Map<string, Annotated>();
  const note = (place: string, { directives = [] }: Annotated) => {
    const access = directives.flatMap((directive) => {
      const name = canonical.get(directive.name.value);
      return name ? [{ ...directive, name: { ...directive.name, value: name } }] : [];
    });
    if (access.length) annotated.set(place, { directives: [...(annotated.get(place)?.directives ?? []), ...access] });
  };
  for (const node of supergraph.definitions) {
    if (!('name' in node) || !node.name || !('directives' in node) || node.kind === Kind.DIRECTIVE_DEFINITION) continue;
    note(node.name.value, node as Annotated);
    if (node.kind !== Kind.OBJECT_TYPE_DEFINITION && node.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
    for (const field of node.fields ?? []) note(`${node.name.value}.${field.name.value}`, field);
  }
  return annotated;
}

const specs = ['authenticated', 'requiresScopes', 'policy'];

/** A supergraph may take a directive in under another name (`@link(as:)`). */
function namesOf(supergraph: DocumentNode): Map<string, string> {
  const names = new Map(specs.map((spec) => [spec, spec]));
  for (const node of supergraph.definitions) {
    if (node.kind !== Kind.SCHEMA_DEFINITION && node.kind !== Kind.SCHEMA_EXTENSION) continue;
    for (const link of node.directives ?? []) {
      const given = (argument: string) => {
        const value = link.arguments?.find(({ name }) => name.value === argument)?.value;
        return value?.kind === Kind.STRING ? value.value : undefined;
      };
      const spec = /^https:\/\/specs\.apollo\.dev\/(\w+)\//.exec(given('url') ?? '')?.[1];
      const as = given('as');
      if (spec && as && specs.includes(spec)) names.set(as, spec);
    }
  }
  return names;
}
