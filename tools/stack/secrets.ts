import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Secrets of the demo on this machine, made at the first start. Production is given its own, see docs/operations. */
export interface Secrets {
  postgresPassword: string;
  gatewaySecret: string;
  /** Base64, 32 bytes: ID numbers and phones are sealed with it. Losing it loses them. */
  sealingKey: string;
  /** Ed25519, PKCS #8 DER in base64: with another one every pass must be printed anew. */
  passSigningKey: string;
}

export function readSecrets(stateDir: string): Secrets {
  const file = join(stateDir, 'secrets.json');
  const kept = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Partial<Secrets>) : {};
  const secrets: Secrets = {
    postgresPassword: kept.postgresPassword ?? randomBytes(18).toString('base64url'),
    gatewaySecret: kept.gatewaySecret ?? randomBytes(32).toString('base64url'),
    sealingKey: kept.sealingKey ?? randomBytes(32).toString('base64'),
    passSigningKey: kept.passSigningKey ?? newSigningKey(),
  };
  mkdirSync(stateDir, { recursive: true });
  writeFileSync(file, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  return secrets;
}

function newSigningKey(): string {
  return generateKeyPairSync('ed25519').privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64');
}
