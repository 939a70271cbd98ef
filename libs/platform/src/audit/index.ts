/** Who saw or changed what, and why: append-only, sealed where it is written, chained, told to the agencies. */
export { CallTrail } from './call.ts';
export type { AuditedCall } from './call.ts';
export { startChainer } from './chainer.ts';
export type { Chainer } from './chainer.ts';
export { noteEffect } from './effect.ts';
export { auditOperations } from './operations.ts';
export { auditUnavailable } from './refusal.ts';
export { openAudit } from './room.ts';
export type { AuditOptions, AuditRoom, Telling } from './room.ts';
export type { AuditEntry, AuditTrail, AuditedRecord } from './trail.ts';
export { verifyChain } from './verify.ts';
export type { Anchor, BadPlace, ChainVerdict, VerifyOptions } from './verify.ts';
