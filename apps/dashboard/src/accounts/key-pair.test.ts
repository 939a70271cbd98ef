import { readPublicKey } from './key-pair.ts';

test('a public key is read, and a private member left behind', () => {
  expect(readPublicKey('{"kty":"EC","crv":"P-256","x":"a","y":"b","d":"secret"}')).toEqual({ kty: 'EC', crv: 'P-256', x: 'a', y: 'b' });
  expect(readPublicKey('{"kty":"OKP","crv":"Ed25519","x":"a"}')).toEqual({ kty: 'OKP', crv: 'Ed25519', x: 'a' });
});

test.each(['', 'abc', '{}', '{"kty":"EC"}', '[]', 'null'])('%j is no public key', (text) => {
  expect(readPublicKey(text)).toBeNull();
});
