/** Events between processes: Apache Kafka, or a log in PostgreSQL that keeps the same promises (`broker.contract.ts`). */
export { PositionGone } from './broker.ts';
export type {
  Broker,
  BrokerConsumer,
  BrokerMessage,
  BrokerProducer,
  BrokerProgress,
  BrokerTail,
  ConsumeOptions,
  OutgoingMessage,
  Positions,
  Retention,
  TailOptions,
} from './broker.ts';
export { openBroker } from './open.ts';
export type { BrokerOptions } from './open.ts';
export { DEFAULT_PARTITIONS, MAX_MESSAGE_BYTES } from './topics.ts';
