import { eventTrustBlock, explorerBlock, gatewayCredentialBlock, httpBlock, kafkaBlock, logBlock, oidcBlock, readConfig, tracingBlock } from '@lianfang/platform/config';
import { z } from 'zod';
import { type DemandLimits, usualLimits } from './demand/demand.ts';
import { isNetwork } from './http/address.ts';

/** `people=http://…/graphql,checkpoints=…` */
const subgraphUrls = z
  .string()
  .default('')
  .transform((text) => text.split(',').filter(Boolean).map((pair) => [pair.slice(0, pair.indexOf('=')).trim(), pair.slice(pair.indexOf('=') + 1).trim()] as const))
  .refine((pairs) => pairs.every(([name, url]) => name && URL.canParse(url)), 'must be name=url, several by comma')
  .transform((pairs) => new Map(pairs));

const list = z.string().default('').transform((text) => text.split(',').map((item) => item.trim()).filter(Boolean));

/** `street=5000000,health=…` */
const budgets = z
  .string()
  .default('')
  .transform((text) => text.split(',').filter(Boolean).map((pair) => [pair.slice(0, pair.indexOf('=')).trim(), Number(pair.slice(pair.indexOf('=') + 1))] as const))
  .refine((pairs) => pairs.every(([agency, cost]) => agency && Number.isInteger(cost) && cost > 0), 'must be agency=cost, several by comma')
  .transform((pairs) => new Map(pairs));

const proxies = list.refine((entries) => entries.every(isNetwork), 'must be addresses or networks (10.0.0.0/8), several by comma');

const count = (usual: number) => z.coerce.number().int().positive().default(usual);

/** How much callers may ask for, of all workers together. */
const demandBlock = {
  /** Requests a second of one agency. */
  RATE_PER_AGENCY: count(usualLimits.requestsPerAgency),
  /** Requests a minute of one address without a good token. */
  RATE_PER_ADDRESS: count(usualLimits.requestsPerAddress),
  /** People, ID numbers and search texts that one caller may look up in a minute. */
  LOOKUPS_PER_MINUTE: count(usualLimits.lookupsPerMinute),
  /** The static estimate of one operation. */
  COST_PER_OPERATION: count(usualLimits.costPerOperation),
  /** Estimates of one agency together in a minute. */
  COST_PER_AGENCY: count(usualLimits.costPerAgency),
  /** Agencies with a budget of their own. */
  COST_BUDGETS: budgets,
};

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
      ...explorerBlock,
      ...tracingBlock,
      SUPERGRAPH_FILE: z.string().default('apps/gateway/supergraph.graphql'),
      SUBGRAPH_URLS: subgraphUrls,
      GATEWAY_ENGINE: z.enum(['compiled', 'apollo'], 'must be compiled or apollo').default('compiled'),
      /** Manifest of registered operations: `{ "<sha256>": "<text>" }`. */
      GATEWAY_OPERATIONS: z.string().optional(),
      /** `1`: nothing but registered operations is served. */
      GATEWAY_SAFELIST: z.enum(['0', '1'], 'must be 0 or 1').default('0').transform((text) => text === '1'),
      /** Processes that share the port. */
      GATEWAY_WORKERS: z.coerce.number().int().min(1).max(64).default(1),
      ...demandBlock,
      /** So many operations may come in one request; 0: no batches. */
      BATCH_LIMIT: z.coerce.number().int().min(0).max(50).default(0),
      /** Proxies whose `X-Forwarded-For` is believed. */
      TRUSTED_PROXIES: proxies,
      PAGES_DIR: z.string().default('dist/apps'),
      /** Origins of pages served elsewhere that may call; the gateway's own needs no mention. */
      ALLOWED_ORIGINS: list,
      /** Subscriptions of one agency on one gateway process. */
      LIVE_STREAMS_PER_AGENCY: z.coerce.number().int().positive().default(20_000),
      /** A socket or event stream whose other end is gone is ended within so many seconds. */
      LIVE_PING_SECONDS: z.coerce.number().positive().default(3),
      DASHBOARD_CLIENT_ID: z.string().default('dashboard'),
      FIELD_CLIENT_ID: z.string().default('field'),
    },
    env,
  );
}

/** Of a gateway that stands alone, whose other settings are words on its command line. */
export function aloneConfig(env?: NodeJS.ProcessEnv) {
  return readConfig(tracingBlock, env);
}

/** What `npm run explain` looks at. */
export function explainConfig(env?: NodeJS.ProcessEnv) {
  return readConfig(
    {
      LIANFANG_STATE_DIR: z.string().default('.lianfang'),
      SUPERGRAPH_FILE: z.string().default('apps/gateway/supergraph.graphql'),
      GATEWAY_OPERATIONS: z.string().optional(),
    },
    env,
  );
}

export function demandOf(config: ReturnType<typeof gatewayConfig>): DemandLimits {
  // Each worker counts by itself, so each grants its share: together never more than agreed.
  const share = (whole: number) => Math.max(1, Math.floor(whole / config.GATEWAY_WORKERS));
  return {
    requestsPerAgency: share(config.RATE_PER_AGENCY),
    requestsPerAddress: share(config.RATE_PER_ADDRESS),
    lookupsPerMinute: share(config.LOOKUPS_PER_MINUTE),
    costPerOperation: config.COST_PER_OPERATION,
    costPerAgency: share(config.COST_PER_AGENCY),
    costBudgets: new Map([...config.COST_BUDGETS].map(([agency, cost]) => [agency, share(cost)])),
  };
}

/** `@apollo/gateway` sends counters to its maker unless the environment forbids it before the package is loaded. */
export function stayInTheHouse(): void {
  process.env.APOLLO_TELEMETRY_DISABLED = '1';
}
