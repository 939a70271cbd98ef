import { createAnswerStore } from './answer.store.ts';

test('an answer is kept until an event tells of one of its areas', () => {
  const store = createAnswerStore();
  store.begin('a', ['410811', '410811001'])('answer a');
  store.begin('b', ['410811'])('answer b');
  expect([store.read('a'), store.read('b')]).toEqual(['answer a', 'answer b']);
  store.changed('410811002');
  expect(store.read('a')).toBe('answer a');
  store.changed('410811001');
  expect([store.read('a'), store.read('b')]).toEqual([undefined, 'answer b']);
});

test('what was being read while an event came is not kept', () => {
  const store = createAnswerStore();
  const late = store.begin('a', ['410811']);
  store.changed('410811');
  late('from before the event');
  expect(store.read('a')).toBeUndefined();
  store.begin('a', ['410811'])('from after it');
  expect(store.read('a')).toBe('from after it');
});

test('when the log is out of reach nothing is kept, nor what was being read', () => {
  const store = createAnswerStore();
  store.begin('a', ['410811'])('answer');
  const late = store.begin('b', ['410811']);
  store.forget();
  late('answer');
  expect([store.read('a'), store.read('b')]).toEqual([undefined, undefined]);
});

test('memory is bounded', () => {
  const store = createAnswerStore();
  for (let at = 0; at < 6_000; at++) store.begin(`k${at}`, ['410811'])('x'.repeat(100));
  expect(store.read('k0')).toBeUndefined();
  expect(store.read('k5999')).toBeDefined();
  store.begin('long', ['410811'])('x'.repeat(300_000));
  expect(store.read('long')).toBeUndefined();
  for (let at = 0; at < 60_000; at++) store.changed(String(at));
  const late = store.begin('a', ['0']);
  late('answer');
  expect(store.read('a')).toBe('answer');
});
