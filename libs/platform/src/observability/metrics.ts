import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

const registry = new Registry();
const registers = [registry];

/** The registry of this process and the instruments of the platform rooms. Labels are bounded: never an id, a code of an area or a person. */
export const metrics = {
  registry,
  operationSeconds: new Histogram({
    name: 'lianfang_graph_operation_seconds',
    help: 'Time of GraphQL operations, by root field and outcome (ok, refused, failed)',
    labelNames: ['operation', 'outcome'] as const,
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers,
  }),
  operationWays: new Counter({
    name: 'lianfang_graph_operation_ways_total',
    help: 'Operations executed, by way: short (known and compiled before) or whole (through Apollo Server)',
    labelNames: ['way'] as const,
    registers,
  }),
  refusals: new Counter({
    name: 'lianfang_graph_refusals_total',
    help: 'Errors answered, by code',
    labelNames: ['code'] as const,
    registers,
  }),
  callsRefused: new Counter({
    name: 'lianfang_graph_calls_refused_total',
    help: 'Calls refused before execution: without the gateway credential, with a bad token, too large',
    labelNames: ['why'] as const,
    registers,
  }),
  eventsPublished: new Counter({
    name: 'lianfang_outbox_published_total',
    help: 'Outbox rows that the event log has taken',
    labelNames: ['topic'] as const,
    registers,
  }),
  outboxPending: new Gauge({ name: 'lianfang_outbox_pending', help: 'Outbox rows not yet published', registers }),
  eventsHandled: new Counter({
    name: 'lianfang_consumer_handled_total',
    help: 'Events handled, by name and outcome (done, repeated, parked, dead, forged)',
    labelNames: ['event', 'outcome'] as const,
    registers,
  }),
  eventsForged: new Counter({
    name: 'lianfang_events_forged_total',
    help: 'Events refused because the owner of their topic did not sign them; any but 0 is an alarm',
    labelNames: ['topic'] as const,
    registers,
  }),
  auditEntries: new Counter({
    name: 'lianfang_audit_entries_total',
    help: 'Entries of the audit trail, by kind',
    labelNames: ['kind'] as const,
    registers,
  }),
  auditFailures: new Counter({
    name: 'lianfang_audit_failures_total',
    help: 'Writes to the audit log that failed; personal reads and writes are refused meanwhile',
    registers,
  }),
  auditPending: new Gauge({ name: 'lianfang_audit_pending', help: 'Entries not yet chained, as of the last batch', registers }),
  auditForged: new Counter({
    name: 'lianfang_audit_forged_total',
    help: 'Rows of the audit log that this service did not write; any but 0 is an alarm',
    registers,
  }),
  rowsErased: new Counter({
    name: 'lianfang_rows_erased_total',
    help: 'Rows deleted or emptied of personal data, by table and why (PERIOD: its time was over, AREA: the epidemic ended)',
    labelNames: ['table', 'why'] as const,
    registers,
  }),
  retentionAt: new Gauge({ name: 'lianfang_retention_last_run_seconds', help: 'When the nightly retention last finished, Unix time', registers }),
  legalHolds: new Gauge({ name: 'lianfang_legal_holds', help: 'Holds in force that keep rows beyond their period', registers }),
  deadLetters: new Gauge({ name: 'lianfang_consumer_dead_letters', help: 'Events set aside and not yet replayed', registers }),
  consumerLag: new Gauge({ name: 'lianfang_consumer_lag', help: 'Events not yet handled', labelNames: ['group'] as const, registers }),
  consumerRestarts: new Counter({
    name: 'lianfang_consumer_restarts_total',
    help: 'Consumers that the watchdog started again',
    labelNames: ['group'] as const,
    registers,
  }),
};

let isWatched = false;

/** Memory, CPU, event loop and garbage collection of this process. Called once by the server; later calls do nothing. */
export function watchProcess(): void {
  if (isWatched) return;
  isWatched = true;
  // The sampler of the event loop is a timer: at the default 10 ms seven idle processes wake a machine 700 times a second.
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 200 });
}
