import kafkajs from 'kafkajs';
import type { Producer } from 'kafkajs';
import type { BrokerProducer } from '../broker.ts';
import { settledWithin } from '../waiting.ts';
import { createClient, type KafkaAddress, type KafkaClient } from './kafka.client.ts';

const CLOSE_LIMIT_MS = 3_000;

interface Connected {
  producer: Producer;
  client: KafkaClient;
}

/**
 * `acks: -1`, idempotent, one request in flight. Connects with the first send.
 *
 * After a failed send the kafkajs producer is thrown away: it does not know whether Kafka took the batch, and would give its
 * sequence numbers to the next one, which Kafka may then drop as a duplicate while it says yes.
 */
export function createKafkaProducer(address: KafkaAddress): BrokerProducer {
  let current: Promise<Connected> | null = null;
  const connection = () => (current ??= connectProducer(address));

  const drop = async () => {
    const dropped = current;
    current = null;
    await dropped?.then(hangUp, () => undefined); // one that never connected has told its error to the send
  };

  return {
    async send(topic, messages) {
      if (messages.length === 0) return;
      try {
        const { producer } = await connection();
        await producer.send({ topic, acks: -1, messages, timeout: 10_000 });
      } catch (error) {
        await drop();
        throw error;
      }
    },
    close: drop,
  };
}

async function connectProducer(address: KafkaAddress): Promise<Connected> {
  const client = createClient(address);
  const producer = client.kafka.producer({
    idempotent: true,
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
    createPartitioner: kafkajs.Partitioners.DefaultPartitioner, // murmur2, as the Java clients
    // kafkajs repeats an idempotent send for ever by default; a relay wants to know, and to be able to stop.
    retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 8 },
  });
  try {
    await producer.connect();
  } catch (error) {
    await hangUp({ producer, client });
    throw error;
  }
  return { producer, client };
}

async function hangUp({ producer, client }: Connected): Promise<void> {
  await settledWithin(CLOSE_LIMIT_MS, producer.disconnect());
  client.sever();
}
