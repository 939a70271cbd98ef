import { createPrivateKey, createPublicKey } from 'node:crypto';

/** Ed25519 in base64 of PKCS #8: the fixed head of that form, and a seed of 32 letters that says what it is. */
function demoKey(seed: string): string {
  return Buffer.from(`302e020100300506032b657004220420${Buffer.from(seed).toString('hex')}`, 'hex').toString('base64');
}

function publicOf(key: string): string {
  const privateKey = createPrivateKey({ key: Buffer.from(key, 'base64'), format: 'der', type: 'pkcs8' });
  return createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).toString('base64');
}

/** `EVENT_KEY` of a service in the demo. */
export function demoEventKey(service: string): string {
  return demoKey(`lianfang-demo-events-${service}`.padEnd(32, '-').slice(0, 32));
}

/** One service of `EVENT_KEYS` in the demo. */
export function demoEventTrust(service: string): string {
  return `${service}=${publicOf(demoEventKey(service))}`;
}

/**
 * The secrets of the demo. They are public, so production refuses them; sixteen characters and more as the blocks demand.
 * Only `LIANFANG_DEMO=1` lets a production build run with them.
 */
export const demoSecrets = {
  GATEWAY_SECRET: 'lianfang-demo-gateway-secret',
  AUDIT_KEY: Buffer.from('lianfang-demo-audit-key-00000000').toString('base64'),
  SEALING_KEY: Buffer.from('lianfang-demo-sealing-key-000000').toString('base64'),
  PASS_SIGNING_KEY: demoKey('lianfang-demo-pass-signing-key-0'),
} as const;

/** Names of the variables that hold a secret of the demo. */
export function demoSecretsIn(env: NodeJS.ProcessEnv, names: readonly string[]): string[] {
  const known = new Set<string>(Object.values(demoSecrets));
  return names.filter((name) => {
    // An older key only opens what it sealed, until `npm run rotate-keys` has done its work: the way out of a demo.
    if (name.endsWith('_OLD')) return false;
    const value = env[name] ?? '';
    return known.has(value) || isDemoWord(name, value) || (name === 'EVENT_KEYS' && trustsDemo(value));
  });
}

/** A key of ours says in its bytes that it is of the demo. */
function isDemoWord(name: string, value: string): boolean {
  if (/KEY/.test(name)) return value.split(',').some((one) => Buffer.from(one, 'base64').includes('lianfang-demo-'));
  if (/_URL$/.test(name)) return /:lianfang-demo@/.test(value);
  return name in demoSecrets && /demo|change-?me/i.test(value);
}

function trustsDemo(eventKeys: string): boolean {
  return eventKeys.split(',').some((part) => part.trim().startsWith(demoEventTrust(part.trim().split('=')[0]!)));
}
