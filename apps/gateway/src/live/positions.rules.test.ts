import { advanced, hasReached, isHeld, liesAhead } from './positions.rules.ts';

const place = (offset: string, partition = 0) => ({ topic: 't', partition, offset });

test('a message lies ahead until the position is after it; a partition never heard of lies ahead whole', () => {
  expect(liesAhead(place('5'), { t: { 0: '5' } })).toBe(true);
  expect(liesAhead(place('4'), { t: { 0: '5' } })).toBe(false);
  expect(liesAhead(place('0', 1), { t: { 0: '5' } })).toBe(true);
});

test('offsets are counted beyond what a double holds', () => {
  expect(advanced({ t: { 0: '9007199254740993', 1: '7' } }, place('9007199254740993'))).toEqual({ t: { 0: '9007199254740994', 1: '7' } });
});

test('a goal is reached when every partition is', () => {
  expect(hasReached({ t: { 0: '3', 1: '9' } }, { t: { 0: '3', 1: '9' } })).toBe(true);
  expect(hasReached({ t: { 0: '3', 1: '8' } }, { t: { 0: '3', 1: '9' } })).toBe(false);
  expect(hasReached({}, { t: { 0: '0' } })).toBe(true);
});

test('a log that forgot the next message, or never had it, cannot be read on without a gap', () => {
  const [earliest, latest] = [{ t: { 0: '10' } }, { t: { 0: '20' } }];
  expect(isHeld({ t: { 0: '10' } }, earliest, latest)).toBe(true);
  expect(isHeld({ t: { 0: '20' } }, earliest, latest)).toBe(true);
  expect(isHeld({ t: { 0: '9' } }, earliest, latest)).toBe(false);
  expect(isHeld({ t: { 0: '21' } }, earliest, latest)).toBe(false);
  expect(isHeld({ t: { 1: '1' } }, earliest, latest)).toBe(false);
});
