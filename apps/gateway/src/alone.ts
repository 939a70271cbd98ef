import { parseArgs } from 'node:util';
import { createTokenReader } from '@lianfang/platform/auth';
import { openBroker } from '@lianfang/platform/broker';
import { createLog, registerShutdown, startTracing, watchProcess } from '@lianfang/platform/observability';
import { readTrust } from '@lianfang/platform/signing';
import { aloneConfig } from './config.ts';
import { startGateway } from './gateway.ts';
import { SupergraphRefused } from './supergraph/supergraph.ts';

const usage = `Serves any federation 2 supergraph at /graphql; /health answers 200 when it is ready.

  npm run gateway -- --supergraph FILE [--port 4000] [--host 127.0.0.1] [--engine compiled|apollo]
                     [--issuer URL [--audience lianfang]] [--brokers HOST:PORT,… [--event-keys SERVICE=KEY,…] [--cursor-key TEXT]] [--log-level info]

Without --issuer everybody may ask. With --brokers subscription fields that carry @event are fed from Kafka; with --event-keys
only by events that their owners signed, without it by everybody who can write to the topics. Cursors outlive a restart with --cursor-key.
Spans go to OTEL_EXPORTER_OTLP_ENDPOINT, where it is set.
`;

const { values } = parseArgs({
  options: {
    supergraph: { type: 'string' },
    port: { type: 'string', default: '4000' },
    host: { type: 'string', default: '127.0.0.1' },
    engine: { type: 'string', default: 'compiled' },
    issuer: { type: 'string' },
    audience: { type: 'string', default: 'lianfang' },
    brokers: { type: 'string' },
    'event-keys': { type: 'string' },
    'cursor-key': { type: 'string' },
    'log-level': { type: 'string', default: 'info' },
    help: { type: 'boolean', default: false },
  },
});

const { supergraph, engine, issuer } = values;
if (values.help || !supergraph || (engine !== 'compiled' && engine !== 'apollo')) {
  process.stderr.write(usage);
  process.exit(values.help ? 0 : 2);
}

const log = createLog({ name: 'gateway', level: values['log-level'] });
watchProcess();
const tracing = await startTracing({ service: 'gateway', endpoint: aloneConfig().OTEL_EXPORTER_OTLP_ENDPOINT });
const broker = values.brokers ? await openBroker({ brokers: values.brokers.split(','), clientId: 'gateway', log }) : undefined;
const portNumber = Number(values.port);
if (!Number.isInteger(portNumber) || portNumber < 0 || portNumber > 65_535) refuse(`--port ${values.port} is no port`);

/** What the user can mend needs no stack. */
function refuse(reason: string): never {
  process.stderr.write(`${reason}\n`);
  process.exit(1);
}

const gateway = await startGateway({
  supergraphFile: supergraph,
  subgraphUrls: new Map(),
  engine,
  host: values.host,
  port: portNumber,
  log,
  tokens: issuer ? createTokenReader({ issuer, audience: values.audience }) : undefined,
  gatewaySecret: undefined,
  allowedOrigins: [],
  explorable: true,
  broker,
  cursorKey: values['cursor-key'],
  trust: values['event-keys'] ? readTrust(values['event-keys']) : null,
  pages: undefined,
}).catch((cause: unknown) => {
  if (cause instanceof SupergraphRefused) refuse(`${supergraph}: ${cause.message}`);
  if (cause instanceof Error && 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'EADDRINUSE' || cause.code === 'EISDIR' || cause.code === 'EACCES')) refuse(cause.message);
  throw cause;
});
registerShutdown(log, [
  { name: 'gateway', stop: gateway.stop },
  { name: 'event log', stop: async () => broker?.close() },
  { name: 'tracing', stop: tracing.stop },
]);
