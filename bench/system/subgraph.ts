import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openAudit } from '@lianfang/platform/audit';
import { createTokenReader } from '@lianfang/platform/auth';
import { systemClock } from '@lianfang/platform/clock';
import { type RequestContext, serveSubgraph } from '@lianfang/platform/graph';
import { createLog } from '@lianfang/platform/observability';
import { openDatabase, readAlone } from '@lianfang/platform/persistence';
import { createSealer } from '@lianfang/platform/sealing';
import { serveStock } from './stock.ts';
import { createPassKeys } from '../../apps/checkpoints/src/passes/pass-code.ts';

// One subgraph beside those of a house, on its database: node subgraph.ts NAME ours|stock|unbatched '{"databaseUrl":…}'.

interface Told {
  databaseUrl: string;
  issuer: string;
  stateDir: string;
}

const [name = '', way = 'ours', told = '{}'] = process.argv.slice(2);
const { databaseUrl, issuer, stateDir } = JSON.parse(told) as Told;
const secrets = JSON.parse(readFileSync(join(stateDir, 'secrets.json'), 'utf8')) as { gatewaySecret: string; sealingKey: string; auditKey: string; passSigningKey: string };
const log = createLog({ name, level: 'error' });
const app = join(process.cwd(), 'apps', name, 'src');
const { sdl } = (await import(join(app, 'generated/sdl.ts'))) as { sdl: string };
const { entities, resolvers } = (await import(join(app, 'graph.ts'))) as { entities: Parameters<typeof openDatabase>[0]['entities']; resolvers: object };
const database = await openDatabase({ url: databaseUrl, entities, applicationName: `bench-${name}` });

const sealer = createSealer(Buffer.from(secrets.sealingKey, 'base64'), []);
const passKeys = name === 'checkpoints' ? createPassKeys(createPrivateKey({ key: Buffer.from(secrets.passSigningKey, 'base64'), format: 'der', type: 'pkcs8' })) : undefined;
if (way !== 'ours') readAlone(database);
const tokens = createTokenReader({ issuer, audience: 'lianfang' });
const audit = openAudit({ service: name, database, key: Buffer.from(secrets.auditKey, 'base64'), clock: systemClock, log });
const extendContext = (context: RequestContext) => ({ ...context, sealer, passKeys }) as RequestContext;
const { gatewaySecret } = secrets;

const url = way === 'ours'
  ? (await serveSubgraph({ name, sdl, resolvers, port: 0, host: '127.0.0.1', database, log, clock: systemClock, tokens, gatewaySecret, audit, extendContext })).url
  : await serveStock({ sdl, resolvers, database, tokens, gatewaySecret, audit, log, batched: way === 'stock', extendContext });

process.on('message', () => {
  const { rss, heapUsed: heap } = process.memoryUsage();
  process.send!({ cpu: process.cpuUsage(), rss, heap });
});
process.on('disconnect', () => process.exit());
process.send!(url);
