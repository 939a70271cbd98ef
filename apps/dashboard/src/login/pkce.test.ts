import { challengeOf, InsecureOriginError, makeProofKey, randomText } from './pkce.ts';

test('the challenge of the verifier in RFC 7636, appendix B, is the one printed there', async () => {
  expect(await challengeOf('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk')).toBe('E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM');
});

test('a verifier has the 43 unreserved characters that the RFC recommends, and never comes twice', async () => {
  const seen = new Set(Array.from({ length: 200 }, () => randomText()));
  expect(seen.size).toBe(200);
  for (const verifier of seen) expect(verifier).toMatch(/^[A-Za-z0-9_-]{43}$/);
});

test('a fresh proof key carries the challenge of its own verifier', async () => {
  const proof = await makeProofKey();
  expect(proof.challenge).toBe(await challengeOf(proof.verifier));
});

test('without WebCrypto the error says what to open instead', async () => {
  const bare = { getRandomValues: crypto.getRandomValues.bind(crypto) } as unknown as Crypto;
  await expect(makeProofKey(bare)).rejects.toThrow(InsecureOriginError);
  await expect(makeProofKey(bare)).rejects.toThrow('https');
});
