/** What operators see of a process: log, metrics, traces, health, and an orderly end. */
export { createLog } from './log.ts';
export type { Log } from './log.ts';
export { messageOf, scrub, scrubText } from './scrub.ts';
export { metrics, watchProcess } from './metrics.ts';
export { answerProbe, readMetricsWith } from './probes.ts';
export { healthOf } from './health.ts';
export type { Health, Readiness } from './health.ts';
export { registerShutdown } from './shutdown.ts';
export type { ShutdownStep } from './shutdown.ts';
export { currentTraceparent, inSpan, isTracing, startTracing } from './tracing.ts';
