/** Facts of other services take effect here, each once and in the order of its key, whatever dies in between. */
export { startConsumers } from './consumers.ts';
export type { Consumers, ConsumersOptions, ConsumersStatus } from './consumers.ts';
export { rebuild } from './rebuild.ts';
export type { RebuildOptions } from './rebuild.ts';
export type { Replayed } from './replay.ts';
export { on } from './subscription.ts';
export type { ConsumerContext, Handler, Subscription } from './subscription.ts';
