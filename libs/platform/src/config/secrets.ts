/**
 * The secrets of the demo. They are public, so production refuses them; sixteen characters and more as the blocks demand.
 * Only `LIANFANG_DEMO=1` lets a production build run with them.
 */
export const demoSecrets = {
  GATEWAY_SECRET: 'lianfang-demo-gateway-secret',
  SEALING_KEY: Buffer.from('lianfang-demo-sealing-key-000000').toString('base64'),
  // Ed25519 in PKCS #8: the fixed head of that form, and a seed that says what it is.
  PASS_SIGNING_KEY: Buffer.from(`302e020100300506032b657004220420${Buffer.from('lianfang-demo-pass-signing-key-0').toString('hex')}`, 'hex').toString('base64'),
} as const;

/** Names of the variables that hold a secret of the demo. */
export function demoSecretsIn(env: NodeJS.ProcessEnv, names: readonly string[]): string[] {
  const known = new Set<string>(Object.values(demoSecrets));
  return names.filter((name) => known.has(env[name] ?? '') || (name in demoSecrets && /demo|change-?me/i.test(env[name] ?? '')));
}
