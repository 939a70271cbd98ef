/** Who calls, and what they may see: tokens, the standard access directives, the area of a caller. */
export { anonymous } from './actor.ts';
export type { Actor, Opening } from './actor.ts';
export { createTokenReader } from './token.ts';
export type { TokenReader, TokenReaderOptions } from './token.ts';
export { enforceAccess } from './enforce.ts';
export type { AccessContext, Policies } from './enforce.ts';
export { demandArea, demandSight, withinArea, withinSight } from './area.ts';
export { requirementOf } from './requirement.ts';
export type { Alternatives, Requirement } from './requirement.ts';
export { policyRefusal, scopeVerdict } from './verdict.ts';
export { openStanding } from './standing.ts';
export type { Standing, StandingOptions } from './standing.ts';
export type { AccountStanding, KeyStanding, StandingChange } from './standing.rules.ts';
export { keyIssuer } from './key.token.ts';
export { housePolicies } from './policies.ts';
