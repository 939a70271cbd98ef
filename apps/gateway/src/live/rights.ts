import { isWithinArea } from '@lianfang/contracts/areas';
import type { Actor } from '@lianfang/platform/auth';
import { Refusal } from '@lianfang/platform/refusals';
import { type DocumentNode, type FragmentDefinitionNode, Kind, type GraphQLSchema, TypeInfo, getNamedType, visit, visitWithTypeInfo } from 'graphql';

/** What a field or type asks of the caller: each list of scopes is one alternative of the federation's "or of ands". */
export interface Demand {
  readonly authenticated: boolean;
  readonly scopes: readonly (readonly (readonly string[])[])[];
  /** A policy is decided by the subgraph alone: its value is never taken from an event. */
  readonly policy: boolean;
  /**
   * Personal data, masked by the subgraph for who has not the scope (null: none is asked for). Its value is never taken from an event,
   * and everybody who sees it unmasked leaves a trace of their own.
   */
  readonly personal: { readonly scope: string | null } | null;
}

/** Demands by `Type` and `Type.field`. */
export type Demands = ReadonlyMap<string, Demand>;

export function readDemands(supergraph: DocumentNode): Demands {
  const demands = new Map<string, Demand>();
  for (const node of supergraph.definitions) {
    if (node.kind !== Kind.OBJECT_TYPE_DEFINITION && node.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
    const own = demandOf(node);
    if (own) demands.set(node.name.value, own);
    for (const field of node.fields ?? []) {
      const demand = demandOf(field);
      if (demand) demands.set(`${node.name.value}.${field.name.value}`, demand);
    }
  }
  return demands;
}

type Annotated = Pick<FragmentDefinitionNode, 'directives'>;

function demandOf({ directives = [] }: Annotated): Demand | undefined {
  const named = (name: string) => directives.filter((directive) => directive.name.value === name);
  const scopes = named('requiresScopes').map((directive) => {
    const value = directive.arguments?.find(({ name }) => name.value === 'scopes')?.value;
    return listed(value).map((all) => listed(all).map((scope) => (scope.kind === Kind.STRING ? scope.value : '')));
  });
  const [personal] = named('personal');
  const scope = personal?.arguments?.find(({ name }) => name.value === 'scope')?.value;
  const demand = {
    authenticated: named('authenticated').length > 0,
    scopes,
    policy: named('policy').length > 0,
    personal: personal ? { scope: scope?.kind === Kind.STRING ? scope.value : null } : null,
  };
  return demand.authenticated || demand.policy || demand.personal || scopes.length ? demand : undefined;
}

type ValueNode = NonNullable<NonNullable<NonNullable<Annotated['directives']>[number]['arguments']>[number]>['value'];

function listed(value: ValueNode | undefined): readonly ValueNode[] {
  if (!value) return [];
  return value.kind === Kind.LIST ? value.values : [value];
}

/** Everything that a document's fields and their types ask for. */
export function demandsOf(schema: GraphQLSchema, document: DocumentNode, demands: Demands): Demand[] {
  const found = new Set<Demand>();
  const types = new TypeInfo(schema);
  const note = (name: string) => {
    const demand = demands.get(name);
    if (demand) found.add(demand);
  };
  visit(
    document,
    visitWithTypeInfo(types, {
      Field(node) {
        const parent = types.getParentType();
        if (parent) note(`${parent.name}.${node.name.value}`);
        const type = types.getType();
        if (type) note(getNamedType(type).name);
      },
    }),
  );
  return [...found];
}

/** @throws Refusal when the caller may not see one of the fields */
export function demandRights(actor: Actor | null, demands: readonly Demand[]): void {
  for (const demand of demands) {
    if (!demand.authenticated && !demand.policy && demand.scopes.length === 0) continue;
    if (!actor || actor.kind === 'anonymous') throw new Refusal('UNAUTHENTICATED', { zh: '请先登录', en: 'sign in first' });
    if (demand.scopes.every((alternatives) => alternatives.some((all) => all.every((scope) => actor.scopes.has(scope))))) continue;
    throw new Refusal('UNAUTHORIZED_FIELD_OR_TYPE', { zh: '您没有查看这些内容的权限', en: 'you may not see these fields' });
  }
}

/** True when the caller may come to see personal data unmasked: then the answer is not shared, for its trace names who saw it. */
export function mayUnmask(actor: Actor | null, demands: readonly Demand[]): boolean {
  return actor !== null && demands.some(({ personal }) => personal && (personal.scope === null || actor.scopes.has(personal.scope)));
}

/** The area of an event, and of an `areaCode` asked for, lies in the caller's own. */
export function maySeeArea(actor: Actor | null, areaCode: string): boolean {
  return actor === null || (actor.kind !== 'anonymous' && isWithinArea(areaCode, actor.areaCode));
}

/**
 * Callers with one key see the same of an event, so it is resolved once for all of them. A caller without an area sees
 * what is their own, which nobody shares.
 */
export function rightsKey(actor: Actor | null, language: string): string {
  if (!actor) return `open|${language}`;
  const whose = actor.areaCode === '-' ? [actor.id, actor.householdId] : [];
  const glass = [actor.seesOwnArea, actor.openings.map(({ id }) => id).sort()];
  return JSON.stringify([actor.agency, [...actor.scopes].sort(), [...actor.roles].sort(), actor.areaCode, actor.kind, whose, glass, language]);
}

/** When the token ends, in milliseconds since 1970; Infinity for none. The token has been verified when it was read. */
export function tokenEnd(actor: Actor | null): number {
  const payload = actor?.token.split('.')[1];
  if (!payload) return Infinity;
  const { exp } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { exp?: number };
  return exp === undefined ? Infinity : exp * 1_000;
}
