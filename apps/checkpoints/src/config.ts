import { createPrivateKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { readConfig } from '@lianfang/platform/config';
import { serviceBlocks } from '@lianfang/platform/service';
import { z } from 'zod';

const howToMakeOne = 'Make one: openssl genpkey -algorithm ed25519 -outform DER | base64 -w0';

/** The private key of pass codes: Ed25519 in base64 of PKCS #8 DER. With another key every pass must be printed anew. */
export const passSigningBlock = {
  PASS_SIGNING_KEY: z.string(`is missing. ${howToMakeOne}`).transform((text, check): KeyObject => {
    const key = readKey(text);
    if (key?.asymmetricKeyType === 'ed25519') return key;
    check.addIssue({ code: 'custom', message: `must be an Ed25519 key in base64. ${howToMakeOne}` });
    return z.NEVER;
  }),
};

function readKey(text: string): KeyObject | null {
  try {
    return createPrivateKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'pkcs8' });
  } catch {
    // What the library says of a malformed key names bytes of it; the message above says what to do instead.
    return null;
  }
}

export function readCheckpointsConfig(env?: NodeJS.ProcessEnv) {
  return readConfig({ ...serviceBlocks, ...passSigningBlock }, env);
}
