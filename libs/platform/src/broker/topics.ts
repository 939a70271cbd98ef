import { PositionGone, type Positions } from './broker.ts';

/** Partitions of a topic that nobody sized: the most processes that can share one group's work. */
export const DEFAULT_PARTITIONS = 8;
/** Largest message either broker takes. */
export const MAX_MESSAGE_BYTES = 8 * 1024 * 1024;
/** Messages of different partitions that one consumer works on at once: each may hold a database connection. */
export const PARTITIONS_AT_ONCE = 4;

/** Where a tail begins in every partition there is. */
export function startingPositions(
  from: 'latest' | Positions,
  log: { earliest: Positions; latest: Positions },
): Positions {
  if (from === 'latest') return log.latest;
  return mapPositions(log.earliest, (topic, partition, earliest) => {
    const wanted = from[topic]?.[partition] ?? earliest;
    if (BigInt(wanted) < BigInt(earliest)) {
      throw new PositionGone(`${topic}/${partition} begins at ${earliest}, ${wanted} is no longer there`);
    }
    return wanted;
  });
}

export function mapPositions(
  positions: Positions,
  change: (topic: string, partition: number, offset: string) => string,
): Positions {
  const perTopic = Object.entries(positions).map(([topic, partitions]) => {
    const changed = Object.entries(partitions).map(([partition, offset]) => [
      Number(partition),
      change(topic, Number(partition), offset),
    ]);
    return [topic, Object.fromEntries(changed)];
  });
  return Object.fromEntries(perTopic);
}
