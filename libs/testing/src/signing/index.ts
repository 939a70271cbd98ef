import { createPrivateKey, createPublicKey } from 'node:crypto';
import { createSigner, readTrust } from '@lianfang/platform/signing';
import type { EventTrust, SignedParts } from '@lianfang/platform/signing';

/** Ed25519 in PKCS #8: the fixed head of that form, and a seed that says what it is. The same in every process of a test. */
export const testEventKey = Buffer.from(`302e020100300506032b657004220420${Buffer.from('lianfang-test-event-key-00000000').toString('hex')}`, 'hex').toString('base64');

const privateKey = createPrivateKey({ key: Buffer.from(testEventKey, 'base64'), format: 'der', type: 'pkcs8' });
const publicKey = createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).toString('base64');

/** Signs as any service: `testTrust` believes this one key for all of them. */
export const testSigner = createSigner(privateKey);
const testKeys = readTrust(`any=${publicKey}`).keysOf('any');
export const testTrust: EventTrust = { keysOf: () => testKeys };

/** `EVENT_KEYS` for a process under test that plays these services. */
export function testEventKeys(...services: string[]): string {
  return services.map((service) => `${service}=${publicKey}`).join(',');
}

/** The message as its owner's relay would send it. */
export function signed<M extends { key: string; value: string }>(topic: string, message: M): M & { headers: Record<string, string> } {
  const parts: SignedParts = { topic, key: message.key, value: message.value };
  return { ...message, headers: testSigner.headersOf(parts) };
}
