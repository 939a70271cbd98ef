import { randomUUID } from 'node:crypto';
import type { Broker, BrokerProducer } from '@lianfang/platform/broker';
import { PositionGone } from '@lianfang/platform/broker';
import { createLog } from '@lianfang/platform/observability';
import { testBroker } from '@lianfang/testing/broker';
import { testTrust } from '@lianfang/testing/signing';
import { eventually } from '@lianfang/testing/wait';
import { alertEvent, uniqueService } from '../fixtures/watch.ts';
import { type Feed, createFeed } from './feed.ts';
import type { Positions } from './positions.rules.ts';

/* Thousands come back to a gateway that was just started: what they missed is not in its memory, and Kafka is not to be asked by each. */

const service = uniqueService();
const topic = `${service}.events`;
const topics = new Set([topic]);
const log = createLog({ name: 'test', level: 'silent' });
let broker: Broker;
let producer: BrokerProducer;
let tails = 0;
const feeds: Feed[] = [];

beforeAll(async () => {
  broker = await testBroker();
  await broker.ensureTopics([topic], 3);
  producer = await broker.producer();
});
afterEach(async () => void (await Promise.all(feeds.splice(0).map((feed) => feed.stop()))));
afterAll(async () => {
  await producer.close();
  await broker.close();
});

async function openFeed(): Promise<Feed> {
  const counted: Broker = { ...broker, tail: (o) => ((tails += 1), broker.tail(o)) };
  const feed = createFeed(counted, testTrust, log);
  feeds.push(feed);
  await feed.follow(topics);
  tails = 0;
  return feed;
}

async function send(count: number): Promise<string[]> {
  const alerts = Array.from({ length: count }, () => ({ id: randomUUID(), kind: 'FEVER', state: 'RAISED', areaCode: '410811001001', personId: randomUUID() }));
  await producer.send(topic, alerts.map((alert) => alertEvent(service, 'alert-raised', alert)));
  return alerts.map(({ id }) => id);
}

async function missed(feed: Feed, from: Positions, goal = feed.positions()): Promise<string[]> {
  const told: string[] = [];
  await feed.replay({ from, goal, topics }, { hear: async (events) => void told.push(...events.map(({ event }) => event.subject)), ready: () => Promise.resolve() });
  return told;
}
const end = async () => (await broker.positions([topic])).latest;

test('five hundred who come back at once, from two places, have the log read once for all of them', async () => {
  const [early, first] = [await end(), await send(40)];
  const [late, second] = [await end(), await send(40)];
  const feed = await openFeed();
  const told = await Promise.all(Array.from({ length: 500 }, (_, at) => missed(feed, at % 2 ? early : late)));
  expect(new Set(told.map((each) => [...each].sort().join()))).toEqual(new Set([[...first, ...second].sort().join(), [...second].sort().join()]));
  expect(tails).toBe(1);
  expect(await missed(feed, early)).toHaveLength(80);
  expect(tails).toBe(1);
});

test('what happens while the log is read again is not told twice: the replay ends where the stream had joined', async () => {
  const from = await end();
  const before = await send(20);
  const feed = await openFeed();
  const goal = feed.positions();
  const reading = missed(feed, from, goal);
  await send(20);
  expect([...(await reading)].sort()).toEqual([...before].sort());
});

test('what is further back than memory can hold is read alone, and whole', async () => {
  const from = await end();
  const all: string[] = [];
  for (let at = 0; at < 21; at++) all.push(...(await send(1_000)));
  const feed = await openFeed();
  expect([...(await missed(feed, from))].sort()).toEqual([...all].sort());
  expect(tails).toBe(1);
}, 180_000);

test('a place ahead of this gateway, which lags behind, is fine when the log has it; one that the log never had is not', async () => {
  const feed = await openFeed();
  const { [topic]: now } = await end();
  const ahead = { [topic]: { ...now!, 0: String(BigInt(now![0]!) + 1n) } };
  await expect(missed(feed, ahead)).rejects.toThrow(PositionGone);
  await send(30);
  await eventually(async () => expect(await end()).toEqual(feed.positions()));
  expect((await missed(feed, { [topic]: now! })).length).toBe(30);
});

test('an event that its owner has not signed is passed over', async () => {
  const feed = await openFeed();
  const heard: string[] = [];
  feed.onEvent(({ event }) => void heard.push(event.subject));
  const forged = alertEvent(service, 'alert-raised', { id: randomUUID(), kind: 'FEVER', state: 'RAISED', areaCode: '410811001001', personId: randomUUID() });
  const from = feed.positions();
  await producer.send(topic, [{ ...forged, headers: {} }, { ...forged, value: forged.value.replace('FEVER', 'FIRE!') }]);
  const [true1] = await send(1);
  await eventually(() => expect(heard).toEqual([true1]));
  expect(await missed(feed, from)).toEqual([true1]);
});
