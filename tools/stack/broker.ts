import { connect } from 'node:net';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { isKafkaHome, prepareKafka, startKafka, type KafkaHome, type KafkaMissing } from '../kafka/kafka.ts';
import { keep } from './keep.ts';
import type { Ports } from './ports.ts';
import type { StackSettings } from './settings.ts';
import type { KafkaKind } from './state.ts';

export interface ChosenBroker {
  kind: KafkaKind;
  brokers: string[];
  /** Said at start: which broker, and why this one. */
  why: string;
  dataDir?: string;
  /** What the services are told. */
  env(embeddedLogUrl: () => string): NodeJS.ProcessEnv;
  stop(): Promise<void>;
  /** Throws away every event; the broker is running again afterwards. */
  empty(): Promise<void>;
}

/** The order of the choice: what you name, Apache Kafka on this machine, the embedded log. */
export async function chooseBroker(settings: StackSettings, ports: Ports, say: (line: string) => void): Promise<ChosenBroker> {
  if (settings.broker.forced === 'embedded') return embeddedLog('LIANFANG_BROKER=embedded asks for it');
  if (settings.broker.external) return external(settings.broker.external);
  const home = await prepareKafka({ home: join(settings.root, '.lianfang', 'kafka-home'), log: say });
  if (!isKafkaHome(home)) return embeddedLog(whyNotKafka(home));
  return local(home, settings, ports, say);
}

function whyNotKafka(lack: KafkaMissing): string {
  return `Apache Kafka cannot run here: ${lack.missing} is missing. To get it: ${lack.hint}`;
}

async function external(brokers: string[]): Promise<ChosenBroker> {
  const reached = await Promise.all(brokers.map(isListening));
  if (!reached.includes(true)) throw new Error(`none of KAFKA_BROKERS=${brokers.join(',')} answers. Start it, or unset KAFKA_BROKERS to run one here`);
  return {
    kind: 'external', brokers, why: 'KAFKA_BROKERS names it',
    env: () => ({ KAFKA_BROKERS: brokers.join(',') }),
    stop: async () => {},
    empty: async () => {
      throw new Error('the Kafka named by KAFKA_BROKERS is yours: delete the topics "*.events" there yourself (kafka-topics.sh --delete), then start again');
    },
  };
}

async function local(home: KafkaHome, settings: StackSettings, ports: Ports, say: (line: string) => void): Promise<ChosenBroker> {
  const dataDir = join(settings.stateDir, 'kafka');
  const start = () => startKafka({ home, dataDir, port: ports.kafka!, controllerPort: ports['kafka-controller']!, heapMb: 192 });
  const watched = async () => keep({ name: 'Kafka', running: await start(), ended: (one) => one.exited, start, say });
  let kafka = await watched();
  const stop = () => {
    kafka.letGo();
    return kafka.current().stop();
  };
  return {
    kind: 'apache-kafka', brokers: kafka.current().brokers, why: 'started here from its published jars', dataDir, stop,
    env: () => ({ KAFKA_BROKERS: kafka.current().brokers.join(',') }),
    async empty() {
      await stop();
      rmSync(dataDir, { recursive: true, force: true });
      kafka = await watched();
    },
  };
}

/** Its events live in a database of their own, which is emptied with the others. */
function embeddedLog(why: string): ChosenBroker {
  return {
    kind: 'embedded', brokers: [], why,
    env: (embeddedLogUrl) => ({ LIANFANG_BROKER: 'embedded', EMBEDDED_LOG_URL: embeddedLogUrl() }),
    stop: async () => {},
    empty: async () => {},
  };
}

function isListening(broker: string): Promise<boolean> {
  const [host = '127.0.0.1', port = '9092'] = broker.split(':');
  return new Promise((settle) => {
    const socket = connect({ host, port: Number(port), timeout: 3_000 });
    const answer = (reached: boolean) => {
      socket.destroy();
      settle(reached);
    };
    socket.once('connect', () => answer(true)).once('error', () => answer(false)).once('timeout', () => answer(false));
  });
}
