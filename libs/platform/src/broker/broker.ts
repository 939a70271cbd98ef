/** Next offset to read, by topic and partition. Offsets are decimal text: Kafka counts in 64 bits. */
export type Positions = Record<string, Record<number, string>>;

export interface BrokerMessage {
  topic: string;
  partition: number;
  offset: string;
  key: string;
  value: string;
  headers: Record<string, string>;
  /** Milliseconds since 1970, when the message was appended. */
  timestamp: number;
}

export interface OutgoingMessage {
  /** Messages of one key stay in order: they share a partition. */
  key: string;
  value: string;
  headers?: Record<string, string>;
}

export interface BrokerProducer {
  /**
   * Returns when every message is durable, in the order given per key. After a rejection any part of them may have been
   * appended: send all of them again, consumers recognise the repeated.
   */
  send(topic: string, messages: OutgoingMessage[]): Promise<void>;
  close(): Promise<void>;
}

export interface BrokerProgress {
  /**
   * Milliseconds since 1970 when work last went on: a message was done, or the broker said there is none. When it is old the
   * consumer is stuck, whatever `lag` says: a broker that does not answer tells no lag.
   */
  lastProgressAt: number;
  /** Messages known to wait in the assigned partitions. */
  lag: number;
  /** Partitions this consumer reads. */
  assigned: number;
}

export interface BrokerConsumer {
  /** Finishes the messages in hand, gives the partitions back; returns within 10 s even when a message never ends. */
  stop(): Promise<void>;
  status(): BrokerProgress;
}

export interface BrokerTail extends BrokerConsumer {
  /** What comes next: the positions a later tail continues from without a gap. */
  positions(): Positions;
}

export interface ConsumeOptions {
  group: string;
  topics: string[];
  /** One at a time per partition. A rejection brings the same message again, after a pause; later ones of its partition wait. */
  onMessage(message: BrokerMessage): Promise<void>;
  /** Told of an error no retry can heal; the consumer starts itself anew all the same. */
  onCrash?(error: Error): void;
}

export interface TailOptions {
  topics: string[];
  /** A partition that explicit positions do not name is read from its beginning. */
  from: 'latest' | Positions;
  onMessage(message: BrokerMessage): void | Promise<void>;
}

export interface Broker {
  kind: 'kafka' | 'embedded';
  /** Makes those that are missing; leaves those that exist as they are. */
  ensureTopics(names: string[], partitions?: number): Promise<void>;
  producer(): Promise<BrokerProducer>;
  /**
   * Reads as a member of a group: every partition belongs to one member at a time, a new group starts at the earliest message,
   * a position is stored only after `onMessage` has resolved. Returns after joining, or after 10 s while it goes on trying.
   */
  consume(options: ConsumeOptions): Promise<BrokerConsumer>;
  /** Reads every partition alone and stores nothing. @throws PositionGone when the log no longer holds the positions. */
  tail(options: TailOptions): Promise<BrokerTail>;
  positions(topics: string[]): Promise<{ earliest: Positions; latest: Positions }>;
  /** Stops everything opened from it. */
  close(): Promise<void>;
}

/** The log has deleted messages between the position asked for and the earliest one it holds. */
export class PositionGone extends Error {
  override name = 'PositionGone';
}

/** How long messages stay. Without limits they stay for ever, because read models are rebuilt from the first one. */
export interface Retention {
  days?: number;
  megabytesPerPartition?: number;
}
