import type { Scope } from './scopes.ts';

/**
 * Whoever holds one of these works with persons and sees those of the own area, each personal field by its own rule. Everybody else
 * sees masks: an auditor reads ids, an administrator accounts, a machine a yes or a no.
 */
export const personScopes = [
  'household:read', 'household:write', 'sweep:visit', 'checkpoint:read', 'passage:record', 'isolation:read', 'support:read',
  'specimen:revisit',
] as const satisfies readonly Scope[];

/**
 * Who may break the glass and has no register of the own, the command centre, sees no person before: these scopes tell it what
 * happens, not to whom.
 */
export function seesPersons(scopes: ReadonlySet<string>): boolean {
  if (scopes.has('glass:break') && !scopes.has('household:read')) return false;
  return personScopes.some((scope) => scopes.has(scope));
}
