/** Which ids mean one person: entries that the register merged, as every service that keeps facts by person must know them. */
export { kinSubscriptions } from './kin.consumer.ts';
export { rowsByKin } from './rows-by-kin.ts';
export { kinTables } from './tables.ts';
