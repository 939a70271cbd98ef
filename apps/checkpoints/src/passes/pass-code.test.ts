import { generateKeyPairSync, webcrypto } from 'node:crypto';
import { createPassKeys } from './pass-code.ts';

const keys = createPassKeys(generateKeyPairSync('ed25519').privateKey);
const pass = {
  id: '018f6f6e-0000-7000-8000-000000000001',
  householdId: '018f6f6e-0000-7000-8000-000000000002',
  personId: '018f6f6e-0000-7000-8000-000000000003',
  validUntil: new Date('2023-02-18T00:00:00+08:00'),
};

describe('a pass code', () => {
  it('names pass, household, holder and expiry, and is the same each time', () => {
    const code = keys.codeOf(pass);
    const [mark, json] = code.split('.');
    expect(mark).toBe('LF1');
    expect(JSON.parse(Buffer.from(json!, 'base64url').toString())).toEqual({ p: pass.id, h: pass.householdId, u: pass.personId, x: 1_676_649_600 });
    expect(keys.codeOf(pass)).toBe(code);
  });

  it('is read back, however the scanner pads it', () => {
    expect(keys.read(` ${keys.codeOf(pass)}\n`)).toEqual({ passId: pass.id });
  });

  it('is verified by a phone that knows the public key alone', async () => {
    const [mark, json, signature] = keys.codeOf(pass).split('.');
    const key = await webcrypto.subtle.importKey('spki', Buffer.from(keys.publicKey, 'base64'), 'Ed25519', false, ['verify']);
    const signed = new TextEncoder().encode(`${mark}.${json}`);
    await expect(webcrypto.subtle.verify('Ed25519', key, Buffer.from(signature!, 'base64url'), signed)).resolves.toBe(true);
  });

  it('is not taken when a word of it was changed, another key signed it, or it is something else', () => {
    const [mark, json, signature] = keys.codeOf(pass).split('.');
    const later = Buffer.from(JSON.stringify({ ...JSON.parse(Buffer.from(json!, 'base64url').toString()), x: 9_999_999_999 })).toString('base64url');
    const stranger = createPassKeys(generateKeyPairSync('ed25519').privateKey);
    const texts = [`${mark}.${later}.${signature}`, stranger.codeOf(pass), 'https://example.com', 'LF1..', '', `${keys.codeOf(pass)}.`];
    expect(texts.map((text) => keys.read(text))).toEqual(texts.map(() => null));
  });
});
