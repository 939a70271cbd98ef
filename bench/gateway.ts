import { type ChildProcess, fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type Question, type SubgraphName, questions } from './gateway/graph.ts';
import { type Issuer, startIssuer } from './gateway/issuer.ts';
import { load } from './gateway/wire.ts';

const folder = join(process.cwd(), 'bench/gateway');
const rounds = 3;
const roundMs = 1_000;
const warmMs = 1_500;
/** Until every caller's token was seen once and the code is compiled: on a busy machine the time alone would measure both. */
const warm = { answers: 1_000, milliseconds: 12_000 };
const connections = 24;
/** The same for every gateway. */
const flags = ['--max-semi-space-size=64'];

export interface Used {
  cpu: NodeJS.CpuUsage;
  rss: number;
  heap: number;
}

export interface Gateway {
  name: string;
  url: string;
  /** Beside the token. */
  headers?: Readonly<Record<string, string>>;
  bodyOf: (question: Question) => string;
  used(): Promise<Used>;
}

interface Measured {
  answers: number;
  took: number;
  cpu: number;
  database: number;
  times: number[];
  rss: number;
}

/**
 * Gateways over four subgraphs that answer at once, each in a process of its own, asked in turns under 500 callers' tokens. What
 * counts is the ratio to stock in the same run; CPU per request is the steadier of the two measures where others use the machine.
 */
export async function gatewayBench(): Promise<string[]> {
  const children: ChildProcess[] = [];
  const issuer = await startIssuer();
  try {
    const gateways = await startGateways(children, issuer);
    const tokens = await issuer.tokens(500);
    const lines: string[] = [];
    for (const question of questions) {
      await demandSameAnswers(gateways, question, tokens[0]!);
      lines.push(...(await compare(gateways, question, tokens)));
    }
    return lines;
  } finally {
    for (const child of children) child.disconnect();
    issuer.stop();
  }
}

async function startGateways(children: ChildProcess[], issuer: Issuer): Promise<Gateway[]> {
  const [urls] = await startChild<Record<SubgraphName, string>>(children, 'subgraphs.ts', []);
  const told = JSON.stringify({ urls, issuer: issuer.url });
  const start = async (name: string, kind: string): Promise<Gateway> => {
    const [url, child] = await startChild<string>(children, 'serve.ts', [kind, told]);
    return { name, url, bodyOf: ({ query, variables }) => JSON.stringify({ query, variables }), used: () => usedBy(child) };
  };
  const ours = await start('ours', 'ours');
  const registered = { ...ours, name: 'ours, registered', bodyOf: ({ query, variables }: Question) => JSON.stringify({ variables, extensions: { persistedQuery: { version: 1, sha256Hash: hashOf(query) } } }) };
  return [
    await start('stock', 'stock'),
    await start('stock, tuned', 'tuned'),
    await start('ours, whole way', 'whole'),
    ours,
    await start('ours, all checks', 'checked'),
    registered,
    await start('floor', 'floor'),
  ];
}

export async function startChild<T>(children: ChildProcess[], file: string, args: string[]): Promise<[T, ChildProcess]> {
  const child = fork(join(folder, file), args, { execArgv: [...flags, '--disable-warning=ExperimentalWarning'], env: { ...process.env, NODE_ENV: 'production' } });
  children.push(child);
  return [await heard<T>(child), child];
}

function heard<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`a process of the bench ended with ${code}`)));
    child.once('message', (message) => {
      child.removeAllListeners('exit');
      resolve(message as T);
    });
  });
}

export function usedBy(child: ChildProcess): Promise<Used> {
  const answer = heard<Used>(child);
  child.send('used');
  return answer;
}

export async function demandSameAnswers(gateways: readonly Gateway[], question: Question, token: string): Promise<void> {
  const answers = await Promise.all(gateways.map(async ({ url, bodyOf, headers }) => {
    const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, ...headers }, body: bodyOf(question) });
    return response.json();
  }));
  answers.forEach((answer, at) => {
    if (!isDeepStrictEqual(answer, answers[0])) throw new Error(`${gateways[at]!.name} answers ${question.name} otherwise than stock: ${JSON.stringify(answer).slice(0, 300)}`);
  });
}

export interface Surroundings {
  /** Milliseconds of processor that PostgreSQL has used so far, where there is one. */
  database?: () => number;
  /** Requests under way at once. */
  callers?: number;
}

export async function compare(gateways: readonly Gateway[], question: Question, tokens: readonly string[], { database, callers = connections }: Surroundings = {}): Promise<string[]> {
  const asked = [question.variables, ...(question.others ?? [])];
  const bodiesOf = ({ bodyOf }: Gateway) => asked.map((variables) => bodyOf({ ...question, variables }));
  const shotOf = (gateway: Gateway, milliseconds: number) => ({ url: gateway.url, bodies: bodiesOf(gateway), tokens, connections: callers, milliseconds, headers: gateway.headers });
  const measured = new Map<string, Measured>();
  for (const gateway of gateways) {
    await load({ ...shotOf(gateway, warmMs), atLeast: warm });
    measured.set(gateway.name, { answers: 0, took: 0, cpu: 0, database: 0, times: [], rss: 0 });
  }
  for (let round = 0; round < rounds; round++) {
    for (const gateway of gateways) {
      const before = await gateway.used();
      const databaseBefore = database?.() ?? 0;
      const { times, took } = await load(shotOf(gateway, roundMs));
      const after = await gateway.used();
      const sum = measured.get(gateway.name)!;
      sum.database += (database?.() ?? 0) - databaseBefore;
      sum.answers += times.length;
      sum.took += took;
      sum.cpu += (after.cpu.user + after.cpu.system - before.cpu.user - before.cpu.system) / 1_000;
      sum.times.push(...times);
      sum.rss = after.rss;
    }
  }
  return table(question.name, measured, database !== undefined);
}

function table(name: string, measured: ReadonlyMap<string, Measured>, withDatabase: boolean): string[] {
  const stock = measured.get('stock')!;
  const rate = ({ answers, took }: Measured) => answers / (took / 1_000);
  const cpu = ({ answers, cpu: spent }: Measured) => spent / answers;
  const all = (one: Measured) => cpu(one) + one.database / one.answers;
  const databaseCells = (one: Measured) => (withDatabase ? [(one.database / one.answers).toFixed(3), all(one).toFixed(3), (all(stock) / all(one)).toFixed(1)] : []);
  const head = `${name.padEnd(24)} ${['req/s', '× stock', 'p50 ms', 'p99 ms', 'CPU ms', '× stock', 'RSS MB', ...(withDatabase ? ['PG ms', 'all ms', '× stock'] : [])].map((word) => word.padStart(8)).join('')}`;
  const lines = [...measured].map(([who, one]) => {
    const sorted = one.times.toSorted((a, b) => a - b);
    const cells = [rate(one).toFixed(0), (rate(one) / rate(stock)).toFixed(1), at(sorted, 0.5), at(sorted, 0.99), cpu(one).toFixed(3), (cpu(stock) / cpu(one)).toFixed(1), (one.rss / 1_048_576).toFixed(0), ...databaseCells(one)];
    return `  ${who.padEnd(22)} ${cells.map((cell) => cell.padStart(8)).join('')}`;
  });
  return [head, ...lines];
}

export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function at(sorted: readonly number[], share: number): string {
  return (sorted[Math.floor((sorted.length - 1) * share)] ?? 0).toFixed(1);
}
