import { eventTrustBlock, httpBlock, kafkaBlock, logBlock, readConfig, tracingBlock } from '@lianfang/platform/config';
import { z } from 'zod';

const origins = z
  .string()
  .default('http://127.0.0.1:4000')
  .transform((text) => text.split(',').map((origin) => origin.trim()).filter(Boolean))
  .refine((list) => list.every((origin) => URL.canParse(origin) && new URL(origin).origin === origin), 'must be origins like http://127.0.0.1:4000, several by comma');

export type IdentityConfig = ReturnType<typeof readIdentityConfig>;

/** The demo's environment. @throws nothing: what is wrong is printed and ends the process */
export function readIdentityConfig(env?: NodeJS.ProcessEnv) {
  const config = readConfig({
    ...httpBlock,
    PORT: httpBlock.PORT.default(4010),
    ...logBlock,
    ...tracingBlock,
    ...kafkaBlock,
    ...eventTrustBlock,
    PUBLIC_URL: z.string().regex(/^https?:\/\/\S+$/, 'must be an http(s) URL').optional(),
    PAGES_ORIGIN: origins,
    IDENTITY_KEYS_FILE: z.string().default('.lianfang/identity.json'),
  }, env, { demoOnly: true });
  return {
    ...config,
    PUBLIC_URL: (config.PUBLIC_URL ?? `http://${config.HOST}:${config.PORT}`).replace(/\/$/, ''),
    PAGES_ORIGIN: [...new Set(config.PAGES_ORIGIN.flatMap(withTwin))],
  };
}

/** A browser on this machine may say either name. */
function withTwin(origin: string): string[] {
  const { hostname } = new URL(origin);
  if (hostname === '127.0.0.1') return [origin, origin.replace('127.0.0.1', 'localhost')];
  return hostname === 'localhost' ? [origin, origin.replace('localhost', '127.0.0.1')] : [origin];
}
