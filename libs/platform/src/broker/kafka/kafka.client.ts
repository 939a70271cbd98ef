import { connect, type Socket } from 'node:net';
import kafkajs from 'kafkajs';
import type { ISocketFactory, Kafka, LogEntry } from 'kafkajs';
import type { Log } from '../../observability/index.ts';
import { calmRequestQueues } from './kafka.timers.ts';

calmRequestQueues();

const CLOSED = 'this Kafka client was closed';
const KEEP_ALIVE_MS = 30_000;
const SAME_LINE_EVERY_MS = 30_000;

export interface KafkaAddress {
  brokers: string[];
  clientId: string;
  log: Log;
}

export interface KafkaClient {
  kafka: Kafka;
  /** Cuts every connection of this client: the last word when kafkajs does not end by itself. */
  sever(): void;
}

/**
 * One client per consumer and producer, so that each can be severed without the others.
 *
 * @param retries of a request before it fails; 5 take 3 s, 30 take 28 s
 */
export function createClient({ brokers, clientId, log }: KafkaAddress, retries = 5): KafkaClient {
  const sockets = new Set<Socket>();
  let severed = false;
  const socketFactory: ISocketFactory = ({ host, port, onConnect }) => {
    const socket = connect({ host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_MS }, onConnect);
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    if (severed) socket.destroy(new Error(CLOSED));
    return socket;
  };
  const kafka = new kafkajs.Kafka({
    clientId,
    brokers,
    socketFactory,
    connectionTimeout: 3_000,
    requestTimeout: 15_000,
    retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries },
    logLevel: kafkajs.logLevel.WARN,
    logCreator: () => intoLog(log, () => severed),
  });
  return {
    kafka,
    sever() {
      severed = true;
      // kafkajs listens for an error, not for the closing: without one it keeps its timers and waits for answers.
      for (const socket of sockets) socket.destroy(new Error(CLOSED));
    },
  };
}

/** While a broker is away kafkajs says so several times a second; each line is kept to one in half a minute. */
function intoLog(log: Log, isOver: () => boolean): (entry: LogEntry) => void {
  const saidAt = new Map<string, number>();
  return ({ level, namespace, log: { message, timestamp, logger, stack, ...rest } }) => {
    const line = `${namespace} ${message}`;
    if (Date.now() - (saidAt.get(line) ?? 0) < SAME_LINE_EVERY_MS) return;
    if (saidAt.size > 500) saidAt.clear();
    saidAt.set(line, Date.now());
    const told = level === kafkajs.logLevel.ERROR && !isOver() ? 'warn' : 'debug';
    log[told]({ kafkajs: namespace, ...rest }, message);
  };
}
