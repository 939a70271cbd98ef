import { setTimeout as pause } from 'node:timers/promises';
import { AccountChanged, topicOf } from '@lianfang/contracts/events';
import type { EventEnvelope } from '@lianfang/contracts/events';
import { Gauge } from 'prom-client';
import type { Broker, BrokerMessage, BrokerTail, Positions } from '../broker/index.ts';
import { metrics } from '../observability/index.ts';
import type { Log } from '../observability/index.ts';
import { Forged, Unreadable, openEnvelope, parseEnvelope } from '../signing/index.ts';
import type { EventTrust } from '../signing/index.ts';
import { isOfStanding } from './standing.rules.ts';

export interface Reading {
  /** Milliseconds since everything was known that there was to know. */
  ageMs(): number;
  stop(): Promise<void>;
}

interface Source {
  broker: Broker;
  trust: EventTrust | null;
  log: Log;
}

const topic = topicOf(AccountChanged);
const pauseMs = 1_000;
const caughtUpEveryMs = 20;

const ages = new Set<() => number>();
new Gauge({
  name: 'lianfang_standing_age_seconds',
  help: 'Since accounts, keys and revocations were last known to be complete; it grows while the event log is away',
  registers: [metrics.registry],
  collect() {
    this.set(Math.max(0, ...[...ages].map((age) => age())) / 1000);
  },
});

/** Every event of the standing from the first on, and those to come. Resolves when all that the log held at the start was read. */
export async function readAgencies(source: Source, onEvent: (event: EventEnvelope) => void): Promise<Reading> {
  const tail = await opened(source, onEvent);
  const ageMs = () => Math.max(0, Date.now() - tail.status().lastProgressAt);
  ages.add(ageMs);
  return {
    ageMs,
    async stop() {
      ages.delete(ageMs);
      await tail.stop();
    },
  };
}

async function opened(source: Source, onEvent: (event: EventEnvelope) => void): Promise<BrokerTail> {
  for (;;) {
    try {
      return await caughtUp(source, onEvent);
    } catch (error) {
      source.log.warn({ err: error }, 'the standing of accounts cannot be read from the event log; trying again');
      await pause(pauseMs);
    }
  }
}

async function caughtUp({ broker, trust, log }: Source, onEvent: (event: EventEnvelope) => void): Promise<BrokerTail> {
  await broker.ensureTopics([topic]);
  const { earliest, latest } = await broker.positions([topic]);
  const tail = await broker.tail({ topics: [topic], from: earliest, onMessage: (message) => takeIn(message, { trust, log }, onEvent) });
  while (!reached(tail.positions(), latest)) await pause(caughtUpEveryMs);
  return tail;
}

function reached(positions: Positions, goal: Positions): boolean {
  return Object.entries(goal[topic] ?? {}).every(([partition, end]) => BigInt(positions[topic]?.[Number(partition)] ?? '0') >= BigInt(end));
}

/** A message that is forged or no event changes nobody's standing, and does not keep those behind it from being read. */
function takeIn(message: BrokerMessage, { trust, log }: Omit<Source, 'broker'>, onEvent: (event: EventEnvelope) => void): void {
  try {
    // Most of what `agencies` says is its trail; a signature costs more than this look.
    const event = parseEnvelope(message.value);
    if (!isOfStanding(event.type)) return;
    onEvent(trust ? openEnvelope(message, trust) : event);
  } catch (error) {
    const { partition, offset } = message;
    if (error instanceof Forged || error instanceof Unreadable) log.error({ err: error, partition, offset }, 'a message about accounts is forged or no event; it changes nothing');
    else log.error({ err: error, partition, offset }, 'an event about accounts is not what its contract says; it changes nothing');
  }
}
