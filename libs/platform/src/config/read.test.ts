import { z } from 'zod';
import { ConfigError, demoSecrets, gatewayCredentialBlock, httpBlock, kafkaBlock, logBlock, oidcBlock, postgresBlock, readConfig, sealingBlock } from './index.ts';

const shape = { ...httpBlock, ...postgresBlock, ...kafkaBlock, ...oidcBlock, ...gatewayCredentialBlock, ...sealingBlock, ...logBlock };
const complete = {
  PORT: '4101',
  DATABASE_URL: 'postgres://people@127.0.0.1:5432/people',
  KAFKA_BROKERS: '127.0.0.1:9092, 127.0.0.1:9093',
  OIDC_ISSUER: 'http://127.0.0.1:4010',
  GATEWAY_SECRET: demoSecrets.GATEWAY_SECRET,
  SEALING_KEY: demoSecrets.SEALING_KEY,
};

function problemsOf(env: NodeJS.ProcessEnv): readonly string[] {
  try {
    readConfig(shape, env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('a complete environment', () => {
  it('is read with its defaults', () => {
    const config = readConfig(shape, complete);
    expect(config).toMatchObject({ PORT: 4101, HOST: '127.0.0.1', OIDC_AUDIENCE: 'lianfang', LOG_LEVEL: 'info', LIANFANG_DEMO: false });
    expect(config.KAFKA_BROKERS).toEqual(['127.0.0.1:9092', '127.0.0.1:9093']);
    expect(config.SEALING_KEY).toHaveLength(32);
  });

  it('takes a variable set to nothing as not set', () => {
    expect(readConfig({ PLACE: z.string().default('here') }, { PLACE: '' }).PLACE).toBe('here');
  });
});

describe('an environment with mistakes', () => {
  it('is refused with every mistake at once, each with what to do', () => {
    const problems = problemsOf({ ...complete, PORT: 'many', DATABASE_URL: undefined, SEALING_KEY: 'c2hvcnQ=', GATEWAY_SECRET: 'short' });
    expect(problems).toHaveLength(4);
    expect(problems.join('\n')).toMatch(/PORT must be a port number\n.*DATABASE_URL is missing\. Give a PostgreSQL URL/);
    expect(problems.join('\n')).toContain('SEALING_KEY must be 32 bytes in base64. Make one: openssl rand -base64 32');
    expect(problems.join('\n')).toContain('GATEWAY_SECRET is too short');
  });

  it('does not repeat the value of a secret', () => {
    expect(problemsOf({ ...complete, GATEWAY_SECRET: 'hunter2' }).join()).not.toContain('hunter2');
  });

  it('needs one event log', () => {
    expect(problemsOf({ ...complete, KAFKA_BROKERS: undefined })).toEqual([expect.stringContaining('KAFKA_BROKERS is missing')]);
    expect(problemsOf({ ...complete, LIANFANG_BROKER: 'embedded' })).toEqual([expect.stringContaining('EMBEDDED_LOG_URL is missing')]);
  });
});

describe('production', () => {
  it('refuses the secrets of the demo', () => {
    expect(problemsOf({ ...complete, NODE_ENV: 'production' })).toEqual([
      expect.stringContaining('GATEWAY_SECRET holds a secret of the demo'),
      expect.stringContaining('SEALING_KEY holds a secret of the demo'),
    ]);
  });

  it('takes them when the demo is asked for', () => {
    expect(problemsOf({ ...complete, NODE_ENV: 'production', LIANFANG_DEMO: '1' })).toEqual([]);
  });
});
