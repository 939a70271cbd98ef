import { parseArgs } from 'node:util';
import { createTokenReader } from '@lianfang/platform/auth';
import { createLog, registerShutdown, watchProcess } from '@lianfang/platform/observability';
import { startGateway } from './gateway.ts';

const usage = `Serves any federation 2 supergraph at /graphql; /health answers 200 when it is ready.

  npm run gateway -- --supergraph FILE [--port 4000] [--host 127.0.0.1] [--engine compiled|apollo]
                     [--issuer URL [--audience lianfang]] [--log-level info]

Without --issuer everybody may ask.
`;

const { values } = parseArgs({
  options: {
    supergraph: { type: 'string' },
    port: { type: 'string', default: '4000' },
    host: { type: 'string', default: '127.0.0.1' },
    engine: { type: 'string', default: 'compiled' },
    issuer: { type: 'string' },
    audience: { type: 'string', default: 'lianfang' },
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
const gateway = await startGateway({
  supergraphFile: supergraph,
  subgraphUrls: new Map(),
  engine,
  host: values.host,
  port: Number(values.port),
  log,
  tokens: issuer ? createTokenReader({ issuer, audience: values.audience }) : undefined,
  gatewaySecret: undefined,
  allowedOrigins: [],
  explorable: true,
  pages: undefined,
});
registerShutdown(log, [{ name: 'gateway', stop: gateway.stop }]);
