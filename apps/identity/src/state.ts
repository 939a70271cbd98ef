import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import type { JWK } from 'jose';
import { z } from 'zod';

/** What must outlive a restart: the signing key (or every token would end), the cookie key, the passwords. */
export interface IdentityState {
  signingKey: JWK & { kid: string };
  cookieKey: string;
  /** By user. */
  passwords: Record<string, string>;
}

const shape = z.object({
  signingKey: z.looseObject({ kty: z.literal('RSA'), kid: z.string(), d: z.string() }),
  cookieKey: z.string().min(32),
  passwords: z.record(z.string(), z.string()),
});

/**
 * The state of the file, made at the first start and completed when accounts were added. Readable by the owner alone.
 * @throws Error naming the file when it is there and cannot be understood
 */
export async function openState(file: string, users: readonly string[]): Promise<IdentityState> {
  const kept = await readState(file);
  const state = kept ?? { signingKey: await makeSigningKey(), cookieKey: randomBytes(32).toString('base64url'), passwords: {} };
  const newcomers = users.filter((user) => !state.passwords[user]);
  if (kept && newcomers.length === 0) return kept;
  const passwords = { ...state.passwords, ...Object.fromEntries(newcomers.map((user) => [user, makePassword()])) };
  await writeState(file, { ...state, passwords });
  return { ...state, passwords };
}

async function readState(file: string): Promise<IdentityState | null> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  try {
    return shape.parse(JSON.parse(text)) as unknown as IdentityState;
  } catch (error) {
    throw new Error(`${file} is not the state of the demo identity provider. Delete it: everybody signs in again.`, { cause: error });
  }
}

/** Written beside and moved over: a crash leaves the old file or the new one, never half. */
async function writeState(file: string, state: IdentityState): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.new`, JSON.stringify(state, null, 2), { mode: 0o600 });
  await rename(`${file}.new`, file);
}

async function makeSigningKey(): Promise<JWK & { kid: string }> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const jwk = await exportJWK(privateKey);
  return { ...jwk, kid: await calculateJwkThumbprint(jwk), alg: 'RS256', use: 'sig' };
}

/** Eight letters and digits that are not mistaken for each other, to be typed from a screen. */
function makePassword(): string {
  const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
  return [...randomBytes(8)].map((byte) => letters[byte % letters.length]).join('');
}
