import { agencies, isAgency, roles, scopes } from '@lianfang/contracts/access';
import type { Role, Scope } from '@lianfang/contracts/access';
import type { Context } from '../graph.ts';

type Reader = Pick<Context, 'language'>;

/** An agency in the caller's language. One that the table no longer has is told by its bare id. */
export function agencyOf(id: string, ctx: Reader) {
  if (!isAgency(id)) return { id, title: id, roles: [], machineScopes: [] };
  const { roles: given, machineScopes } = agencies[id];
  return { id, title: agencies[id][ctx.language], roles: toldRoles(given, ctx), machineScopes: machineScopes.map(toldScope) };
}

/** A role that the table does not know grants nothing, and is not told. */
export function toldRoles(held: readonly string[], ctx: Reader) {
  return held.filter((name): name is Role => Object.hasOwn(roles, name)).map((name) => ({ name, title: roles[name][ctx.language], scopes: roles[name].scopes.map(toldScope) }));
}

/** A scope with what it opens. */
export function toldScope(name: string) {
  return { name, opens: scopes[name as Scope] ?? '' };
}
