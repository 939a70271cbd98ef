import { z } from 'zod';

/** A fact that one service tells the others. The constant is imported by emitter and listener alike. */
export interface EventDefinition<P = unknown> {
  /** Wire name `<service>.<fact>.v<n>`. A changed meaning is a new version beside the old one. */
  readonly name: string;
  readonly schema: z.ZodType<P>;
}

/**
 * CloudEvents 1.0 with our extension attributes (all lower case, as the specification demands).
 * Carries ids and codes only: no name, phone, ID number or address ever travels in an event.
 */
export interface EventEnvelope<P = unknown> {
  specversion: '1.0';
  /** Unique for ever; a consumer's inbox is keyed by it. */
  id: string;
  type: string;
  /** The emitting service. */
  source: string;
  /** Id of the aggregate; events of one subject arrive in order. */
  subject: string;
  /** When the fact happened, ISO 8601 with offset. */
  time: string;
  partitionkey: string;
  areacode: string;
  agency?: string;
  traceparent?: string;
  datacontenttype: 'application/json';
  data: P;
}

export const envelopeSchema = z.object({
  specversion: z.literal('1.0'),
  id: z.uuid(),
  type: z.string().min(1),
  source: z.string().min(1),
  subject: z.string().min(1),
  time: z.iso.datetime({ offset: true }),
  partitionkey: z.string().min(1),
  areacode: z.string(),
  agency: z.string().optional(),
  traceparent: z.string().optional(),
  datacontenttype: z.literal('application/json'),
  data: z.unknown(),
});

const wireName = /^[a-z]+\.[a-z]+(-[a-z]+)*\.v[1-9]\d*$/;

/** @throws RangeError when the wire name does not follow `<service>.<fact>.v<n>` */
export function defineEvent<P>(event: { name: string; schema: z.ZodType<P> }): EventDefinition<P> {
  if (!wireName.test(event.name)) throw new RangeError(`event name must be <service>.<fact>.v<n>: ${event.name}`);
  return Object.freeze(event);
}

export function serviceOf(event: Pick<EventDefinition, 'name'>): string {
  return event.name.slice(0, event.name.indexOf('.'));
}

/**
 * One topic per service, so that all facts about one aggregate share an order; and one for its audit trail, which only the
 * agencies read and a rebuild need not pass.
 */
export function topicOf(event: Pick<EventDefinition, 'name'>): string {
  return `${serviceOf(event)}.${/\.audit-[a-z]+\./.test(event.name) ? 'audit' : 'events'}`;
}
