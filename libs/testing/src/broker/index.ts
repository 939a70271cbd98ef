import { randomBytes } from 'node:crypto';
import { openBroker, type Broker } from '@lianfang/platform/broker';
import { createLog } from '@lianfang/platform/observability';
import { asAdmin, urlOf } from '../postgres/server.ts';

/**
 * The broker of this test run: the real Apache Kafka, or the embedded log where there is none or when
 * `LIANFANG_TEST_BROKER=embedded` asks for it. Close it at the end of the file.
 */
export async function testBroker(): Promise<Broker> {
  const log = createLog({ name: 'test', level: process.env.LOG_LEVEL ?? 'silent' });
  const kafka = process.env.LIANFANG_TEST_KAFKA;
  if (kafka && process.env.LIANFANG_TEST_BROKER !== 'embedded') {
    return openBroker({ brokers: kafka.split(','), clientId: 'test', log });
  }
  return embeddedBroker(log);
}

/** A name that no other test file uses: all share one Kafka. */
export function uniqueTopic(name: string): string {
  return `${name}.${randomBytes(5).toString('hex')}`;
}

/** The embedded log in a database of its own, dropped when the broker is closed. */
async function embeddedBroker(log: ReturnType<typeof createLog>): Promise<Broker> {
  const name = `test_log_${randomBytes(6).toString('hex')}`;
  await asAdmin((client) => client.query(`CREATE DATABASE ${name}`));
  const broker = await openBroker({ embeddedLogUrl: urlOf(name), clientId: 'test', log });
  return {
    ...bound(broker),
    async close() {
      await broker.close();
      await asAdmin((client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`));
    },
  };
}

/** A class instance keeps its methods on the prototype, where a spread does not see them. */
function bound(broker: Broker): Broker {
  return {
    kind: broker.kind,
    ensureTopics: (names, partitions) => broker.ensureTopics(names, partitions),
    producer: () => broker.producer(),
    consume: (o) => broker.consume(o),
    tail: (o) => broker.tail(o),
    positions: (topics) => broker.positions(topics),
    close: () => broker.close(),
  };
}
