/** Facts leave with the transaction that made them true: a table, and one relay per service that sends it to the broker. */
export { Bell } from './bell.ts';
export { emit, emitMany, suppressEmits } from './emit.ts';
export type { Fact } from './emit.ts';
export { startRelay } from './relay.ts';
export type { Relay, RelayOptions, RelayStatus } from './relay.ts';
