import { randomUUID } from 'node:crypto';
import type { BrokerConsumer, BrokerTail, ConsumeOptions, Positions, TailOptions } from '../broker.ts';
import { createProgress } from '../progress.ts';
import { MAX_MESSAGE_BYTES, PARTITIONS_AT_ONCE, mapPositions } from '../topics.ts';
import { HEARTBEAT_MS, createBatchReader } from './kafka.batch.ts';
import type { KafkaAddress } from './kafka.client.ts';
import { keepMembership } from './kafka.membership.ts';

const FETCHING = {
  heartbeatInterval: HEARTBEAT_MS,
  // A dead member's partitions move on after this long. Stock brokers refuse less than 6 s.
  sessionTimeout: 6_000,
  // Answers come with the first byte; this is how long an idle fetch stays open, and so how late a resumed partition is read.
  maxWaitTimeInMs: 500,
  minBytes: 1,
  maxBytesPerPartition: 512 * 1024,
  maxBytes: MAX_MESSAGE_BYTES,
} as const;

export async function consumeKafka(
  address: KafkaAddress,
  prepare: () => Promise<void>,
  { group, topics, onMessage, onCrash }: ConsumeOptions,
): Promise<BrokerConsumer> {
  const progress = createProgress();
  const reader = createBatchReader({ progress, log: address.log, onMessage });
  const membership = await keepMembership({
    address,
    config: { ...FETCHING, groupId: group },
    topics,
    fromBeginning: true,
    autoCommit: true, // of what `resolveOffset` was told, and that is only after onMessage
    partitionsAtOnce: PARTITIONS_AT_ONCE,
    progress,
    log: address.log,
    prepare,
    eachBatch: reader.read,
    busy: reader.busy,
    onCrash,
  });
  return { stop: membership.stop, status: progress.status };
}

/**
 * kafkajs reads only as a group, so a tail is a group of one with a name of its own that stores nothing: whenever it joins it
 * is set to what comes next.
 */
export async function tailKafka(
  address: KafkaAddress,
  from: Positions,
  { topics, onMessage }: Omit<TailOptions, 'from'>,
): Promise<BrokerTail> {
  const progress = createProgress();
  const next = mapPositions(from, (_topic, _partition, offset) => offset);
  const reader = createBatchReader({
    progress,
    log: address.log,
    async onMessage(message) {
      const partitions = (next[message.topic] ??= {});
      // A fetch that left before the joining was answered may bring what is older.
      if (BigInt(message.offset) < BigInt(partitions[message.partition] ?? '0')) return;
      await onMessage(message);
      partitions[message.partition] = (BigInt(message.offset) + 1n).toString();
    },
  });
  const membership = await keepMembership({
    address,
    config: { ...FETCHING, groupId: `${address.clientId}.tail.${randomUUID()}` },
    topics,
    fromBeginning: true,
    autoCommit: false,
    partitionsAtOnce: 1,
    progress,
    log: address.log,
    prepare: async () => {},
    onJoin(consumer, assignment) {
      for (const [topic, partitions] of Object.entries(assignment)) {
        for (const partition of partitions) {
          const offset = next[topic]?.[partition] ?? '0';
          consumer.seek({ topic, partition, offset });
          progress.seen(`${topic}/${partition}`, 0, offset);
        }
      }
    },
    eachBatch: reader.read,
    busy: reader.busy,
  });
  return { stop: membership.stop, status: progress.status, positions: () => structuredClone(next) };
}
