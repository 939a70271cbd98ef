import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.ts';
import type { Stack } from './stack.ts';

const script = join('tools', 'seed', 'main.ts');

/** Fills an empty district through the gateway's own door; a district that has people is left alone. */
export async function seed(stack: Stack, signal: AbortSignal, onLine: (line: string) => void): Promise<boolean> {
  const { root } = stack.settings;
  if (stack.settings.skipSeed || !existsSync(join(root, script))) return false;
  await run('Filling the demo district', ['--max-old-space-size=512', script], { cwd: root, signal, onLine, env: callerEnvironment(stack) });
  return true;
}

/** What a caller from outside needs to know; the same for `npm run tick`. */
export function callerEnvironment(stack: Pick<Stack, 'environment'>): NodeJS.ProcessEnv {
  const { GATEWAY_URL, OIDC_ISSUER } = stack.environment('gateway');
  return { GATEWAY_URL, GRAPHQL_URL: `${GATEWAY_URL}/graphql`, IDENTITY_URL: OIDC_ISSUER, OIDC_ISSUER };
}
