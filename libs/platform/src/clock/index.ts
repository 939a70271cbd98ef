/** Time and identity, passed in so that rules stay pure and tests stay still. */
export { fixedClock, shanghaiDay, systemClock } from './clock.ts';
export type { Clock, FixedClock } from './clock.ts';
export { newId } from './id.ts';
