import type { Broker, Retention } from '../broker.ts';
import { createOpened } from '../opened.ts';
import { startingPositions } from '../topics.ts';
import { createKafkaAdmin } from './kafka.admin.ts';
import type { KafkaAddress } from './kafka.client.ts';
import { consumeKafka, tailKafka } from './kafka.consumer.ts';
import { createKafkaProducer } from './kafka.producer.ts';

/** Apache Kafka by kafkajs. Nothing is connected before it is needed, so a service starts while Kafka is away. */
export function createKafkaBroker(address: KafkaAddress, retention: Retention): Broker {
  const admin = createKafkaAdmin(address, retention);
  const opened = createOpened();

  return {
    kind: 'kafka',
    ensureTopics: admin.ensureTopics,
    positions: admin.positions,
    async producer() {
      return opened.producer(createKafkaProducer(address));
    },
    async consume(options) {
      return opened.consumer(await consumeKafka(address, () => admin.ensureTopics(options.topics), options));
    },
    async tail({ topics, from, onMessage }) {
      const start = startingPositions(from, await admin.positions(topics));
      return opened.consumer(await tailKafka(address, start, { topics, onMessage }));
    },
    async close() {
      await opened.closeAll();
      await admin.close();
    },
  };
}
