import type { EachBatchPayload, KafkaMessage } from 'kafkajs';
import { crashPoint } from '../../faults/index.ts';
import type { Log } from '../../observability/index.ts';
import type { BrokerMessage } from '../broker.ts';
import type { Progress } from '../progress.ts';
import { backoffMs } from '../waiting.ts';
import type { MemberSignals } from './kafka.membership.ts';

export const HEARTBEAT_MS = 1_000;

export interface BatchReader {
  busy(): boolean;
  read(payload: EachBatchPayload, signals: MemberSignals): Promise<void>;
}

/** Hands the messages of a batch on, one after the other. One that fails pauses its partition only, and comes again. */
export function createBatchReader(o: {
  progress: Progress;
  log: Log;
  onMessage(message: BrokerMessage): void | Promise<void>;
}): BatchReader {
  const failures = new Map<string, number>();
  let inHand = 0;

  const failed = (partition: string, offset: string, error: unknown, pause: () => () => void) => {
    const inRow = (failures.get(partition) ?? 0) + 1;
    failures.set(partition, inRow);
    const waitMs = backoffMs(inRow);
    o.log.warn({ err: error, partition, offset, inRow, waitMs }, 'a message failed and will come again');
    setTimeout(pause(), waitMs).unref();
  };

  const handOn = async (message: BrokerMessage) => {
    inHand += 1;
    try {
      await o.onMessage(message);
    } finally {
      inHand -= 1;
    }
  };

  return {
    busy: () => inHand > 0,
    async read({ batch, pause, heartbeat, resolveOffset, commitOffsetsIfNecessary, isRunning, isStale }, { stopped, cut }) {
      const partition = `${batch.topic}/${batch.partition}`;
      o.progress.seen(partition, batch.highWatermark, batch.firstOffset() ?? undefined);
      for (const message of batch.messages) {
        if (stopped.aborted || !isRunning() || isStale()) return;
        try {
          await beating(heartbeat, cut, () => handOn(incoming(batch.topic, batch.partition, message)));
        } catch (error) {
          if (error instanceof LostMembership) throw error.reason;
          return failed(partition, message.offset, error, pause);
        }
        failures.delete(partition);
        resolveOffset(message.offset);
        o.progress.done(partition, (BigInt(message.offset) + 1n).toString());
        await heartbeat();
        crashPoint('broker.before-position-commit');
        await commitOffsetsIfNecessary();
        crashPoint('broker.after-position-commit');
      }
    },
  };
}

class LostMembership extends Error {
  readonly reason: unknown;
  constructor(reason: unknown) {
    super('the group has moved on');
    this.reason = reason;
  }
}

/**
 * kafkajs sends heartbeats between messages only; a long one would lose its partitions half-way. When the group moves on
 * meanwhile, the message is still finished first: the next owner waits for that.
 */
async function beating(heartbeat: () => Promise<void>, cut: AbortSignal, work: () => Promise<void>): Promise<void> {
  let lost: LostMembership | null = null;
  const beat = () => heartbeat().catch((error: unknown) => (lost ??= new LostMembership(error)));
  const timer = setInterval(beat, HEARTBEAT_MS);
  const end = () => clearInterval(timer);
  cut.addEventListener('abort', end, { once: true });
  try {
    await work();
  } finally {
    end();
    cut.removeEventListener('abort', end);
  }
  if (lost) throw lost;
}

function incoming(topic: string, partition: number, message: KafkaMessage): BrokerMessage {
  const headers = Object.entries(message.headers ?? {}).map(([name, value]) => {
    const last = Array.isArray(value) ? value.at(-1) : value;
    return [name, last?.toString() ?? ''];
  });
  return {
    topic,
    partition,
    offset: message.offset,
    key: message.key?.toString() ?? '',
    value: message.value?.toString() ?? '',
    headers: Object.fromEntries(headers),
    timestamp: Number(message.timestamp),
  };
}
