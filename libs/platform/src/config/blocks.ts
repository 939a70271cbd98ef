import { z } from 'zod';
import { createSigner, readPrivateKey, readTrust } from '../signing/index.ts';
import type { EventSigner, EventTrust } from '../signing/index.ts';

const postgresUrl = z
  .string('is missing. Give a PostgreSQL URL, for example postgres://user:password@127.0.0.1:5432/people')
  .regex(/^postgres(ql)?:\/\/\S+$/, 'must begin with postgres://');

const httpUrl = (example: string) =>
  z.string(`is missing. Give a URL, for example ${example}`).regex(/^https?:\/\/\S+$/, `must be an http(s) URL, for example ${example}`);

const flag = z.enum(['0', '1'], 'must be 1 or 0').optional().transform((text) => text === '1');

/** Where this process listens. */
export const httpBlock = {
  PORT: z.coerce
    .number('must be a port number')
    .int('must be a port number')
    .min(0, 'must be a port number from 0 to 65535; 0 takes any free port')
    .max(65_535, 'must be a port number from 0 to 65535'),
  HOST: z.string().min(1, 'must not be empty').default('127.0.0.1'),
};

/** The service's own database. No service reads another's. */
export const postgresBlock = {
  DATABASE_URL: postgresUrl,
};

/** The event log: Kafka by `KAFKA_BROKERS`, or the embedded log in PostgreSQL by `EMBEDDED_LOG_URL`. */
export const kafkaBlock = {
  KAFKA_BROKERS: z
    .string()
    .optional()
    .transform((text) => text?.split(',').map((broker) => broker.trim()).filter(Boolean))
    .refine((brokers) => !brokers || brokers.every((broker) => /^[^\s:]+:\d+$/.test(broker)), 'must be host:port, several by comma'),
  LIANFANG_BROKER: z.enum(['kafka', 'embedded'], 'must be kafka or embedded, or left out').optional(),
  EMBEDDED_LOG_URL: postgresUrl.optional(),
};

/** Introspection and GraphiQL; open for a developer and a demo, closed in production, which refuses anything else. */
export const explorerBlock = {
  GATEWAY_EXPLORER: z.enum(['open', 'closed'], 'must be open or closed').optional(),
};

/** Which mode and how loud. `LIANFANG_DEMO=1` says in words that demo secrets and demo logins are wanted. */
export const logBlock = {
  NODE_ENV: z.enum(['development', 'test', 'production'], 'must be development, test or production').default('development'),
  LIANFANG_DEMO: flag,
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], 'must be fatal, error, warn, info, debug, trace or silent')
    .default('info'),
};

/** `LIANFANG_UNGUARDED=1` serves a subgraph without access checks, masks and trail, to measure what they cost. */
export const guardsBlock = {
  LIANFANG_UNGUARDED: flag,
};

/** Opt-in: without the endpoint nothing is traced and nothing is sent. */
export const tracingBlock = {
  OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl('http://127.0.0.1:4318').optional(),
};

/** Whose tokens are believed. */
export const oidcBlock = {
  OIDC_ISSUER: httpUrl('http://127.0.0.1:4010'),
  OIDC_JWKS_URL: httpUrl('http://127.0.0.1:4010/jwks').optional(),
  OIDC_AUDIENCE: z.string().min(1, 'must not be empty').default('lianfang'),
};

/** What the gateway shows to subgraphs in `x-lianfang-gateway`. */
export const gatewayCredentialBlock = {
  GATEWAY_SECRET: z
    .string('is missing. Make one: openssl rand -base64 32')
    .min(16, 'is too short. Make one of 32 random bytes: openssl rand -base64 32'),
};

const keyAdvice = 'must be 32 bytes in base64. Make one: openssl rand -base64 32';

/** The key of ID numbers and phones at rest: 32 bytes; and those before it, until `npm run rotate-keys` has sealed everything anew. */
export const sealingBlock = {
  SEALING_KEY: z
    .string('is missing. Make one: openssl rand -base64 32')
    .transform((text) => Buffer.from(text, 'base64'))
    .refine((key) => key.length === 32, keyAdvice),
  SEALING_KEY_OLD: z
    .string()
    .default('')
    .transform((text) => text.split(',').map((one) => one.trim()).filter(Boolean).map((one) => Buffer.from(one, 'base64')))
    .refine((keys) => keys.every((key) => key.length === 32), `${keyAdvice}; several by comma`),
};

/** The key that seals and chains the audit log: 32 bytes, the same in every service, in no database. */
export const auditBlock = {
  AUDIT_KEY: z
    .string('is missing. Make one: openssl rand -base64 32')
    .transform((text) => Buffer.from(text, 'base64'))
    .refine((key) => key.length === 32, 'must be 32 bytes in base64. Make one: openssl rand -base64 32'),
};

const howToMakeEventKeys = 'Make them: npm run event-keys';

/** The private key that signs what this service sends: Ed25519, base64 of PKCS #8 DER. */
export const eventSignerBlock = {
  EVENT_KEY: z.string(`is missing. ${howToMakeEventKeys}`).transform((text, check): EventSigner => {
    const key = readPrivateKey(text);
    if (key) return createSigner(key);
    check.addIssue({ code: 'custom', message: `must be an Ed25519 private key in base64. ${howToMakeEventKeys}` });
    return z.NEVER;
  }),
};

/** The public keys of the services whose events are believed: `people=<key>,checkpoints=<key>,…`; two per service while one is changed. */
export const eventTrustBlock = {
  EVENT_KEYS: z.string(`is missing. ${howToMakeEventKeys}`).transform((text, check): EventTrust => {
    try {
      return readTrust(text);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      check.addIssue({ code: 'custom', message: `is not right: ${error.message}` });
      return z.NEVER;
    }
  }),
};
