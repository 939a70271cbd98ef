import { randomUUID } from 'node:crypto';
import { HealthCodeAssigned, OrderConfirmed, topicOf } from '@lianfang/contracts/events';
import type { EventDefinition } from '@lianfang/contracts/events';
import { openBroker } from '@lianfang/platform/broker';
import { createLog } from '@lianfang/platform/observability';
import type { House } from '@lianfang/testing/house';
import { signed } from '@lianfang/testing/signing';
import { shanghaiDay } from '@lianfang/platform/clock';
import pg from 'pg';

/** Somebody with a line to Kafka and no key of a service: an order and a code of a person, unsigned and signed by a stranger. */
export async function injectForgeries(house: House, person: { id: string; areaCode: string }): Promise<void> {
  const log = createLog({ name: 'stranger', level: 'error' });
  const broker = await openBroker({ brokers: house.started.kafka.brokers, clientId: 'stranger', log });
  const producer = await broker.producer();
  const common = { personId: person.id, areaCode: person.areaCode, day: shanghaiDay(new Date()) };
  const order = { ...common, orderId: randomUUID(), householdId: null, mode: 'HOME', plannedEnd: new Date(Date.now() + 864e5).toISOString(), ruleVersion: '9' };
  const code = { ...common, changeId: randomUUID(), code: 'RED', previous: 'GREEN', ruleId: 'by-decision', ruleVersion: '9', until: null };
  try {
    for (const [event, payload] of [[OrderConfirmed, order], [HealthCodeAssigned, code]] as const) {
      const topic = topicOf(event as EventDefinition);
      const message = { key: person.id, value: JSON.stringify(envelopeOf(event.name, person, payload)) };
      await producer.send(topic, [{ ...message, headers: {} }, signed(topic, message)]);
    }
  } finally {
    await producer.close();
    await broker.close();
  }
}

function envelopeOf(type: string, person: { id: string; areaCode: string }, data: object) {
  return {
    specversion: '1.0', id: randomUUID(), type, source: type.split('.')[0], subject: person.id, time: new Date().toISOString(), partitionkey: person.id,
    areacode: person.areaCode, datacontenttype: 'application/json', data,
  };
}

/** How many forged events a service has refused; each is an alarm in its log and its metrics too. */
export async function forgeriesRefused(databaseUrl: string): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ refused: number }>(`SELECT count(*)::int AS refused FROM dead_letters WHERE reason = 'FORGED'`);
    return rows[0]!.refused;
  } finally {
    await client.end();
  }
}
