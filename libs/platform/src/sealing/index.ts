/** Personal identifiers at rest: sealed for reading, indexed for exact search. */
export { createSealer } from './sealer.ts';
export type { Sealer } from './sealer.ts';
