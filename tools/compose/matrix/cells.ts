import { policies, roles, scopesOf, seesPersons, type PolicyName, type Role, type Scope } from '@lianfang/contracts/access';
import { type Requirement, anonymous, requirementOf, scopeVerdict } from '@lianfang/platform/auth';
import { type Personal, personalOf } from '@lianfang/platform/masking';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { type GraphQLField, type GraphQLNamedType, type GraphQLObjectType, type GraphQLSchema, getNamedType, isIntrospectionType, isObjectType } from 'graphql';
import type { SubgraphSource } from '../src/subgraphs.ts';
import { told } from './places.ts';

/**
 * `open`: the value. `masked`: its mask. `closed`: null and the error UNAUTHORIZED_FIELD_OR_TYPE. `hidden`: as if there were none.
 * `parent`: of a part that is reached through a record only, whoever has the record has it.
 */
export type Sight = 'open' | 'masked' | 'closed' | 'hidden' | 'parent';

export type Way = 'query' | 'mutation' | 'subscription' | 'entity' | 'nested';

/** What every role sees of one field of one subgraph, of a record in the own area and of one elsewhere. */
export interface Cell {
  subgraph: string;
  type: string;
  field: string;
  ways: Way[];
  personal: Personal | null;
  sights: Record<Role, { own: Sight; elsewhere: Sight }>;
}

const rootWays: Record<string, Way> = { Query: 'query', Mutation: 'mutation', Subscription: 'subscription' };
const allRoles = Object.keys(roles) as Role[];
/** The subgraph that owns the register tells whom it may not show as a stub; the others know ids alone. */
const registerOwner = 'people';

export function cellsOf(subgraphs: readonly SubgraphSource[]): Cell[] {
  return subgraphs.flatMap(({ name, typeDefs }) => cellsOfSchema(name, buildSubgraphSchema(typeDefs))).sort(byCoordinate);
}

function cellsOfSchema(subgraph: string, schema: GraphQLSchema): Cell[] {
  return Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .filter((type) => !isIntrospectionType(type) && !type.name.startsWith('_'))
    .flatMap((type) => Object.values(type.getFields())
      .filter(({ name, astNode }) => !name.startsWith('_') && !isExternal(astNode))
      .map((field) => cellOf(subgraph, type, field)));
}

/** Told by the subgraph that owns it; here it comes in with the reference. */
function isExternal(node: GraphQLField<unknown, unknown>['astNode']): boolean {
  return Boolean(node?.directives?.some(({ name }) => name.value === 'external'));
}

function cellOf(subgraph: string, type: GraphQLObjectType, field: GraphQLField<unknown, unknown>): Cell {
  const personal = personalOf(field.astNode) ?? null;
  const needs = needsOf(type, field);
  const sights = Object.fromEntries(allRoles.map((role) => [role, sightsOf(role, { subgraph, type, field, needs, personal })])) as Cell['sights'];
  return { subgraph, type: type.name, field: field.name, ways: waysTo(type), personal, sights };
}

/** As `enforceAccess` joins them. */
function needsOf(type: GraphQLObjectType, field: GraphQLField<unknown, unknown>): Requirement | undefined {
  const declaring = type.getInterfaces().flatMap((face) => [...nodesOf(face), face.getFields()[field.name]?.astNode]);
  return requirementOf([field.astNode, ...nodesOf(type), ...declaring, ...nodesOf(getNamedType(field.type))]);
}

function nodesOf(type: GraphQLNamedType) {
  return [type.astNode, ...type.extensionASTNodes];
}

function waysTo(type: GraphQLObjectType): Way[] {
  const root = rootWays[type.name];
  if (root) return [root];
  return isEntity(type) ? ['entity', 'nested'] : ['nested'];
}

/** Every entity that a subgraph answers for, as `subgraph Type`. */
export function entitiesOf(subgraphs: readonly SubgraphSource[]): string[] {
  return subgraphs.flatMap(({ name, typeDefs }) =>
    Object.values(buildSubgraphSchema(typeDefs).getTypeMap()).filter(isObjectType).filter(isEntity).map((type) => `${name} ${type.name}`));
}

/** Entities that this subgraph answers for by `_entities`. */
export function isEntity(type: GraphQLObjectType): boolean {
  const keys = nodesOf(type).flatMap((node) => node?.directives ?? []).filter(({ name }) => name.value === 'key');
  return keys.some(({ arguments: given }) => !given?.some(({ name, value }) => name.value === 'resolvable' && value.kind === 'BooleanValue' && !value.value));
}

interface FieldAt {
  subgraph: string;
  type: GraphQLObjectType;
  field: GraphQLField<unknown, unknown>;
  needs: Requirement | undefined;
  personal: Personal | null;
}

function sightsOf(role: Role, at: FieldAt): { own: Sight; elsewhere: Sight } {
  if (!passes(role, at.needs)) return { own: 'closed', elsewhere: 'closed' };
  if (isUntold(role, at.type.name)) return { own: 'hidden', elsewhere: 'hidden' };
  return { own: isMasked(role, at) ? 'masked' : 'open', elsewhere: elsewhere(at) };
}

function isUntold(role: Role, type: string): boolean {
  const needed: readonly Scope[] | undefined = (told.withScope as Partial<Record<string, readonly Scope[]>>)[type];
  return needed !== undefined && !scopesOf([role]).some((scope) => needed.includes(scope));
}

function passes(role: Role, needs: Requirement | undefined): boolean {
  if (!needs) return true;
  const actor = { ...anonymous, kind: 'user' as const, scopes: new Set<string>(scopesOf([role])) };
  return scopeVerdict(actor, needs) === null && needs.policies.every((alternatives) => alternatives.some((all) => all.every((name) => actor.scopes.has(policies[name as PolicyName]?.scope))));
}

/** Of the own area. Persons and households whom a role does not see are stubs altogether. */
function isMasked(role: Role, { subgraph, type, field, personal }: FieldAt): boolean {
  const scopes = new Set<string>(scopesOf([role]));
  const sees = role === 'resident' ? type.name in told.ownHousehold : seesPersons(scopes);
  if (subgraph === registerOwner && (type.name === 'Person' || type.name === 'Household') && !sees) return field.name !== 'id';
  if (!personal) return false;
  return role === 'resident' || personal.scope === undefined ? !sees : !scopes.has(personal.scope);
}

function elsewhere({ type, field, personal }: FieldAt): Sight {
  const isPublic = `${type.name}.${field.name}` in told.publicFields;
  if (rootWays[type.name] && isPublic) return 'open';
  if (rootWays[type.name]) return field.args.some(({ name }) => /(^id$|Ids?$|areaCodes?$|^code$|^input|^areas$|^grids$|^compounds$)/.test(name)) ? 'hidden' : 'open';
  if (type.name in told.stub) return field.name === 'id' ? 'open' : 'masked';
  if (type.name in told.everywhere || isPublic) return personal ? 'masked' : 'open';
  if (isEntity(type)) return 'hidden';
  return personal ? 'masked' : 'parent';
}

function byCoordinate(a: Cell, b: Cell): number {
  const [one, two] = [a, b].map(({ subgraph, type, field }) => `${subgraph} ${type}.${field}`);
  return one! < two! ? -1 : 1;
}
