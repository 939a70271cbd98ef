/** Personal identifiers at rest: sealed for reading, indexed for exact search; the key can be changed while all goes on. */
export { countOld, demandKeys, reseal } from './reseal.ts';
export type { ResealPlan, SealedTable } from './reseal.ts';
export { SealBroken, createSealer } from './sealer.ts';
export type { Sealer } from './sealer.ts';
