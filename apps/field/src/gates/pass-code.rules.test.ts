import { generateKeyPairSync, sign } from 'node:crypto';
import { checkPassCode, importPassKey, looksLikePassCode, readPassCode } from './pass-code.rules.ts';

const issuer = generateKeyPairSync('ed25519');
const stranger = generateKeyPairSync('ed25519');
const now = Date.parse('2022-11-20T00:00:00Z');
const facts = { p: 'pass-1', h: 'household-1', u: 'person-1', x: now / 1000 + 3600 };

/** As the checkpoints service makes it: the signature is over everything before its dot. */
function codeOf(payload: object, key = issuer.privateKey): string {
  const signed = `LF1.${Buffer.from(JSON.stringify(payload)).toString('base64url')}`;
  return `${signed}.${sign(null, Buffer.from(signed), key).toString('base64url')}`;
}

const publicKey = () => importPassKey(issuer.publicKey.export({ format: 'der', type: 'spki' }).toString('base64'));

describe('a pass code', () => {
  it('is sound with the issuer\'s signature before its expiry', async () => {
    expect(await checkPassCode(` ${codeOf(facts)}\n`, await publicKey(), now)).toEqual({
      kind: 'sound', facts: { passId: 'pass-1', householdId: 'household-1', personId: 'person-1', expiresAt: facts.x },
    });
  });

  it('is unknown when somebody else signed it', async () => {
    expect(await checkPassCode(codeOf(facts, stranger.privateKey), await publicKey(), now)).toEqual({ kind: 'unknown' });
  });

  it('is unknown when its expiry was changed after it was signed', async () => {
    const [mark, , signature] = codeOf(facts).split('.');
    const longer = Buffer.from(JSON.stringify({ ...facts, x: facts.x + 86_400 })).toString('base64url');
    expect(await checkPassCode(`${mark}.${longer}.${signature}`, await publicKey(), now)).toEqual({ kind: 'unknown' });
  });

  it('is expired from the second of its expiry', async () => {
    expect(await checkPassCode(codeOf(facts), await publicKey(), facts.x * 1000)).toMatchObject({ kind: 'expired' });
  });

  it('is neither sound nor unknown on a phone without the key, but expires there too', async () => {
    expect(await checkPassCode(codeOf(facts), null, now)).toMatchObject({ kind: 'unverified' });
    expect(await checkPassCode(codeOf(facts), null, facts.x * 1000)).toMatchObject({ kind: 'expired' });
  });

  it.each(['', 'https://example.com/a.b.c', 'LF1..', 'LF1.e30.AAAA', 'LF1.!!!.AAAA', 'LF2.e30.AAAA', 'LF1.W10.AAAA'])('is not "%s"', async (text) => {
    expect(readPassCode(text)).toBeNull();
    expect(await checkPassCode(text, await publicKey(), now)).toEqual({ kind: 'unknown' });
  });

  it('is known by its form before it is judged', () => {
    expect([codeOf(facts), '13800001234'].map(looksLikePassCode)).toEqual([true, false]);
  });
});
