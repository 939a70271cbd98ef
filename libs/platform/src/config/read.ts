import { z } from 'zod';
import type { ZodObject, ZodRawShape } from 'zod';
import { demoSecretsIn } from './secrets.ts';

/** Everything that is wrong with the environment, one line per variable. */
export class ConfigError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`the environment is not complete:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/** What a process is, beside what it reads. */
export interface ProcessKind {
  /** The login of the demo: production refuses to start it. */
  demoOnly?: boolean;
}

/**
 * Reads the variables that the shape names. A variable set to nothing counts as not set. Without `env` it reads the process
 * and, when something is wrong, prints every problem at once and exits with 1.
 * @throws ConfigError when `env` is given and something is wrong
 */
export function readConfig<T extends ZodRawShape>(shape: T, env?: NodeJS.ProcessEnv, kind: ProcessKind = {}): z.infer<ZodObject<T>> {
  if (env) return parse(shape, env, kind);
  try {
    return parse(shape, process.env, kind);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

function parse<T extends ZodRawShape>(shape: T, env: NodeJS.ProcessEnv, kind: ProcessKind): z.infer<ZodObject<T>> {
  const names = Object.keys(shape);
  const given = Object.fromEntries(names.map((name) => [name, env[name] === '' ? undefined : env[name]]));
  const answer = z.object(shape).safeParse(given);
  const problems = [
    ...(answer.success ? [] : answer.error.issues.map((issue) => `${issue.path.join('.')} ${wordsOf(issue, given)}`)),
    ...brokerProblems(names, given),
    ...secretProblems(names, env),
    ...openDoorProblems(names, env, kind),
  ];
  if (!answer.success || problems.length > 0) throw new ConfigError(problems);
  return answer.data;
}

function wordsOf(issue: z.core.$ZodIssue, given: Record<string, unknown>): string {
  const missing = given[String(issue.path[0])] === undefined;
  return missing && !issue.message.startsWith('is missing') ? `is missing; it ${issue.message}` : issue.message;
}

function brokerProblems(names: readonly string[], given: Record<string, unknown>): string[] {
  if (!names.includes('KAFKA_BROKERS')) return [];
  if (given.LIANFANG_BROKER === 'embedded' && !given.EMBEDDED_LOG_URL) {
    return ['EMBEDDED_LOG_URL is missing. LIANFANG_BROKER=embedded keeps the event log in PostgreSQL: give its URL'];
  }
  if (given.LIANFANG_BROKER !== 'embedded' && !given.KAFKA_BROKERS && !given.EMBEDDED_LOG_URL) {
    return ['KAFKA_BROKERS is missing. Give host:port of Apache Kafka, or EMBEDDED_LOG_URL for the embedded event log'];
  }
  return [];
}

/** What a developer opens, and production must not. */
function openDoorProblems(names: readonly string[], env: NodeJS.ProcessEnv, { demoOnly = false }: ProcessKind): string[] {
  // Not in a demo either: what it opens are persons.
  const unguarded = env.NODE_ENV === 'production' && env.LIANFANG_UNGUARDED === '1'
    ? ['LIANFANG_UNGUARDED takes every access check and mask away, for a bench. Production runs with them: leave it out']
    : [];
  if (!isProduction(env)) return unguarded;
  return [
    ...unguarded,
    ...(names.includes('GATEWAY_EXPLORER') && env.GATEWAY_EXPLORER === 'open'
      ? ['GATEWAY_EXPLORER opens introspection and GraphiQL to everybody. Production keeps them closed: leave it out']
      : []),
    ...(demoOnly
      ? ['This process is the login of the demo: one tap, published passwords. Production names its own issuer in OIDC_ISSUER; for a demo set LIANFANG_DEMO=1']
      : []),
    ...(env.LIANFANG_CRASH_AT ? ['LIANFANG_CRASH_AT kills the process on purpose, for tests. Production runs without: leave it out'] : []),
  ];
}

/** A demo says that it is one. */
function isProduction(env: NodeJS.ProcessEnv): boolean {
  return env.NODE_ENV === 'production' && env.LIANFANG_DEMO !== '1';
}

function secretProblems(names: readonly string[], env: NodeJS.ProcessEnv): string[] {
  if (!isProduction(env)) return [];
  return demoSecretsIn(env, names).map((name) => `${name} holds a secret of the demo. Production needs its own: ${makingOf(name)}`);
}

function makingOf(name: string): string {
  if (/^EVENT_/.test(name)) return 'npm run event-keys';
  if (/_URL$/.test(name)) return 'give the database a password of its own';
  return name === 'PASS_SIGNING_KEY' ? 'openssl genpkey -algorithm ed25519 -outform DER | base64 -w0' : 'openssl rand -base64 32';
}
