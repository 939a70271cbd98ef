import { readFileSync } from 'node:fs';
import { createTokenReader, openStanding } from '@lianfang/platform/auth';
import { openBroker } from '@lianfang/platform/broker';
import { demandRealIssuer } from '@lianfang/platform/config';
import { createLog, registerShutdown, startTracing, watchProcess } from '@lianfang/platform/observability';
import { demandOf, gatewayConfig } from './config.ts';
import { startGateway } from './gateway.ts';
import { readRegistered } from './http/registered.ts';
import { workInParallel } from './workers.ts';

const config = gatewayConfig();
const log = createLog({ name: 'gateway', level: config.LOG_LEVEL });
// With several workers the first process only keeps them; what follows is a worker's.
await workInParallel(config.GATEWAY_WORKERS, log);
const explorable = config.GATEWAY_EXPLORER ? config.GATEWAY_EXPLORER === 'open' : config.NODE_ENV !== 'production' || config.LIANFANG_DEMO;
await demandRealIssuer(config);
const tracing = await startTracing({ service: 'gateway', endpoint: config.OTEL_EXPORTER_OTLP_ENDPOINT });
watchProcess();

const broker = await openBroker({
  brokers: config.LIANFANG_BROKER === 'embedded' ? undefined : config.KAFKA_BROKERS,
  embeddedLogUrl: config.EMBEDDED_LOG_URL,
  clientId: 'gateway',
  log,
});

const standing = await openStanding({ broker, trust: config.EVENT_KEYS, log });

const gateway = await startGateway({
  supergraphFile: config.SUPERGRAPH_FILE,
  subgraphUrls: config.SUBGRAPH_URLS,
  engine: config.GATEWAY_ENGINE,
  host: config.HOST,
  port: config.PORT,
  log,
  tokens: createTokenReader({ issuer: config.OIDC_ISSUER, jwksUrl: config.OIDC_JWKS_URL, audience: config.OIDC_AUDIENCE, standing }),
  standing,
  gatewaySecret: config.GATEWAY_SECRET,
  allowedOrigins: config.ALLOWED_ORIGINS,
  trustedProxies: config.TRUSTED_PROXIES,
  demand: demandOf(config),
  // Each worker reads the log by itself: a frame of one may be ahead of what another has kept.
  keepsAnswers: config.GATEWAY_WORKERS === 1,
  batchLimit: config.BATCH_LIMIT,
  explorable,
  broker,
  trust: config.EVENT_KEYS,
  registered: config.GATEWAY_OPERATIONS === undefined ? undefined : readRegistered(readFileSync(config.GATEWAY_OPERATIONS, 'utf8')),
  safelist: config.GATEWAY_SAFELIST,
  live: { streamsPerAgency: config.LIVE_STREAMS_PER_AGENCY, pingMs: config.LIVE_PING_SECONDS * 1_000 },
  pages: {
    folder: config.PAGES_DIR,
    settings: {
      issuer: config.OIDC_ISSUER,
      audience: config.OIDC_AUDIENCE,
      clients: { dashboard: config.DASHBOARD_CLIENT_ID, field: config.FIELD_CLIENT_ID },
      graphql: '/graphql',
      graphiql: explorable ? '/graphiql' : null,
      demo: config.LIANFANG_DEMO,
    },
    connectSources: [new URL(config.OIDC_ISSUER).origin],
  },
});

registerShutdown(log, [
  { name: 'gateway', stop: gateway.stop },
  { name: 'standing', stop: () => standing.stop() },
  { name: 'event log', stop: () => broker.close() },
  { name: 'tracing', stop: tracing.stop },
]);
