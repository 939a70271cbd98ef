import { randomUUID } from 'node:crypto';
import { parse } from 'graphql';
import type { EventEnvelope } from '@lianfang/contracts/events';
import { eventSources, isWanted, valueAt } from './event.rules.ts';

const sourcesOf = (directives: string) => eventSources(parse(`schema { query: Query subscription: Live } type Live { moved(areaCode: ID!, id: ID): Int ${directives} }`)).get('moved')!;
const event = (data: unknown, areacode = '410811001'): EventEnvelope => ({
  specversion: '1.0', id: randomUUID(), type: 'reporting.moved.v1', source: 'reporting', subject: 's1', time: '2022-11-20T08:00:00+08:00',
  partitionkey: 's1', areacode, datacontenttype: 'application/json', data,
});

test('every @event of a field is read, with its topic', () => {
  const sources = sourcesOf('@event(name: "reporting.moved.v1", match: ["areaCode ^= @areacode"], root: ["id = place.id", "areaCode = $areaCode", "day"]) @event(name: "people.other.v2")');
  expect(sources.map(({ name, topic }) => [name, topic])).toEqual([['reporting.moved.v1', 'reporting.events'], ['people.other.v2', 'people.events']]);
  expect(sources[0]!.root).toEqual([
    { field: ['id'], from: { path: { of: 'data', names: ['place', 'id'] } } },
    { field: ['areaCode'], from: { argument: 'areaCode' } },
    { field: ['day'], from: { path: { of: 'data', names: ['day'] } } },
  ]);
});

test.each(['areaCode', 'areaCode ~ x', '= x'])('a match that cannot be read is refused: %s', (match) => {
  expect(() => sourcesOf(`@event(name: "a.b.v1", match: ["${match}"])`)).toThrow(RangeError);
});

test('a prefix matches the area and all below it, an equal only itself', () => {
  const [below] = sourcesOf('@event(name: "reporting.moved.v1", match: ["areaCode ^= areaCode"])');
  const [exact] = sourcesOf('@event(name: "reporting.moved.v1", match: ["areaCode = areaCode"])');
  const street = event({ areaCode: '410811001' });
  expect(isWanted(street, below!, { areaCode: '410811' })).toBe(true);
  expect(isWanted(street, exact!, { areaCode: '410811' })).toBe(false);
  expect(isWanted(street, exact!, { areaCode: '410811001' })).toBe(true);
  expect(isWanted(street, below!, { areaCode: '410812' })).toBe(false);
});

test('an argument that is not given matches everything; a value that is not there matches nothing', () => {
  const [source] = sourcesOf('@event(name: "reporting.moved.v1", match: ["id = id"])');
  expect(isWanted(event({}), source!, {})).toBe(true);
  expect(isWanted(event({}), source!, { id: 'x' })).toBe(false);
  expect(isWanted({ ...event({ id: 'x' }), type: 'reporting.other.v1' }, source!, { id: 'x' })).toBe(false);
});

test('paths read own values only', () => {
  expect(valueAt(event({ a: { b: 1 } }), { of: 'data', names: ['a', 'b'] })).toBe(1);
  expect(valueAt(event({}), { of: 'data', names: ['constructor'] })).toBeUndefined();
  expect(valueAt(event({}), { of: 'envelope', name: 'subject' })).toBe('s1');
});
