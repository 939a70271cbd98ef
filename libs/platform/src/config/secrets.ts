/**
 * The secrets of the demo. They are public, so production refuses them; sixteen characters and more as the blocks demand.
 * Only `LIANFANG_DEMO=1` lets a production build run with them.
 */
export const demoSecrets = {
  GATEWAY_SECRET: 'lianfang-demo-gateway-secret',
  SEALING_KEY: Buffer.from('lianfang-demo-sealing-key-000000').toString('base64'),
} as const;

/** Names of the variables that hold a secret of the demo. */
export function demoSecretsIn(env: NodeJS.ProcessEnv, names: readonly string[]): string[] {
  const known = new Set<string>(Object.values(demoSecrets));
  return names.filter((name) => known.has(env[name] ?? '') || (name in demoSecrets && /demo|change-?me/i.test(env[name] ?? '')));
}
