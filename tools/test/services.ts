import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isKafkaHome, prepareKafka, startKafka, stopOrphan } from '../kafka/kafka.ts';
import { startCluster, stopLeftOver } from '../postgres/cluster.ts';
import { anyPorts } from '../process/port.ts';
import { commandLine } from '../process/process.ts';

export interface TestServices {
  postgresUrl: string;
  /** Comma list, or null when Apache Kafka cannot be had here or is not wanted. */
  kafka: string | null;
  stop(): Promise<void>;
}

export interface TestServicesPlan {
  root: string;
  /** Servers that run already are used, not doubled. */
  postgresUrl?: string;
  kafka?: string;
  withoutKafka?: boolean;
  say(line: string): void;
}

const prefix = 'lianfang-test-';

/** PostgreSQL (without fsync: a test database need not survive the machine) and Apache Kafka for one test run. */
export async function startTestServices(plan: TestServicesPlan): Promise<TestServices> {
  await sweepDeadRuns();
  const folder = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`));
  chmodSync(folder, 0o755); // PostgreSQL's own account must be able to walk in.
  const [postgres, kafka] = await Promise.all([postgresFor(plan, folder), kafkaFor(plan, folder)]);
  return {
    postgresUrl: postgres.url,
    kafka: kafka.brokers,
    async stop() {
      await Promise.all([postgres.stop(), kafka.stop()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function postgresFor(plan: TestServicesPlan, folder: string): Promise<{ url: string; stop(): Promise<void> }> {
  if (plan.postgresUrl) return { url: plan.postgresUrl, stop: nothingToStop };
  const [port] = await anyPorts(1);
  const cluster = await startCluster({
    root: plan.root, dataDir: join(folder, 'postgres'), port: port!, password: 'test', logFile: join(folder, 'postgres.log'),
    settings: {
      fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '300', shared_buffers: '256MB',
      max_wal_size: '2GB', autovacuum_naptime: '10s',
    },
  });
  return { url: cluster.url(), stop: () => cluster.stop() };
}

async function kafkaFor(plan: TestServicesPlan, folder: string): Promise<{ brokers: string | null; stop(): Promise<void> }> {
  if (plan.kafka) return { brokers: plan.kafka, stop: nothingToStop };
  if (plan.withoutKafka) return { brokers: null, stop: nothingToStop };
  const home = await prepareKafka({ home: join(plan.root, '.lianfang', 'kafka-home'), log: plan.say });
  if (!isKafkaHome(home)) {
    plan.say(`Apache Kafka is not used in this run: ${home.missing} is missing (${home.hint}). The embedded event log stands in for it.`);
    return { brokers: null, stop: nothingToStop };
  }
  const [port, controllerPort] = await anyPorts(2);
  const kafka = await startKafka({ home, dataDir: join(folder, 'kafka'), port: port!, controllerPort: controllerPort!, heapMb: 384 });
  return { brokers: kafka.brokers.join(','), stop: () => kafka.stop() };
}

async function nothingToStop(): Promise<void> {}

/** What a run left behind that was killed before its teardown. */
async function sweepDeadRuns(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(prefix))) {
    const owner = Number(name.slice(prefix.length).split('-')[0]);
    if (!Number.isInteger(owner) || commandLine(owner) !== null) continue;
    const folder = join(tmpdir(), name);
    await stopLeftOver(join(folder, 'postgres'));
    await stopOrphan(join(folder, 'kafka'));
    rmSync(folder, { recursive: true, force: true });
  }
}
