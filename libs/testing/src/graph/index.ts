/** A subgraph on a fresh database, callers with real tokens, and calls that tell what went wrong. */
export { accessSdl } from './access-sdl.ts';
export { actorOf } from './actor.ts';
export type { TestActor } from './actor.ts';
export { bootSubgraph, testAuditKey } from './boot.ts';
export type { BootOptions, BootedSubgraph, Fact } from './boot.ts';
export { callGraph, callRaw, callRefused, testGatewaySecret } from './call.ts';
export type { GraphCall, RawAnswer, ToldError } from './call.ts';
export { signToken, testAudience, testIssuer } from './issuer.ts';
export type { TestIssuer } from './issuer.ts';
