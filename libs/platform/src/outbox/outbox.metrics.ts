import { Gauge } from 'prom-client';
import { metrics } from '../observability/index.ts';
import type { Backlog } from './outbox.store.ts';

const oldestAge = new Gauge({
  name: 'lianfang_outbox_oldest_age_seconds',
  help: 'Age of the oldest outbox row not yet published; 0 when all are',
  registers: [metrics.registry],
});

export function reportBacklog(backlog: Backlog): void {
  metrics.outboxPending.set(backlog.unpublished);
  oldestAge.set(backlog.oldestAge);
}

export function countPublished(topic: string, events: number): void {
  metrics.eventsPublished.inc({ topic }, events);
}
