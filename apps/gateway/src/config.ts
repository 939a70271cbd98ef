import { eventTrustBlock, gatewayCredentialBlock, httpBlock, kafkaBlock, logBlock, oidcBlock, readConfig, tracingBlock } from '@lianfang/platform/config';
import { z } from 'zod';

/** `people=http://…/graphql,checkpoints=…` */
const subgraphUrls = z
  .string()
  .default('')
  .transform((text) => text.split(',').filter(Boolean).map((pair) => [pair.slice(0, pair.indexOf('=')).trim(), pair.slice(pair.indexOf('=') + 1).trim()] as const))
  .refine((pairs) => pairs.every(([name, url]) => name && URL.canParse(url)), 'must be name=url, several by comma')
  .transform((pairs) => new Map(pairs));

const list = z.string().default('').transform((text) => text.split(',').map((item) => item.trim()).filter(Boolean));

export function gatewayConfig(env?: NodeJS.ProcessEnv) {
  return readConfig(
    {
      ...httpBlock,
      PORT: httpBlock.PORT.default(4000),
      ...kafkaBlock,
      ...logBlock,
      ...oidcBlock,
      ...gatewayCredentialBlock,
      ...eventTrustBlock,
      ...tracingBlock,
      SUPERGRAPH_FILE: z.string().default('apps/gateway/supergraph.graphql'),
      SUBGRAPH_URLS: subgraphUrls,
      GATEWAY_ENGINE: z.enum(['compiled', 'apollo'], 'must be compiled or apollo').default('compiled'),
      /** Manifest of registered operations: `{ "<sha256>": "<text>" }`. */
      GATEWAY_OPERATIONS: z.string().optional(),
      /** `1`: nothing but registered operations is served. */
      GATEWAY_SAFELIST: z.enum(['0', '1'], 'must be 0 or 1').default('0').transform((text) => text === '1'),
      PAGES_DIR: z.string().default('dist/apps'),
      /** Origins of pages served elsewhere that may call; the gateway's own needs no mention. */
      ALLOWED_ORIGINS: list,
      /** Subscriptions of one agency on one gateway process. */
      LIVE_STREAMS_PER_AGENCY: z.coerce.number().int().positive().default(20_000),
      /** A socket is pinged this often; one that does not answer until the next ping is ended. */
      LIVE_PING_SECONDS: z.coerce.number().positive().default(3),
      DASHBOARD_CLIENT_ID: z.string().default('dashboard'),
      FIELD_CLIENT_ID: z.string().default('field'),
    },
    env,
  );
}

/** `@apollo/gateway` sends counters to its maker unless the environment forbids it before the package is loaded. */
export function stayInTheHouse(): void {
  process.env.APOLLO_TELEMETRY_DISABLED = '1';
}
