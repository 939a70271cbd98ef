import { createAttempts } from './attempts.rules.ts';

const start = Date.parse('2022-11-20T08:00:00+08:00');
const at = (minutes: number) => new Date(start + minutes * 60_000);

test('nine wrong passwords are forgiven, the tenth makes the user wait a quarter of an hour', () => {
  const attempts = createAttempts();
  for (let n = 0; n < 9; n++) attempts.failed('guard', 'a', at(0));
  expect(attempts.blockedUntil('guard', 'a', at(0))).toBeNull();
  attempts.failed('guard', 'b', at(1));
  expect(attempts.blockedUntil('guard', 'c', at(1))).toEqual(at(16));
  expect(attempts.blockedUntil('guard', 'c', at(16))).toBeNull();
  expect(attempts.blockedUntil('police', 'a', at(1))).toBeNull();
});

test('an address that tries one user after the other waits as well', () => {
  const attempts = createAttempts();
  for (let n = 0; n < 50; n++) attempts.failed(`user${n}`, 'a', at(0));
  expect(attempts.blockedUntil('guard', 'a', at(0))).toEqual(at(15));
  expect(attempts.blockedUntil('guard', 'b', at(0))).toBeNull();
});

test('the right password, and a quarter of an hour, begin the count anew', () => {
  const attempts = createAttempts();
  for (let n = 0; n < 9; n++) attempts.failed('guard', 'a', at(0));
  attempts.succeeded('guard');
  for (let n = 0; n < 9; n++) attempts.failed('guard', 'a', at(1));
  attempts.failed('guard', 'a', at(17));
  expect(attempts.blockedUntil('guard', 'a', at(17))).toBeNull();
});

test('names without end do not fill the memory', () => {
  const attempts = createAttempts();
  for (let n = 0; n < 50_000; n++) attempts.failed(`user${n}`, `address${n}`, at(0));
  for (let n = 0; n < 10; n++) attempts.failed('guard', 'x', at(0));
  expect(attempts.blockedUntil('guard', 'x', at(0))).toEqual(at(15));
});
