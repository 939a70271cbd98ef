import type { Broker, BrokerMessage, Positions } from '../broker/index.ts';

/**
 * Reads the topics from their first kept message up to `end` (exclusive), one message at a time, each partition in order.
 * @throws Error of the first `take` that fails
 */
export async function readUpTo(
  broker: Broker,
  topics: string[],
  end: Positions,
  take: (message: BrokerMessage) => Promise<void>,
): Promise<void> {
  const { earliest } = await broker.positions(topics);
  const open = openPartitions(earliest, end);
  if (open.size === 0) return;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let queue = Promise.resolve();
  const step = async (message: BrokerMessage): Promise<void> => {
    const partition = partitionOf(message.topic, message.partition);
    const stop = open.get(partition);
    if (stop === undefined) return;
    if (BigInt(message.offset) < stop) await take(message);
    if (BigInt(message.offset) + 1n >= stop) open.delete(partition);
    if (open.size === 0) resolve();
  };
  const giveUp = (error: unknown): void => {
    open.clear();
    reject(error);
  };
  const tail = await broker.tail({
    topics,
    from: earliest,
    // The effects share one transaction, that is one connection, so partitions take turns.
    onMessage: (message) => (queue = queue.then(() => step(message)).catch(giveUp)),
  });
  try {
    await promise;
  } finally {
    await tail.stop();
  }
}

function openPartitions(earliest: Positions, end: Positions): Map<string, bigint> {
  const open = new Map<string, bigint>();
  for (const [topic, partitions] of Object.entries(end)) {
    for (const [partition, offset] of Object.entries(partitions)) {
      const first = earliest[topic]?.[Number(partition)] ?? '0';
      if (BigInt(offset) > BigInt(first)) open.set(partitionOf(topic, Number(partition)), BigInt(offset));
    }
  }
  return open;
}

function partitionOf(topic: string, partition: number): string {
  return `${topic}/${partition}`;
}
