import type { BrokerProgress } from './broker.ts';

interface Reading {
  next: number;
  end: number;
  /** When it last moved on, or when it had nothing to do. */
  movedAt: number;
}

/** Keeps what a watchdog asks: does work that waits go on, in every partition? */
export interface Progress {
  /** The partitions read from now on, as `topic/partition`. */
  assign(partitions: readonly string[]): void;
  /** The broker answered. */
  heard(): void;
  /** A partition ends here; `next` where nothing of it was read yet. */
  seen(partition: string, end: string | number, next?: string | number): void;
  /** A message is done. */
  done(partition: string, next: string | number): void;
  status(): BrokerProgress;
}

export function createProgress(): Progress {
  let heardAt = Date.now();
  let readings = new Map<string, Reading>();

  return {
    assign(partitions) {
      const known = readings;
      const fresh = () => ({ next: 0, end: 0, movedAt: Date.now() });
      readings = new Map(partitions.map((partition) => [partition, known.get(partition) ?? fresh()]));
      heardAt = Date.now();
    },
    heard() {
      heardAt = Date.now();
    },
    seen(partition, end, next) {
      const reading = readings.get(partition);
      if (!reading) return;
      if (reading.next >= reading.end) reading.movedAt = Date.now();
      if (next !== undefined) reading.next = Math.max(reading.next, Number(next));
      reading.end = Math.max(reading.end, Number(end));
    },
    done(partition, next) {
      const reading = readings.get(partition);
      if (!reading) return;
      reading.next = Number(next);
      reading.movedAt = Date.now();
    },
    status() {
      const waiting = [...readings.values()].filter((reading) => reading.end > reading.next);
      return {
        lastProgressAt: Math.min(heardAt, ...waiting.map((reading) => reading.movedAt)),
        lag: waiting.reduce((sum, reading) => sum + reading.end - reading.next, 0),
        assigned: readings.size,
      };
    },
  };
}
