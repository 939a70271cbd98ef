import { demoAccounts } from '@lianfang/contracts/access';
import { listen } from '@lianfang/platform/graph';
import { createLog, registerShutdown, startTracing, watchProcess } from '@lianfang/platform/observability';
import { readIdentityConfig } from './config.ts';
import { createProvider } from './provider.ts';
import { createHandler } from './server.ts';
import { openState } from './state.ts';

const config = readIdentityConfig();
if (config.NODE_ENV === 'production' && !config.LIANFANG_DEMO) {
  process.stderr.write('identity is the login of the demo: one tap, published passwords. Production names its own issuer in OIDC_ISSUER. For a demo set LIANFANG_DEMO=1.\n');
  process.exit(1);
}
const log = createLog({ name: 'identity', level: config.LOG_LEVEL });
const tracing = await startTracing({ service: 'identity', endpoint: config.OTEL_EXPORTER_OTLP_ENDPOINT });
const state = await openState(config.IDENTITY_KEYS_FILE, demoAccounts.map(({ user }) => user));
const shared = { issuer: config.PUBLIC_URL, origins: config.PAGES_ORIGIN, state };
const provider = createProvider({ ...shared, log });
watchProcess();
const listener = await listen({ port: config.PORT, host: config.HOST, log, handle: createHandler({ ...shared, provider }) });
log.info({ url: listener.url, issuer: config.PUBLIC_URL }, 'serving');
registerShutdown(log, [
  { name: 'http', stop: () => listener.drain(3_000) },
  { name: 'tracing', stop: () => tracing.stop() },
]);
