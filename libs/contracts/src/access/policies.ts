import type { Scope } from './scopes.ts';

/**
 * Policies that SDL names in `@policy`: decisions that no scope can tell alone. The table is data, as the roles are; what each asks
 * of a caller stands in `scope`, and the rest of it in the platform's auth room.
 */
export const policies = {
  'own-household': { zh: '本户居民', en: 'a resident whose account is bound to a household; sees that household and no other', scope: 'household:own' },
  'blind-revisit': { zh: '盲查队员', en: 'a revisiting squad that can read neither the register nor the first answers', scope: 'specimen:revisit' },
} as const satisfies Record<string, { zh: string; en: string; scope: Scope }>;

export type PolicyName = keyof typeof policies;
