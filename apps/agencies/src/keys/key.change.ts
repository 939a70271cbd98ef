import { KeyChanged } from '@lianfang/contracts/events';
import { emit } from '@lianfang/platform/outbox';
import type { Tx } from '@lianfang/platform/persistence';
import type { MachineKey } from './key.rules.ts';

/** Tells every process whose signature to believe, for what and until when. */
export async function tellKey(tx: Tx, key: MachineKey, at: Date): Promise<void> {
  const { id: keyId, agency, areaCode, scopes, jwk, expiresAt, version } = key;
  const payload = { keyId, agency, areaCode, scopes, jwk, expiresAt: expiresAt.toISOString(), revoked: key.revokedAt !== null, version };
  await emit(tx, KeyChanged, { subject: keyId, areaCode, agency, payload, at });
}
