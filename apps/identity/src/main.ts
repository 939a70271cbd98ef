import { demoAccounts } from '@lianfang/contracts/access';
import { openStanding } from '@lianfang/platform/auth';
import type { Standing } from '@lianfang/platform/auth';
import { openBroker } from '@lianfang/platform/broker';
import { systemClock } from '@lianfang/platform/clock';
import { listen } from '@lianfang/platform/graph';
import { createLog, registerShutdown, startTracing, watchProcess } from '@lianfang/platform/observability';
import { createAttempts } from './attempts.rules.ts';
import { readIdentityConfig } from './config.ts';
import { createDirectory } from './directory.ts';
import { createProvider } from './provider.ts';
import { createHandler } from './server.ts';
import { openState } from './state.ts';

const config = readIdentityConfig();
const log = createLog({ name: 'identity', level: config.LOG_LEVEL });
const tracing = await startTracing({ service: 'identity', endpoint: config.OTEL_EXPORTER_OTLP_ENDPOINT });
const state = await openState(config.IDENTITY_KEYS_FILE, demoAccounts.map(({ user }) => user));
const broker = await openBroker({
  brokers: config.LIANFANG_BROKER === 'embedded' ? undefined : config.KAFKA_BROKERS,
  embeddedLogUrl: config.EMBEDDED_LOG_URL,
  clientId: 'identity',
  log,
});
// It signs in before it has caught up: what a token is worth every service judges for itself.
let standing: Standing | null = null;
const caughtUp = openStanding({ broker, trust: config.EVENT_KEYS, log }).then((opened) => (standing = opened));
caughtUp.catch((error: unknown) => log.error({ err: error }, 'accounts of the graph are not known here'));
const directory = createDirectory(state, () => standing);
const shared = { issuer: config.PUBLIC_URL, origins: config.PAGES_ORIGIN, state, directory };
const provider = createProvider({ ...shared, log });
watchProcess();
const handle = createHandler({ ...shared, provider, attempts: createAttempts(), clock: systemClock });
const listener = await listen({ port: config.PORT, host: config.HOST, log, handle });
log.info({ url: listener.url, issuer: config.PUBLIC_URL }, 'serving');
registerShutdown(log, [
  { name: 'http', stop: () => listener.drain(3_000) },
  { name: 'standing', stop: async () => standing?.stop() },
  { name: 'event log', stop: () => broker.close() },
  { name: 'tracing', stop: () => tracing.stop() },
]);
