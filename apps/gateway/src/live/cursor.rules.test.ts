import { createCursorSeal } from './cursor.ts';

const positions = { 'reporting.events': { 0: '12', 1: '9007199254740993' } };

test('a cursor opens again, also in another gateway with the same secret', () => {
  const cursor = createCursorSeal('secret').seal(positions);
  expect(createCursorSeal('secret').open(cursor)).toEqual(positions);
});

test('one that was changed, shortened or sealed elsewhere does not', () => {
  const seal = createCursorSeal('secret');
  const bytes = Buffer.from(seal.seal(positions), 'base64url');
  const last = bytes.length - 3;
  bytes[last] = bytes[last]! ^ 1;
  expect(seal.open(bytes.toString('base64url'))).toBeNull();
  expect(seal.open(seal.seal(positions).slice(0, 20))).toBeNull();
  expect(seal.open(createCursorSeal('other').seal(positions))).toBeNull();
  expect(seal.open('')).toBeNull();
});
