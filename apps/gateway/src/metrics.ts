import { metrics } from '@lianfang/platform/observability';
import { Counter, Gauge, Histogram } from 'prom-client';

const registers = [metrics.registry];

/** The gateway's own instruments. Labels are names of subgraphs and outcomes, never of callers. */
export const gatewayMetrics = {
  fetchSeconds: new Histogram({
    name: 'lianfang_gateway_fetch_seconds',
    help: 'Time of one request to a subgraph, by outcome (answered, unavailable)',
    labelNames: ['subgraph', 'outcome'] as const,
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers,
  }),
  operationSeconds: new Histogram({
    name: 'lianfang_gateway_operation_seconds',
    help: 'Time of one operation from its execution to its answer; registered ones by name, the others by kind',
    labelNames: ['operation', 'outcome'] as const,
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers,
  }),
  planSeconds: new Histogram({
    name: 'lianfang_gateway_plan_seconds',
    help: 'Time until an operation was planned, in a thread of its own: waiting for that thread is part of it',
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1],
    registers,
  }),
  compileSeconds: new Histogram({
    name: 'lianfang_gateway_compile_seconds',
    help: 'Time that compiling one plan took; nothing else runs meanwhile',
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1],
    registers,
  }),
  cacheBytes: new Gauge({ name: 'lianfang_gateway_cache_bytes', help: 'Memory of what is kept of operations, estimated: compiled ones, checks with their documents, texts', labelNames: ['cache'] as const, registers }),
  subgraphLeftAlone: new Gauge({ name: 'lianfang_gateway_subgraph_left_alone', help: '1 while a subgraph is not asked after failures in a row', labelNames: ['subgraph'] as const, registers }),
  operationsPlanned: new Counter({ name: 'lianfang_gateway_operations_planned_total', help: 'Operations planned and compiled; a repeated one is not', registers }),
  tracesDropped: new Counter({ name: 'lianfang_gateway_traces_dropped_total', help: 'Logins and refusals that did not get into the audit trail; any but 0 is an alarm', registers }),
  streams: new Gauge({ name: 'lianfang_gateway_streams', help: 'Subscriptions open now', registers }),
  eventsTold: new Counter({ name: 'lianfang_gateway_events_told_total', help: 'Events resolved for an audience, told to all of it', registers }),
};
