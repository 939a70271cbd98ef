import type { Log } from '../../observability/index.ts';
import type { Broker, BrokerTail, Positions, Retention, TailOptions } from '../broker.ts';
import { createOpened } from '../opened.ts';
import { createProgress } from '../progress.ts';
import { DEFAULT_PARTITIONS, MAX_MESSAGE_BYTES, startingPositions } from '../topics.ts';
import { STOP_LIMIT_MS, settledWithin } from '../waiting.ts';
import { consumeLog, type LogAddress } from './log.consumer.ts';
import { startReader } from './log.reader.ts';
import { keepRetention } from './log.retention.ts';
import { insertMessages, insertTopics, listRanges, listTopics, positionsOf, type LogTopic } from './log.store.ts';
import { openLogDatabase } from './log.tables.ts';
import { startWakeup } from './log.wakeup.ts';

/** The event log in PostgreSQL: for places where no Kafka can be had, with the same promises. */
export async function openLogBroker(
  o: { url: string; clientId: string; log: Log },
  retention: Retention,
): Promise<Broker> {
  const pool = await openLogDatabase(o.url, o.clientId);
  pool.on('error', (error) => o.log.warn({ err: error }, 'an idle connection to the event log broke'));
  const wakeup = startWakeup(o.url, o.clientId, o.log);
  const address: LogAddress = { ...o, pool, wakeup };
  const closing = new AbortController();
  const sweeping = keepRetention(pool, retention, o.log, closing.signal);
  const topics = createTopicList(address);
  const opened = createOpened();

  const ranges = async (names: string[]) => listRanges(pool, await topics.ensure(names));
  const positions = async (names: string[]) => {
    const now = await ranges(names);
    return { earliest: positionsOf(now, 'first'), latest: positionsOf(now, 'next') };
  };

  return {
    kind: 'embedded',
    positions,
    async ensureTopics(names, partitions) {
      await topics.ensure(names, partitions);
    },
    async producer() {
      return {
        async send(name, messages) {
          if (messages.length === 0) return;
          for (const { value } of messages) refuseTooLarge(value);
          const [topic] = await topics.ensure([name]);
          await insertMessages(pool, topic!, messages);
        },
        async close() {},
      };
    },
    async consume(options) {
      return opened.consumer(await consumeLog(address, await topics.ensure(options.topics), options));
    },
    async tail({ topics: names, from, onMessage }) {
      const start = startingPositions(from, await positions(names));
      return opened.consumer(tailLog(address, await topics.ensure(names), start, onMessage));
    },
    async close() {
      closing.abort();
      await opened.closeAll();
      await Promise.all([wakeup.close(), sweeping]);
      await pool.end();
    },
  };
}

function tailLog(address: LogAddress, topics: LogTopic[], start: Positions, onMessage: TailOptions['onMessage']): BrokerTail {
  const progress = createProgress();
  const readers = topics.flatMap((topic) =>
    Object.entries(start[topic.name] ?? {}).map(([partition, from]) => ({ topic, partition: Number(partition), from })),
  );
  progress.assign(readers.map(({ topic, partition }) => `${topic.name}/${partition}`));
  const started = readers.map(({ topic, partition, from }) => {
    const { pool: db, wakeup, log } = address;
    const reader = startReader({ db, wakeup, topic, partition, from, progress, log, onMessage });
    return { topic, partition, reader };
  });
  return {
    status: progress.status,
    positions() {
      const next: Positions = {};
      for (const { topic, partition, reader } of started) (next[topic.name] ??= {})[partition] = reader.next();
      return next;
    },
    async stop() {
      await settledWithin(STOP_LIMIT_MS, Promise.all(started.map(({ reader }) => reader.stop())));
      progress.assign([]);
    },
  };
}

/** Topics never change once made, so each is asked for once per process. */
function createTopicList({ pool }: LogAddress) {
  const known = new Map<string, LogTopic>();
  return {
    async ensure(names: string[], partitions = DEFAULT_PARTITIONS): Promise<LogTopic[]> {
      const unknown = names.filter((name) => !known.has(name));
      if (unknown.length > 0) {
        await insertTopics(pool, unknown, partitions);
        for (const topic of await listTopics(pool, unknown)) known.set(topic.name, topic);
      }
      return names.map((name) => known.get(name)!);
    },
  };
}

function refuseTooLarge(value: string): void {
  const bytes = Buffer.byteLength(value);
  if (bytes > MAX_MESSAGE_BYTES) throw new RangeError(`a message of ${bytes} bytes is more than ${MAX_MESSAGE_BYTES}`);
}
