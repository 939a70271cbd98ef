import type { Log } from '../observability/index.ts';
import type { Broker, Retention } from './broker.ts';
import { openLogBroker } from './embedded/log.broker.ts';
import { createKafkaBroker } from './kafka/kafka.broker.ts';

export interface BrokerOptions {
  /** Kafka's addresses, `host:port`; preferred when both are given. */
  brokers?: string[];
  /** A PostgreSQL URL of a database that is the log's own; made when it is missing. */
  embeddedLogUrl?: string;
  clientId: string;
  log: Log;
  retention?: Retention;
}

/** Apache Kafka where its addresses are given, else the event log in PostgreSQL. */
export async function openBroker(o: BrokerOptions): Promise<Broker> {
  const { brokers, embeddedLogUrl, clientId, log, retention = {} } = o;
  if (brokers && brokers.length > 0) return createKafkaBroker({ brokers, clientId, log }, retention);
  if (!embeddedLogUrl) throw new Error('no broker: give KAFKA_BROKERS, or LIANFANG_BROKER=embedded with EMBEDDED_LOG_URL');
  log.warn('no Kafka was given: events go through the embedded event log in PostgreSQL');
  return openLogBroker({ url: embeddedLogUrl, clientId, log }, retention);
}
