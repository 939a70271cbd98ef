import { agencies, isAgency, roles, scopes } from '@lianfang/contracts/access';
import type { Agency, Role, Scope } from '@lianfang/contracts/access';
import type { Resolvers } from '../generated/types.ts';
import type { Context } from '../graph.ts';

export const agencyResolvers: Pick<Resolvers, 'Agency' | 'Caller' | 'Query'> = {
  Query: {
    agencies: (_root, _args, ctx) => (Object.keys(agencies) as Agency[]).map((id) => toldAgency(id, ctx)),
    caller: (_root, _args, { actor }) => ({ accountId: actor.id, agency: undefined, roles: [], scopes: [...actor.scopes].sort() }),
  },
  Agency: {
    __resolveReference: ({ id }, ctx) => (isAgency(id) ? toldAgency(id, ctx) : null),
  },
  Caller: {
    agency: (_caller, _args, ctx) => (isAgency(ctx.actor.agency) ? toldAgency(ctx.actor.agency, ctx) : null),
    roles: (_caller, _args, ctx) => toldRoles(ctx.actor.roles, ctx),
    area: (_caller, _args, { actor }) => (actor.areaCode === '-' ? null : { code: actor.areaCode }),
  },
};

function toldAgency(id: Agency, ctx: Context) {
  const { roles: given, machineScopes } = agencies[id];
  return { id, title: agencies[id][ctx.language], roles: toldRoles(given, ctx), machineScopes: machineScopes.map(toldScope) };
}

/** A role that the table does not know grants nothing, and is not told. */
export function toldRoles(held: readonly string[], ctx: Context) {
  return held.filter((name): name is Role => Object.hasOwn(roles, name)).map((name) => ({ name, title: roles[name][ctx.language], scopes: roles[name].scopes.map(toldScope) }));
}

function toldScope(name: Scope) {
  return { name, opens: scopes[name] };
}
