import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Secrets of the demo on this machine, made at the first start. Production is given its own, see docs/operations. */
export interface Secrets {
  postgresPassword: string;
  gatewaySecret: string;
  /** Base64, 32 bytes: ID numbers and phones are sealed with it. Losing it loses them. */
  sealingKey: string;
  /** Base64, 32 bytes: the audit logs are sealed and chained with it. With another one no chain of before verifies. */
  auditKey: string;
  /** Keys before it, while `npm run rotate-keys` is at work. */
  sealingKeyOld: string[];
  /** Ed25519, PKCS #8 DER in base64: with another one every pass must be printed anew. */
  passSigningKey: string;
  /** Ed25519, PKCS #8 DER in base64, by service: each signs the events that it sends. */
  eventKeys: Record<string, string>;
}

export function readSecrets(stateDir: string, senders: readonly string[] = []): Secrets {
  const file = join(stateDir, 'secrets.json');
  const kept = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Partial<Secrets>) : {};
  const secrets: Secrets = {
    postgresPassword: kept.postgresPassword ?? randomBytes(18).toString('base64url'),
    gatewaySecret: kept.gatewaySecret ?? randomBytes(32).toString('base64url'),
    sealingKey: kept.sealingKey ?? randomBytes(32).toString('base64'),
    sealingKeyOld: kept.sealingKeyOld ?? [],
    auditKey: kept.auditKey ?? randomBytes(32).toString('base64'),
    passSigningKey: kept.passSigningKey ?? newSigningKey(),
    eventKeys: { ...Object.fromEntries(senders.map((service) => [service, newSigningKey()])), ...kept.eventKeys },
  };
  writeSecrets(stateDir, secrets);
  return secrets;
}

/** Renamed into place: a key half written would be a key lost. */
export function writeSecrets(stateDir: string, secrets: Secrets): void {
  mkdirSync(stateDir, { recursive: true });
  const file = join(stateDir, 'secrets.json');
  writeFileSync(`${file}.half`, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.half`, file);
}

/** `EVENT_KEYS`: the public half of every service's key. */
export function eventKeysOf(eventKeys: Record<string, string>): string {
  return Object.entries(eventKeys).map(([service, key]) => `${service}=${publicHalf(key)}`).join(',');
}

export function publicHalf(key: string): string {
  const privateKey = createPrivateKey({ key: Buffer.from(key, 'base64'), format: 'der', type: 'pkcs8' });
  return createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).toString('base64');
}

export function newSigningKey(): string {
  return generateKeyPairSync('ed25519').privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64');
}
