import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import { ConfigError, auditBlock, demandRealIssuer, demoEventKey, demoEventTrust, demoSecrets, eventSignerBlock, eventTrustBlock, explorerBlock, gatewayCredentialBlock, guardsBlock, httpBlock, kafkaBlock, logBlock, oidcBlock, postgresBlock, readConfig, sealingBlock } from './index.ts';

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

  it('refuses the key of the demo for the audit logs, and takes one of 32 random bytes', () => {
    const problems = (AUDIT_KEY: string) => {
      try {
        readConfig(auditBlock, { NODE_ENV: 'production', AUDIT_KEY });
      } catch (error) {
        return (error as ConfigError).problems;
      }
      return [];
    };
    expect(problems(demoSecrets.AUDIT_KEY)).toEqual([expect.stringContaining('AUDIT_KEY holds a secret of the demo')]);
    expect(problems('c2hvcnQ=')).toEqual([expect.stringContaining('AUDIT_KEY must be 32 bytes in base64')]);
    expect(problems(randomBytes(32).toString('base64'))).toEqual([]);
  });

  it('takes them when the demo is asked for', () => {
    expect(problemsOf({ ...complete, NODE_ENV: 'production', LIANFANG_DEMO: '1' })).toEqual([]);
  });

  const refusals = (shape: Parameters<typeof readConfig>[0], env: NodeJS.ProcessEnv, demoOnly = false): readonly string[] => {
    try {
      readConfig(shape, { NODE_ENV: 'production', ...env }, { demoOnly });
    } catch (error) {
      return (error as ConfigError).problems;
    }
    return [];
  };

  it('refuses event keys of the demo, private and public, but lets a demo change over to keys of its own', () => {
    const own = generateKeyPairSync('ed25519').publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
    expect(refusals(eventSignerBlock, { EVENT_KEY: demoEventKey('people') })).toEqual(['EVENT_KEY holds a secret of the demo. Production needs its own: npm run event-keys']);
    expect(refusals(eventTrustBlock, { EVENT_KEYS: `people=${own},${demoEventTrust('supplies')}` })).toEqual([expect.stringContaining('EVENT_KEYS holds a secret of the demo')]);
    expect(refusals(eventTrustBlock, { EVENT_KEYS: `people=${own}` })).toEqual([]);
    expect(refusals(sealingBlock, { SEALING_KEY: randomBytes(32).toString('base64'), SEALING_KEY_OLD: demoSecrets.SEALING_KEY })).toEqual([]);
  });

  it('refuses the password of the demo database', () => {
    expect(refusals(postgresBlock, { DATABASE_URL: 'postgres://postgres:lianfang-demo@db/lianfang_people' })).toEqual([
      'DATABASE_URL holds a secret of the demo. Production needs its own: give the database a password of its own',
    ]);
  });

  it('refuses an open explorer, the login of the demo, and a crash on purpose', () => {
    expect(refusals(explorerBlock, { GATEWAY_EXPLORER: 'open' })).toEqual([expect.stringContaining('leave it out')]);
    expect(refusals(explorerBlock, { GATEWAY_EXPLORER: 'open', LIANFANG_DEMO: '1' })).toEqual([]);
    expect(refusals(explorerBlock, { GATEWAY_EXPLORER: 'closed' })).toEqual([]);
    expect(refusals({}, {}, true)).toEqual([expect.stringContaining('This process is the login of the demo')]);
    expect(refusals({}, { LIANFANG_DEMO: '1' }, true)).toEqual([]);
    expect(refusals(explorerBlock, { LIANFANG_CRASH_AT: 'relay.after-mark' })).toEqual([expect.stringContaining('kills the process on purpose')]);
  });

  it('refuses to serve without guards, as a demo too', () => {
    for (const demo of ['0', '1']) expect(refusals(guardsBlock, { LIANFANG_UNGUARDED: '1', LIANFANG_DEMO: demo })).toEqual([expect.stringContaining('takes every access check and mask away')]);
    expect(refusals(guardsBlock, {})).toEqual([]);
  });

  it('refuses an issuer that publishes its passwords', async () => {
    const issuer = createServer((request, response) => response.writeHead(request.url === '/demo/logins' ? 200 : 404).end('[{"user":"command","password":"x"}]'));
    await new Promise<void>((resolve) => issuer.listen(0, '127.0.0.1', resolve));
    const OIDC_ISSUER = `http://127.0.0.1:${(issuer.address() as AddressInfo).port}`;
    try {
      await expect(demandRealIssuer({ NODE_ENV: 'production', LIANFANG_DEMO: false, OIDC_ISSUER })).rejects.toThrow('is the login of the demo');
      await demandRealIssuer({ NODE_ENV: 'production', LIANFANG_DEMO: true, OIDC_ISSUER });
      await demandRealIssuer({ NODE_ENV: 'production', LIANFANG_DEMO: false, OIDC_ISSUER: 'http://127.0.0.1:1' });
    } finally {
      await new Promise((resolve) => issuer.close(resolve));
    }
  });
});
