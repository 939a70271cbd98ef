import type { FedEvent } from './feed.ts';
import { createMemory } from './memory.ts';
import { advanced } from './positions.rules.ts';
import type { Positions } from './positions.rules.ts';

const topics = new Set(['t', 'u']);
const fed = (topic: string, partition: number, offset: number) => ({ place: { topic, partition, offset: String(offset) } }) as FedEvent;
const placesOf = (events: readonly FedEvent[]) => events.map(({ place: { topic, partition, offset } }) => `${topic}${partition}:${offset}`);

/** Three partitions of two topics, told in turns, from offset 95: the number of digits changes on the way. */
function filled(limit: number, count: number) {
  const memory = createMemory(limit);
  memory.open({ t: { 0: '95', 1: '95' }, u: { 0: '95' } });
  for (let at = 0; at < count; at++) {
    memory.add(fed('t', 0, 95 + at));
    memory.add(fed('t', 1, 95 + at));
    memory.add(fed('u', 0, 95 + at));
  }
  return memory;
}

test('what lies between two places is recalled in the order of the log, of each partition its own piece', () => {
  const memory = filled(100, 10);
  const found = memory.recall({ t: { 0: '98', 1: '101' }, u: { 0: '104' } }, { t: { 0: '100', 1: '102' }, u: { 0: '105' } }, topics);
  expect(placesOf(found)).toEqual(['t0:98', 't0:99', 't1:101', 'u0:104']);
  expect(placesOf(memory.recall({ t: { 0: '104', 1: '104' } }, { t: { 0: '105', 1: '105' } }, new Set(['t'])))).toEqual(['t0:104', 't1:104']);
});

test('who has missed nothing recalls nothing', () => {
  const now = { t: { 0: '105', 1: '105' }, u: { 0: '105' } };
  expect(filled(100, 10).recall(now, now, topics)).toEqual([]);
});

test('what was forgotten is not held, and what is put before it again is', async () => {
  const memory = filled(30, 11);
  const [all, goal] = [{ t: { 0: '95', 1: '95' }, u: { 0: '95' } }, { t: { 0: '106', 1: '106' }, u: { 0: '106' } }];
  expect(memory.holds(all, topics)).toBe(false);
  const start: Positions = memory.start();
  const missing = [95, 96, 97, 98].flatMap((offset) => [fed('t', 0, offset), fed('t', 1, offset), fed('u', 0, offset)]).filter(({ place }) => Number(place.offset) < Number(start[place.topic]![place.partition]));
  await memory.deepen(async () => ({ from: all, events: missing }));
  expect(memory.holds(all, topics)).toBe(true);
  expect(memory.recall(all, goal, topics)).toHaveLength(33);
  expect(placesOf(memory.recall(all, advanced({ t: { 0: '95', 1: '95' }, u: { 0: '95' } }, { topic: 'u', partition: 0, offset: '95' }), topics))).toEqual(['u0:95']);
});
