/** Who may do what: scopes, the roles that grant them, the agencies and the demo's logins. */
export { readClaims } from './claims.ts';
export type { Claims } from './claims.ts';
export { policies } from './policies.ts';
export type { PolicyName } from './policies.ts';
export { personScopes, seesPersons } from './sight.ts';
export { scopes } from './scopes.ts';
export type { Scope } from './scopes.ts';
export { glassScopes, roles, rolesWith, scopesOf } from './roles.ts';
export type { Role } from './roles.ts';
export { agencies, demoAccounts, isAgency } from './agencies.ts';
export type { Agency, DemoAccount } from './agencies.ts';
export { retentionPeriods } from './retention.ts';
export type { RetentionClass, RetentionPeriod } from './retention.ts';
