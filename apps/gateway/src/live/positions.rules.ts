/** Next offset to read, by topic and partition, in decimal text: the broker counts in 64 bits. */
export type Positions = Readonly<Record<string, Readonly<Record<number, string>>>>;

/** A place in the log. */
export interface LogPlace {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
}

/** True when reading from these positions would still bring the message. */
export function liesAhead(place: LogPlace, positions: Positions): boolean {
  const next = positions[place.topic]?.[place.partition];
  return next === undefined || !isLess(place.offset, next);
}

/** Compares as numbers without making any: thousands who come back have every event of a while compared with their cursor. */
export function isLess(offset: string, other: string): boolean {
  return offset.length === other.length ? offset < other : offset.length < other.length;
}

/** The positions after this message. */
export function advanced(positions: Positions, { topic, partition, offset }: LogPlace): Positions {
  return { ...positions, [topic]: { ...positions[topic], [partition]: String(BigInt(offset) + 1n) } };
}

/** Only the topics that a stream reads: its cursor is none of the others' business. */
export function ofTopics(positions: Positions, topics: ReadonlySet<string>): Positions {
  return Object.fromEntries(Object.entries(positions).filter(([topic]) => topics.has(topic)));
}

/** True when `reached` is at or past `goal` in every partition that the goal names. */
export function hasReached(reached: Positions, goal: Positions): boolean {
  return everyPlace(goal, (topic, partition, offset) => !isLess(reached[topic]?.[partition] ?? '0', offset));
}

/** True when a log that holds `earliest` up to `latest` can be read from these positions without a gap. */
export function isHeld(positions: Positions, earliest: Positions, latest: Positions): boolean {
  const notBehind = everyPlace(earliest, (topic, partition, offset) => !isLess(positions[topic]?.[partition] ?? '0', offset));
  return notBehind && everyPlace(positions, (topic, partition, offset) => !isLess(latest[topic]?.[partition] ?? '0', offset));
}

function everyPlace(positions: Positions, holds: (topic: string, partition: number, offset: string) => boolean): boolean {
  return Object.entries(positions).every(([topic, partitions]) =>
    Object.entries(partitions).every(([partition, offset]) => holds(topic, Number(partition), offset)),
  );
}

/** True when some partition of `start` is not reached: reading from `positions` would have to begin before it. */
export function isBefore(positions: Positions, start: Positions): boolean {
  return !everyPlace(start, (topic, partition, offset) => !isLess(positions[topic]?.[partition] ?? '0', offset));
}

/** In each partition the further of the two; a partition that only one names is its. */
export function higher(a: Positions, b: Positions): Positions {
  return merged(a, b, (one, other) => (isLess(one, other) ? other : one));
}

/** In each partition the earlier of the two. */
export function lower(a: Positions, b: Positions): Positions {
  return merged(a, b, (one, other) => (isLess(other, one) ? other : one));
}

/** How many messages lie between the two, where both name a partition. */
export function countBetween(from: Positions, goal: Positions): number {
  let count = 0;
  everyPlace(goal, (topic, partition, offset) => {
    const start = from[topic]?.[partition];
    if (start !== undefined) count += Math.max(0, Number(BigInt(offset) - BigInt(start)));
    return true;
  });
  return count;
}

function merged(a: Positions, b: Positions, choose: (one: string, other: string) => string): Positions {
  const all: Record<string, Record<number, string>> = {};
  for (const positions of [a, b]) {
    for (const [topic, partitions] of Object.entries(positions)) {
      const known = (all[topic] ??= {});
      for (const [partition, offset] of Object.entries(partitions)) known[Number(partition)] = known[Number(partition)] === undefined ? offset : choose(known[Number(partition)]!, offset);
    }
  }
  return all;
}
