import { agencies, isAgency } from '@lianfang/contracts/access';
import { isWithinArea } from '@lianfang/contracts/areas';
import { keyEnded, keyExpiryInvalid, keyLabelInvalid, keyNotFound, scopeNotOfMachines } from './key.refusals.ts';

/** Public members only. */
export interface PublicJwk {
  kty: 'EC' | 'OKP';
  crv: string;
  x: string;
  y?: string;
}

export interface MachineKey {
  id: string;
  agency: string;
  areaCode: string;
  label: string;
  scopes: string[];
  jwk: PublicJwk;
  fingerprint: string;
  registeredAt: Date;
  registeredBy: string;
  expiresAt: Date;
  revokedAt: Date | null;
  revokedBy: string | null;
  replacedBy: string | null;
  version: number;
}

interface Registration {
  id: string;
  now: Date;
  by: { id: string; agency: string };
  jwk: PublicJwk;
  fingerprint: string;
}

const yearMs = 366 * 86_400_000;
/** After a rotation the old key is good for so long: clients of an agency do not all change in one minute. */
export const overlapMs = 86_400_000;

/** @throws Refusal KEY_LABEL_INVALID, KEY_EXPIRY_INVALID, SCOPE_NOT_OF_MACHINES */
export function registerKey(input: { label: string; areaCode: string; scopes: readonly string[]; expiresAt: Date }, o: Registration): MachineKey {
  const label = input.label.trim();
  if (label.length < 2 || label.length > 100) throw keyLabelInvalid();
  return {
    id: o.id,
    agency: o.by.agency,
    areaCode: input.areaCode,
    label,
    scopes: demandMachineScopes(o.by.agency, input.scopes),
    jwk: o.jwk,
    fingerprint: o.fingerprint,
    registeredAt: o.now,
    registeredBy: o.by.id,
    expiresAt: demandExpiry(input.expiresAt, o.now),
    revokedAt: null,
    revokedBy: null,
    replacedBy: null,
    version: 1,
  };
}

/** @throws Refusal KEY_ENDED for a key that is revoked, expired or replaced; KEY_EXPIRY_INVALID */
export function rotateKey(key: MachineKey, expiresAt: Date, o: Registration): { old: MachineKey; fresh: MachineKey } {
  if (key.revokedAt || key.replacedBy || key.expiresAt <= o.now) throw keyEnded();
  const fresh: MachineKey = {
    ...key, id: o.id, jwk: o.jwk, fingerprint: o.fingerprint, registeredAt: o.now, registeredBy: o.by.id, expiresAt: demandExpiry(expiresAt, o.now), version: 1,
  };
  const end = new Date(Math.min(key.expiresAt.getTime(), o.now.getTime() + overlapMs));
  return { old: { ...key, replacedBy: fresh.id, expiresAt: end, version: key.version + 1 }, fresh };
}

export function revokeKey(key: MachineKey, by: { id: string; at: Date }): MachineKey {
  return key.revokedAt ? key : { ...key, revokedAt: by.at, revokedBy: by.id, version: key.version + 1 };
}

/** A foreign key and a missing one give the same answer. @throws Refusal KEY_NOT_FOUND */
export function demandManagedKey(key: MachineKey | null, by: { agency: string; areaCode: string }): MachineKey {
  if (!key || key.agency !== by.agency || !isWithinArea(key.areaCode, by.areaCode)) throw keyNotFound();
  return key;
}

function demandMachineScopes(agency: string, scopes: readonly string[]): string[] {
  const given: readonly string[] = isAgency(agency) ? agencies[agency].machineScopes : [];
  const wanted = [...new Set(scopes)].sort();
  if (wanted.length === 0 || !wanted.every((scope) => given.includes(scope))) throw scopeNotOfMachines(given);
  return wanted;
}

function demandExpiry(expiresAt: Date, now: Date): Date {
  const ahead = expiresAt.getTime() - now.getTime();
  if (ahead <= 0 || ahead > yearMs) throw keyExpiryInvalid();
  return expiresAt;
}
