import { join } from 'node:path';
import { ConfigError, demoEventKey, demoEventTrust, demoSecrets } from '@lianfang/platform/config';
import { readCatalogue } from '../stack/catalogue.ts';

const demo: NodeJS.ProcessEnv = {
  NODE_ENV: 'production', PORT: '4000', OIDC_ISSUER: 'http://127.0.0.1:4010', KAFKA_BROKERS: '127.0.0.1:9092',
  DATABASE_URL: 'postgres://postgres:lianfang-demo@127.0.0.1/lianfang_people', ...demoSecrets, EVENT_KEY: demoEventKey('people'), EVENT_KEYS: demoEventTrust('people'),
  GATEWAY_EXPLORER: 'open',
};

/** The reader of the app's own config.ts. */
async function readerOf(app: string): Promise<(env: NodeJS.ProcessEnv) => unknown> {
  const module = (await import(join(process.cwd(), 'apps', app, 'src', 'config.ts'))) as Record<string, unknown>;
  const reader = Object.entries(module).find(([name]) => name === 'gatewayConfig' || new RegExp(`^read${app}Config$`, 'i').test(name));
  if (!reader) throw new Error(`apps/${app}/src/config.ts exports no reader of its configuration`);
  return reader[1] as (env: NodeJS.ProcessEnv) => unknown;
}

async function problemsOf(app: string, env: NodeJS.ProcessEnv): Promise<readonly string[]> {
  try {
    (await readerOf(app))(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

const database = ['DATABASE_URL holds a secret of the demo'];
const shared = ['GATEWAY_SECRET holds a secret of the demo', 'EVENT_KEYS holds a secret of the demo'];
const subgraph = [...shared, ...database, 'AUDIT_KEY holds a secret of the demo', 'EVENT_KEY holds a secret of the demo'];
const expected: Record<string, readonly string[]> = {
  people: [...subgraph, 'SEALING_KEY holds a secret of the demo'],
  agencies: [...subgraph, 'SEALING_KEY holds a secret of the demo'],
  checkpoints: [...subgraph, 'PASS_SIGNING_KEY holds a secret of the demo'],
  isolation: subgraph,
  supplies: subgraph,
  reporting: subgraph,
  gateway: [...shared, 'GATEWAY_EXPLORER opens introspection and GraphiQL'],
  identity: ['EVENT_KEYS holds a secret of the demo', 'This process is the login of the demo'],
};

test('every process is looked at', () => expect(Object.keys(expected).sort()).toEqual([...readCatalogue('.').services].sort()));

describe.each(Object.entries(expected))('%s in production', (app, lines) => {
  test('refuses what belongs to a demo, a line for each, with what to do', async () => {
    const problems = await problemsOf(app, demo);
    for (const line of lines) expect(problems).toContainEqual(expect.stringContaining(line));
    for (const problem of problems) expect(problem).toMatch(/Production (needs its own|keeps|names)/);
  });

  test('takes it all when a demo is asked for', async () => expect(await problemsOf(app, { ...demo, LIANFANG_DEMO: '1' })).toEqual([]));
});
