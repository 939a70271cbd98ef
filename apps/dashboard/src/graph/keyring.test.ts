import { createKeyring } from './keyring.ts';

function numbered() {
  let count = 0;
  return createKeyring(() => `key-${(count += 1)}`);
}

test('a retry of the same form carries the same key', () => {
  const keys = numbered();
  expect(keys.keyFor({ donor: '某公司', quantity: 5000 })).toBe(keys.keyFor({ donor: '某公司', quantity: 5000 }));
});

test('a corrected form carries a new key, for the old one stands for the old content', () => {
  const keys = numbered();
  const first = keys.keyFor({ quantity: 5000 });
  expect(keys.keyFor({ quantity: 500 })).not.toBe(first);
});

test('the same content after a yes is a second entry', () => {
  const keys = numbered();
  const first = keys.keyFor({ quantity: 1 });
  keys.settle();
  expect(keys.keyFor({ quantity: 1 })).not.toBe(first);
});
