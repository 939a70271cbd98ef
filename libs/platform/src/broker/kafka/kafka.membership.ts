import type { Consumer, ConsumerConfig, EachBatchPayload } from 'kafkajs';
import type { Log } from '../../observability/index.ts';
import type { Progress } from '../progress.ts';
import { JOIN_LIMIT_MS, STOP_LIMIT_MS, backoffMs, pauseUnlessStopped, settledWithin } from '../waiting.ts';
import { createClient, type KafkaAddress, type KafkaClient } from './kafka.client.ts';

/**
 * A Kafka that restarts within half a minute finds the member it knew and goes on at once; a new member would first wait for
 * the old one's session to expire.
 */
const RETRIES = 30;
/** With no message in hand, a consumer that does not end is only waiting for a Kafka that is away. */
const IDLE_STOP_LIMIT_MS = 1_500;

export interface MemberSignals {
  /** Finish the message in hand and begin no other. */
  stopped: AbortSignal;
  /** The connections are gone: whatever is still in hand belongs to the next owner. */
  cut: AbortSignal;
}

export interface MembershipOptions {
  address: KafkaAddress;
  config: ConsumerConfig;
  topics: string[];
  fromBeginning: boolean;
  autoCommit: boolean;
  partitionsAtOnce: number;
  progress: Progress;
  log: Log;
  /** Before each joining: topics that are missing would be left out of the assignment for minutes. */
  prepare(): Promise<void>;
  onJoin?(consumer: Consumer, assignment: Record<string, number[]>): void;
  eachBatch(payload: EachBatchPayload, signals: MemberSignals): Promise<void>;
  /** Whether a message is in hand. */
  busy(): boolean;
  onCrash?(error: Error): void;
}

export interface Membership {
  stop(): Promise<void>;
}

/**
 * Keeps one kafkajs consumer in its group. kafkajs may end a consumer for good while the process lives, and its own restart
 * keeps worn-out state; so it is never let restart, and every crash, healable or not, is answered with a new consumer.
 */
export async function keepMembership(o: MembershipOptions): Promise<Membership> {
  const stopping = new AbortController();
  let joined = () => {};
  const firstJoin = new Promise<void>((resolve) => (joined = resolve));
  const kept = keepJoined(o, stopping.signal, joined);
  await settledWithin(JOIN_LIMIT_MS, firstJoin);
  return {
    async stop() {
      stopping.abort();
      await kept;
      o.progress.assign([]);
    },
  };
}

async function keepJoined(o: MembershipOptions, stopped: AbortSignal, joined: () => void): Promise<void> {
  for (let crashes = 1; !stopped.aborted; crashes++) {
    const since = Date.now();
    const error = await liveOnce(o, stopped, joined);
    if (!error) return;
    o.log.warn({ err: error, group: o.config.groupId }, 'the Kafka consumer ended and starts anew');
    if (!isHealable(error)) o.onCrash?.(error);
    if (Date.now() - since > 60_000) crashes = 1;
    await pauseUnlessStopped(backoffMs(crashes), stopped);
  }
}

/** One kafkajs consumer from joining to its end: an error when it crashed, null when it was told to stop. */
async function liveOnce(o: MembershipOptions, stopped: AbortSignal, joined: () => void): Promise<Error | null> {
  const client = createClient(o.address, RETRIES);
  const cutting = new AbortController();
  const consumer = client.kafka.consumer({ ...o.config, retry: { retries: RETRIES, restartOnFailure: async () => false } });
  const ended = new Promise<Error | null>((resolve) => {
    consumer.on(consumer.events.CRASH, ({ payload }) => resolve(payload.error));
    stopped.addEventListener('abort', () => resolve(null), { once: true });
    if (stopped.aborted) resolve(null);
  });
  watch(consumer, o, joined);
  const running = run(consumer, o, { stopped, cut: cutting.signal }).then(
    () => ended,
    (error: Error) => error,
  );
  const end = await Promise.race([running, ended]);
  await retire(consumer, client, o);
  cutting.abort();
  return stopped.aborted ? null : end;
}

function watch(consumer: Consumer, o: MembershipOptions, joined: () => void): void {
  consumer.on(consumer.events.FETCH, () => o.progress.heard());
  consumer.on(consumer.events.GROUP_JOIN, ({ payload: { memberAssignment } }) => {
    const partitions = Object.entries(memberAssignment).flatMap(([topic, own]) => own.map((one) => `${topic}/${one}`));
    o.progress.assign(partitions);
    o.onJoin?.(consumer, memberAssignment);
    joined();
  });
}

async function run(consumer: Consumer, o: MembershipOptions, signals: MemberSignals): Promise<void> {
  await o.prepare();
  await consumer.connect();
  await consumer.subscribe({ topics: o.topics, fromBeginning: o.fromBeginning });
  await consumer.run({
    autoCommit: o.autoCommit,
    autoCommitInterval: 250,
    eachBatchAutoResolve: false,
    partitionsConsumedConcurrently: o.partitionsAtOnce,
    eachBatch: (payload) => o.eachBatch(payload, signals),
  });
}

/** kafkajs waits for the message in hand without a limit; what is left of it then loses its connections. */
async function retire(consumer: Consumer, client: KafkaClient, { log, busy }: MembershipOptions): Promise<void> {
  const ended = consumer.disconnect().catch((error: Error) => log.debug({ err: error }, 'the Kafka consumer left badly'));
  const inTime = await settledWithin(IDLE_STOP_LIMIT_MS, ended);
  if (!inTime && busy() && !(await settledWithin(STOP_LIMIT_MS - IDLE_STOP_LIMIT_MS, ended))) {
    log.warn('the Kafka consumer did not stop in time and was cut off; its last message will come again');
  }
  client.sever();
}

function isHealable(error: Error & { retriable?: boolean; cause?: unknown }): boolean {
  if (error.name === 'KafkaJSNumberOfRetriesExceeded' || error.retriable === true) return true;
  return error.cause instanceof Error && isHealable(error.cause);
}
