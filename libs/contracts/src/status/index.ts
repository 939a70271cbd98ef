/** Status of persons: health codes, orders, what they rest on, and when one person alone may not decide. */
export { evidenceKinds } from './evidence.ts';
export type { Evidence, EvidenceKind } from './evidence.ts';
export { healthCodes } from './code.ts';
export type { HealthCodeColour } from './code.ts';
export { aloneWindowMinutes, mostDecidedAlone, mostInOneList, proposalHours } from './approval.ts';
export type { ProposalState } from './approval.ts';
