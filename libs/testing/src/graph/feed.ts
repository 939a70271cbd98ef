import { randomUUID } from 'node:crypto';
import { topicOf } from '@lianfang/contracts/events';
import type { EventDefinition, EventEnvelope } from '@lianfang/contracts/events';
import type { Broker, BrokerMessage } from '@lianfang/platform/broker';
import { signed } from '../signing/index.ts';

/** What an event tells; the rest of its envelope is filled in. */
export interface Fact<P = unknown> {
  payload: P;
  subject?: string;
  areaCode?: string;
  agency?: string;
  at?: Date;
  /** Give one to deliver the same event again. */
  id?: string;
}

export interface Feed {
  /** For `startConsumers`: a broker whose messages a test hands over one by one. It holds no log and no positions. */
  broker: Broker;
  deliver<P>(event: EventDefinition<P>, fact: Fact<P>): Promise<EventEnvelope<P>>;
}

/** Feeds the real consumers of a subgraph by hand, so that a test knows when an effect is done. */
export function createFeed(): Feed {
  let onMessage: ((message: BrokerMessage) => Promise<void>) | undefined;
  let offset = 0;
  const never = () => {
    throw new Error('a hand-fed broker neither sends nor replays');
  };
  const broker: Broker = {
    kind: 'embedded',
    ensureTopics: async () => {},
    producer: never,
    tail: never,
    positions: never,
    close: async () => {},
    async consume(o) {
      onMessage = o.onMessage;
      return { stop: async () => {}, status: () => ({ lastProgressAt: Date.now(), lag: 0, assigned: 1 }) };
    },
  };
  return {
    broker,
    async deliver(event, fact) {
      if (!onMessage) throw new Error('no consumer was started: give `subscriptions` to bootSubgraph');
      const envelope = envelopeOf(event, fact);
      const topic = topicOf(event);
      const message = signed(topic, { key: envelope.partitionkey, value: JSON.stringify(envelope) });
      await onMessage({ ...message, topic, partition: 0, offset: String(offset++), timestamp: Date.now() });
      return envelope;
    },
  };
}

function envelopeOf<P>(event: EventDefinition<P>, fact: Fact<P>): EventEnvelope<P> {
  const subject = fact.subject ?? randomUUID();
  return {
    specversion: '1.0',
    id: fact.id ?? randomUUID(),
    type: event.name,
    source: event.name.split('.')[0]!,
    subject,
    time: (fact.at ?? new Date()).toISOString(),
    partitionkey: subject,
    areacode: fact.areaCode ?? '410811',
    ...(fact.agency ? { agency: fact.agency } : {}),
    datacontenttype: 'application/json',
    data: event.schema.parse(fact.payload),
  };
}
