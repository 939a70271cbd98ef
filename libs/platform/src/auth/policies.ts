import { policies } from '@lianfang/contracts/access';
import type { PolicyName } from '@lianfang/contracts/access';
import type { AccessContext } from './enforce.ts';

/** The house's named policies. A subgraph may add its own. */
export const housePolicies: Readonly<Record<PolicyName, (context: AccessContext) => boolean>> = {
  'own-household': ({ actor }) => actor.householdId !== undefined && actor.scopes.has(policies['own-household'].scope),
};
