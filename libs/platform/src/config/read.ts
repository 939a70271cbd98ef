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

/**
 * Reads the variables that the shape names. A variable set to nothing counts as not set. Without `env` it reads the process
 * and, when something is wrong, prints every problem at once and exits with 1.
 * @throws ConfigError when `env` is given and something is wrong
 */
export function readConfig<T extends ZodRawShape>(shape: T, env?: NodeJS.ProcessEnv): z.infer<ZodObject<T>> {
  if (env) return parse(shape, env);
  try {
    return parse(shape, process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

function parse<T extends ZodRawShape>(shape: T, env: NodeJS.ProcessEnv): z.infer<ZodObject<T>> {
  const names = Object.keys(shape);
  const given = Object.fromEntries(names.map((name) => [name, env[name] === '' ? undefined : env[name]]));
  const answer = z.object(shape).safeParse(given);
  const problems = [
    ...(answer.success ? [] : answer.error.issues.map((issue) => `${issue.path.join('.')} ${wordsOf(issue, given)}`)),
    ...brokerProblems(names, given),
    ...secretProblems(names, env),
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

function secretProblems(names: readonly string[], env: NodeJS.ProcessEnv): string[] {
  if (env.NODE_ENV !== 'production' || env.LIANFANG_DEMO === '1') return [];
  return demoSecretsIn(env, names).map((name) => `${name} holds a secret of the demo. Production needs its own: ${makingOf(name)}`);
}

function makingOf(name: string): string {
  if (/^EVENT_/.test(name)) return 'npm run event-keys';
  return name === 'PASS_SIGNING_KEY' ? 'openssl genpkey -algorithm ed25519 -outform DER | base64 -w0' : 'openssl rand -base64 32';
}
