import { policies } from '@lianfang/contracts/access';
import type { PolicyName, Scope } from '@lianfang/contracts/access';
import type { AccessContext } from './enforce.ts';

/** Whoever holds one of these, or an open glass, could look the first answers up: such a visit would not be blind. */
const seeingScopes = ['household:read', 'household:write', 'sweep:read', 'sweep:visit', 'specimen:read', 'specimen:correct'] as const satisfies readonly Scope[];

/** The house's named policies. A subgraph may add its own. */
export const housePolicies: Readonly<Record<PolicyName, (context: AccessContext) => boolean>> = {
  'own-household': ({ actor }) => actor.householdId !== undefined && actor.scopes.has(policies['own-household'].scope),
  'blind-revisit': ({ actor }) => actor.scopes.has(policies['blind-revisit'].scope) && !seeingScopes.some((scope) => actor.scopes.has(scope)) && actor.openings.length === 0,
};
