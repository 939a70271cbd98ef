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
  return next === undefined || BigInt(place.offset) >= BigInt(next);
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
  return everyPlace(goal, (topic, partition, offset) => BigInt(reached[topic]?.[partition] ?? '0') >= BigInt(offset));
}

/** True when a log that holds `earliest` up to `latest` can be read from these positions without a gap. */
export function isHeld(positions: Positions, earliest: Positions, latest: Positions): boolean {
  const notBehind = everyPlace(earliest, (topic, partition, offset) => BigInt(positions[topic]?.[partition] ?? '0') >= BigInt(offset));
  return notBehind && everyPlace(positions, (topic, partition, offset) => BigInt(offset) <= BigInt(latest[topic]?.[partition] ?? '0'));
}

function everyPlace(positions: Positions, holds: (topic: string, partition: number, offset: string) => boolean): boolean {
  return Object.entries(positions).every(([topic, partitions]) =>
    Object.entries(partitions).every(([partition, offset]) => holds(topic, Number(partition), offset)),
  );
}
