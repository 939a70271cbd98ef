import { generateKeyPairSync } from 'node:crypto';
import { readConfig } from '@lianfang/platform/config';
import { passSigningBlock } from './config.ts';

function inBase64(kind: 'ed25519' | 'x25519'): string {
  const { privateKey } = kind === 'ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('x25519');
  return privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64');
}

describe('the key of pass codes', () => {
  it('is an Ed25519 key in base64', () => {
    expect(readConfig(passSigningBlock, { PASS_SIGNING_KEY: inBase64('ed25519') }).PASS_SIGNING_KEY.asymmetricKeyType).toBe('ed25519');
  });

  it.each([
    ['missing', undefined, 'PASS_SIGNING_KEY is missing. Make one'],
    ['no key', 'aGVsbG8=', 'PASS_SIGNING_KEY must be an Ed25519 key'],
    ['of another kind', inBase64('x25519'), 'PASS_SIGNING_KEY must be an Ed25519 key'],
  ])('that is %s is refused, with how to make one', (_case, text, problem) => {
    expect(() => readConfig(passSigningBlock, { PASS_SIGNING_KEY: text })).toThrow(problem);
  });
});
