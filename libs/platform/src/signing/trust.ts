import { createPrivateKey, createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { keyIdOf } from './signer.ts';

export interface TrustedKey {
  readonly id: string;
  readonly key: KeyObject;
  /** What the log took after this is not believed: the key was retired. Absent while it is in use. */
  readonly until?: Date;
}

/** Whose signature is believed for which service. */
export interface EventTrust {
  keysOf(service: string): readonly TrustedKey[];
}

export function trustOf(keys: ReadonlyMap<string, readonly TrustedKey[]>): EventTrust {
  return { keysOf: (service) => keys.get(service) ?? [] };
}

/** Two while a key is being changed: the one that signs and the one that will. Retired ones are not counted. */
const mostInUse = 2;

/**
 * Reads `people=<public key>,people=<public key>@<ISO instant>,…`. A key with an instant is retired: events that the log took
 * before are still believed, so that a rebuild from the first event on goes on working.
 * @throws RangeError with what is wrong, in words for an operator
 */
export function readTrust(text: string): EventTrust {
  const keys = new Map<string, TrustedKey[]>();
  for (const part of text.split(',').map((one) => one.trim()).filter(Boolean)) {
    const [, service, encoded, until] = /^([a-z]+)=([A-Za-z0-9+/]+=*)(?:@(.+))?$/.exec(part) ?? [];
    if (!service || !encoded) throw new RangeError(`"${part.slice(0, 24)}…" is not <service>=<public key>, or <service>=<public key>@<instant>`);
    keys.set(service, [...(keys.get(service) ?? []), trustedKey(service, encoded, until)]);
  }
  for (const [service, known] of keys) {
    const inUse = known.filter((key) => !key.until).length;
    if (inUse > mostInUse) throw new RangeError(`${service} has ${inUse} keys in use, at most ${mostInUse} may be: retire one with @<instant>`);
  }
  return trustOf(keys);
}

function trustedKey(service: string, encoded: string, until: string | undefined): TrustedKey {
  if (until !== undefined && Number.isNaN(Date.parse(until))) throw new RangeError(`${service} has a key until "${until}", which is no instant`);
  const key = readPublicKey(encoded);
  if (key?.asymmetricKeyType !== 'ed25519') throw new RangeError(`${service} has a key that is no Ed25519 public key in base64`);
  return { id: keyIdOf(key), key, ...(until === undefined ? {} : { until: new Date(until) }) };
}

function readPublicKey(encoded: string): KeyObject | null {
  try {
    return createPublicKey({ key: Buffer.from(encoded, 'base64'), format: 'der', type: 'spki' });
  } catch {
    // The caller says what is expected; the library's words would quote the key.
    return null;
  }
}

/** An Ed25519 private key in base64 of PKCS #8 DER; null when it is none. */
export function readPrivateKey(encoded: string): KeyObject | null {
  try {
    const key = createPrivateKey({ key: Buffer.from(encoded, 'base64'), format: 'der', type: 'pkcs8' });
    return key.asymmetricKeyType === 'ed25519' ? key : null;
  } catch {
    // What the library says of a malformed key names bytes of it.
    return null;
  }
}
