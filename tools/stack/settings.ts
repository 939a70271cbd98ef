import { join, resolve } from 'node:path';

/** What the environment says about this stack. Read once, here. */
export interface StackSettings {
  root: string;
  stateDir: string;
  logsDir: string;
  /** First of ten ports; null: the usual ones; 'free': whatever the system gives. */
  portBase: number | 'free' | null;
  host: string;
  broker: { forced: 'embedded' | null; external: string[] | null };
  postgres: { url: string | null; urlOf: ReadonlyMap<string, string> };
  skipSeed: boolean;
}

export function readSettings(root: string, env: NodeJS.ProcessEnv = process.env): StackSettings {
  const stateDir = resolve(root, env.LIANFANG_STATE_DIR || '.lianfang');
  return {
    root,
    stateDir,
    logsDir: join(stateDir, 'logs'),
    portBase: readPortBase(env.LIANFANG_PORT_BASE),
    host: '127.0.0.1',
    broker: {
      forced: readForcedBroker(env.LIANFANG_BROKER),
      external: env.KAFKA_BROKERS ? env.KAFKA_BROKERS.split(',').map((broker) => broker.trim()) : null,
    },
    postgres: { url: env.DATABASE_URL || null, urlOf: readDatabaseUrls(env) },
    skipSeed: env.LIANFANG_SEED === 'none',
  };
}

function readPortBase(text: string | undefined): StackSettings['portBase'] {
  if (!text) return null;
  if (text === 'free') return 'free';
  const base = Number(text);
  if (Number.isInteger(base) && base >= 1024 && base <= 65_500) return base;
  throw new Error(`LIANFANG_PORT_BASE is "${text}": give a port from 1024 to 65500, or "free"`);
}

function readForcedBroker(text: string | undefined): 'embedded' | null {
  if (!text || text === 'kafka') return null;
  if (text === 'embedded') return 'embedded';
  throw new Error(`LIANFANG_BROKER is "${text}": it may be "embedded" or "kafka"`);
}

/** `DATABASE_URL_PEOPLE` and its sisters, by service name in lower case. */
function readDatabaseUrls(env: NodeJS.ProcessEnv): Map<string, string> {
  const prefix = 'DATABASE_URL_';
  return new Map(
    Object.entries(env)
      .filter(([name, value]) => name.startsWith(prefix) && value)
      .map(([name, value]) => [name.slice(prefix.length).toLowerCase(), value!]),
  );
}
