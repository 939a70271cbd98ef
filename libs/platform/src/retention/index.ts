/** Personal data ends: each kind after its period, all of an area with the epidemic, and nothing that a legal hold keeps. */
export { countNight, nightOf, workNight } from './nightly.ts';
export { countDue } from './erase.ts';
export type { Erased } from './erase.ts';
export { erasedText, platformKeeping } from './keeping.ts';
export type { PlainTable, ServiceKeeping, TableKeeping } from './keeping.ts';
export { keepingSubscriptions } from './keeping.consumer.ts';
export { aloneAtKeeping } from './lock.ts';
export { allTables, startKeeping } from './room.ts';
export type { KeepingOptions, KeepingRoom } from './room.ts';
