import type { Admin } from 'kafkajs';
import type { Positions, Retention } from '../broker.ts';
import { DEFAULT_PARTITIONS, MAX_MESSAGE_BYTES } from '../topics.ts';
import { settledWithin } from '../waiting.ts';
import { createClient, type KafkaAddress, type KafkaClient } from './kafka.client.ts';

const CLOSE_LIMIT_MS = 2_000;

export interface KafkaAdmin {
  ensureTopics(names: string[], partitions?: number): Promise<void>;
  positions(topics: string[]): Promise<{ earliest: Positions; latest: Positions }>;
  close(): Promise<void>;
}

export function createKafkaAdmin(address: KafkaAddress, retention: Retention): KafkaAdmin {
  let current: Promise<{ admin: Admin; client: KafkaClient }> | null = null;
  const existing = new Set<string>();

  const close = async () => {
    const closed = current;
    current = null;
    const connected = await closed?.catch(() => null); // the call that tried to connect has had the error
    if (!connected) return;
    await settledWithin(CLOSE_LIMIT_MS, connected.admin.disconnect());
    connected.client.sever();
  };

  const ask = async <T>(question: (admin: Admin) => Promise<T>): Promise<T> => {
    try {
      const { admin } = await (current ??= connectAdmin(address));
      return await question(admin);
    } catch (error) {
      await close();
      throw error;
    }
  };

  const ensureTopics = async (names: string[], partitions = DEFAULT_PARTITIONS) => {
    // kafkajs refuses a list that names a topic twice.
    const unknown = [...new Set(names)].filter((name) => !existing.has(name));
    if (unknown.length === 0) return;
    const there = await ask((admin) => admin.listTopics());
    const missing = unknown.filter((name) => !there.includes(name));
    if (missing.length > 0) await ask((admin) => createTopics(admin, missing, partitions, retention));
    for (const name of unknown) existing.add(name);
  };

  return {
    ensureTopics,
    async positions(topics) {
      await ensureTopics(topics);
      const offsets = await ask((admin) => Promise.all(topics.map((topic) => admin.fetchTopicOffsets(topic))));
      const at = (end: 'low' | 'high') =>
        Object.fromEntries(
          topics.map((topic, nth) => [topic, Object.fromEntries(offsets[nth]!.map((one) => [one.partition, one[end]]))]),
        );
      return { earliest: at('low'), latest: at('high') };
    },
    close,
  };
}

async function connectAdmin(address: KafkaAddress): Promise<{ admin: Admin; client: KafkaClient }> {
  const client = createClient(address);
  const admin = client.kafka.admin();
  try {
    await admin.connect();
  } catch (error) {
    client.sever();
    throw error;
  }
  return { admin, client };
}

/** Two processes may find the same topic missing: kafkajs answers false, without an error, where it exists by now. */
async function createTopics(admin: Admin, names: string[], numPartitions: number, retention: Retention): Promise<void> {
  const { days, megabytesPerPartition } = retention;
  const configEntries = [
    { name: 'max.message.bytes', value: String(MAX_MESSAGE_BYTES) },
    // The log's own time: a key that was retired, or stolen, cannot date its messages back.
    { name: 'message.timestamp.type', value: 'LogAppendTime' },
    { name: 'retention.ms', value: String(days === undefined ? -1 : days * 86_400_000) },
    {
      name: 'retention.bytes',
      value: String(megabytesPerPartition === undefined ? -1 : megabytesPerPartition * 1024 * 1024),
    },
  ];
  const topics = names.map((topic) => ({ topic, numPartitions, configEntries }));
  await admin.createTopics({ topics, waitForLeaders: true, timeout: 10_000 });
}
