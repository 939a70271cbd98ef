import { EpidemicEnded, auditedBy, topicOf } from '@lianfang/contracts/events';
import type { DataSource, EntitySchema } from 'typeorm';
import { openAudit, startChainer } from '../audit/index.ts';
import type { AuditRoom } from '../audit/index.ts';
import { createTokenReader, openStanding } from '../auth/index.ts';
import { openBroker } from '../broker/index.ts';
import { systemClock } from '../clock/index.ts';
import { auditBlock, demandRealIssuer, eventSignerBlock, eventTrustBlock, gatewayCredentialBlock, guardsBlock, httpBlock, kafkaBlock, logBlock, oidcBlock, postgresBlock, tracingBlock } from '../config/index.ts';
import type { readConfig } from '../config/index.ts';
import { startConsumers } from '../consumer/index.ts';
import type { Consumers, Subscription } from '../consumer/index.ts';
import { serveSubgraph } from '../graph/index.ts';
import type { RequestContext, Routes, SubgraphResolvers } from '../graph/index.ts';
import { createLog, healthOf, registerShutdown, startTracing } from '../observability/index.ts';
import type { Log } from '../observability/index.ts';
import { startRelay } from '../outbox/index.ts';
import { migrate, openDatabase, platformMigrations } from '../persistence/index.ts';
import type { Migration } from '../persistence/index.ts';
import { keepingSubscriptions, startKeeping } from '../retention/index.ts';
import type { ServiceKeeping } from '../retention/index.ts';

/** The environment that every subgraph reads. An app adds its own blocks to these. */
export const serviceBlocks = {
  ...httpBlock,
  ...logBlock,
  ...tracingBlock,
  ...postgresBlock,
  ...kafkaBlock,
  ...oidcBlock,
  ...gatewayCredentialBlock,
  ...guardsBlock,
  ...auditBlock,
  ...eventSignerBlock,
  ...eventTrustBlock,
};

export type ServiceConfig = ReturnType<typeof readConfig<typeof serviceBlocks>>;

export interface SubgraphParts<Context extends RequestContext> {
  /** Name of the service: source of its events, prefix of its topic, group of its consumers. */
  name: string;
  config: ServiceConfig;
  sdl: string;
  resolvers: SubgraphResolvers;
  entities: EntitySchema[];
  migrations: readonly Migration[];
  /** How what it knows of people comes to its end, table by table. */
  keeping: ServiceKeeping;
  /** What this service listens to. */
  subscriptions?: Subscription[];
  /** Topics of the events that it emits or listens to; they are made when missing. */
  topics: string[];
  extendContext(context: RequestContext): Context;
  /** What the gateway may post beside the graph. */
  routes?(parts: { database: DataSource; audit: AuditRoom }): Routes;
  /** After the migrations and before anybody is served. */
  prepare?(database: DataSource): Promise<void>;
}

/**
 * Starts the process of one subgraph and keeps it until SIGTERM or SIGINT. The graph opens last, when everything behind it
 * stands, and closes first.
 */
export async function startSubgraph<Context extends RequestContext>(parts: SubgraphParts<Context>): Promise<void> {
  const { name, config } = parts;
  await demandRealIssuer(config);
  const log = createLog({ name, level: config.LOG_LEVEL });
  const tracing = await startTracing({ service: name, endpoint: config.OTEL_EXPORTER_OTLP_ENDPOINT });
  const database = await openDatabase({ url: config.DATABASE_URL, entities: parts.entities, applicationName: name });
  const applied = await migrate(database, [...platformMigrations, ...parts.migrations]);
  if (applied.length > 0) log.info({ applied }, 'migrations applied');
  await parts.prepare?.(database);
  const broker = await openBroker({
    brokers: config.LIANFANG_BROKER === 'embedded' ? undefined : config.KAFKA_BROKERS,
    embeddedLogUrl: config.EMBEDDED_LOG_URL,
    clientId: name,
    log,
  });
  await broker.ensureTopics([...parts.topics, topicOf(auditedBy(name)), topicOf(EpidemicEnded)]);
  const standing = await openStanding({ broker, trust: config.EVENT_KEYS, log });
  const audit = openAudit({ service: name, database, key: config.AUDIT_KEY, clock: systemClock, log });
  const relay = await startRelay({ database, databaseUrl: config.DATABASE_URL, broker, source: name, signer: config.EVENT_KEY, log });
  const keeping = startKeeping({ service: name, database, keeping: parts.keeping, clock: systemClock, log });
  const consumers = await startConsumers({
    service: name,
    database,
    broker,
    trust: config.EVENT_KEYS,
    subscriptions: [...(parts.subscriptions ?? []), ...keepingSubscriptions(() => keeping.wake())],
    clock: systemClock,
    log,
  });
  const chainer = startChainer({ room: audit, log });
  const graph = await serveSubgraph({
    name,
    sdl: parts.sdl,
    resolvers: parts.resolvers,
    port: config.PORT,
    host: config.HOST,
    database,
    tokens: createTokenReader({ issuer: config.OIDC_ISSUER, jwksUrl: config.OIDC_JWKS_URL, audience: config.OIDC_AUDIENCE, standing }),
    gatewaySecret: config.GATEWAY_SECRET,
    unguarded: config.LIANFANG_UNGUARDED,
    audit,
    clock: systemClock,
    log,
    // Not the relay: while Kafka is away, mutations go on and the outbox keeps what is to be sent.
    health: healthOf({
      database: async () => void (await database.query('SELECT 1')),
      consumers: () => demandHealthy(consumers.status()),
    }),
    routes: parts.routes?.({ database, audit }),
    extendContext: parts.extendContext,
  });
  log.info({ url: graph.url, broker: broker.kind }, 'serving');
  replayOnSignal(consumers, log);
  registerShutdown(log, [
    { name: 'graph', stop: () => graph.stop() },
    { name: 'consumers', stop: () => consumers.stop() },
    { name: 'keeping', stop: () => keeping.stop() },
    { name: 'audit', stop: () => chainer.stop().then(() => audit.stop()) },
    { name: 'relay', stop: () => relay.stop() },
    { name: 'standing', stop: () => standing.stop() },
    { name: 'broker', stop: () => broker.close() },
    { name: 'database', stop: () => database.destroy() },
    { name: 'tracing', stop: () => tracing.stop() },
  ]);
}

/** `kill -USR2 <pid>`: the operator mended the cause, the dead letters are applied. */
function replayOnSignal(consumers: Consumers, log: Log): void {
  process.on('SIGUSR2', () => {
    consumers.replayDeadLetters().then(
      (replayed) => log.info(replayed, 'dead letters replayed'),
      (error: unknown) => log.error({ err: error }, 'dead letters could not be replayed'),
    );
  });
}

function demandHealthy(status: { healthy: boolean }): void {
  if (!status.healthy) throw new Error('a consumer makes no progress');
}
