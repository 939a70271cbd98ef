import { topicOf } from '@lianfang/contracts/events';
import type { EventDefinition, EventEnvelope } from '@lianfang/contracts/events';
import type { Clock } from '../clock/index.ts';
import type { Log } from '../observability/index.ts';
import type { Tx } from '../persistence/index.ts';

export interface ConsumerContext {
  clock: Clock;
  log: Log;
  /** The effect is repeated to rebuild a read model; emits write nothing. */
  rebuilding: boolean;
}

/** The effect of one event, all of it through `tx`: it commits together with the mark that the event was seen. */
export type Handler<P> = (tx: Tx, event: EventEnvelope<P>, ctx: ConsumerContext) => Promise<void>;

export interface Subscription {
  readonly event: EventDefinition;
  readonly handler: Handler<unknown>;
}

/** Listens to one kind of event. Several handlers of one event run in the order given, in one transaction. */
export function on<P>(event: EventDefinition<P>, handler: Handler<P>): Subscription {
  // The payload is parsed with this very event's schema before the handler sees it.
  return { event: event as EventDefinition, handler: handler as Handler<unknown> };
}

/** The handlers of a service by wire name. */
export type Routes = ReadonlyMap<string, readonly Subscription[]>;

export function routesOf(subscriptions: readonly Subscription[]): Routes {
  return Map.groupBy(subscriptions, (subscription) => subscription.event.name);
}

export function topicsOf(subscriptions: readonly Subscription[]): string[] {
  return [...new Set(subscriptions.map((subscription) => topicOf(subscription.event)))].sort();
}

/** Runs all handlers of the event. @throws ZodError when the payload does not fit the event's schema */
export async function applyHandlers(tx: Tx, envelope: EventEnvelope, routes: Routes, ctx: ConsumerContext): Promise<void> {
  for (const { event, handler } of routes.get(envelope.type) ?? []) {
    await handler(tx, { ...envelope, data: event.schema.parse(envelope.data) }, ctx);
  }
}
