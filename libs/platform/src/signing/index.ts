/** Who sent an event: each service signs what it sends, and whoever reads the log believes nothing else. */
export { Forged, Unreadable, openEnvelope, parseEnvelope } from './envelope.ts';
export { createSigner, signatureHeader } from './signer.ts';
export type { EventSigner, SignedParts } from './signer.ts';
export { readPrivateKey, readTrust, trustOf } from './trust.ts';
export type { EventTrust, TrustedKey } from './trust.ts';
