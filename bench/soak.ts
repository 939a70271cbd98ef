import type { ChildProcess } from 'node:child_process';
import { parseArgs } from 'node:util';
import { startChild, usedBy } from './gateway.ts';
import { questions } from './gateway/graph.ts';
import { startIssuer } from './gateway/issuer.ts';
import { type Shot, load } from './gateway/wire.ts';

const { values } = parseArgs({ strict: false, options: { minutes: { type: 'string', default: '30' } } });
const sliceMs = 30_000;
const connections = 24;

interface Slice {
  megabytes: number;
  p50: number;
  p99: number;
  answers: number;
}

/**
 * Our gateway at half of what it can, the three questions in turn, 500 callers: memory, errors and p99 over half an hour
 * (`--minutes=10` for less). An answer that is no good one, or a connection that breaks, ends it.
 */
export async function soakBench(): Promise<string[]> {
  const children: ChildProcess[] = [];
  const issuer = await startIssuer();
  try {
    const [urls] = await startChild<Record<string, string>>(children, 'subgraphs.ts', []);
    const [url, gateway] = await startChild<string>(children, 'serve.ts', ['ours', JSON.stringify({ urls, issuer: issuer.url })]);
    const tokens = await issuer.tokens(500);
    const shots = questions.map(({ query, variables }): Shot => ({ url, bodies: [JSON.stringify({ query, variables })], tokens, connections: connections / questions.length, milliseconds: sliceMs }));
    const full = await Promise.all(shots.map((shot) => load({ ...shot, milliseconds: 10_000 })));
    const rates = full.map(({ times, took }) => times.length / (took / 1_000) / 2);
    const slices: Slice[] = [];
    for (let at = 0; at < (Number(values.minutes) * 60_000) / sliceMs; at++) {
      const loads = await Promise.all(shots.map((shot, which) => load({ ...shot, rate: rates[which]! })));
      const times = loads.flatMap((one) => one.times).sort((a, b) => a - b);
      const slice = { megabytes: (await usedBy(gateway)).rss / 1_048_576, p50: share(times, 0.5), p99: share(times, 0.99), answers: times.length };
      slices.push(slice);
      process.stdout.write(`    ${((at + 1) * sliceMs / 60_000).toFixed(1)} min: ${told(slice)}\n`);
    }
    return verdict(slices, rates.reduce((sum, rate) => sum + rate, 0));
  } finally {
    for (const child of children) child.disconnect();
    issuer.stop();
  }
}

function verdict(slices: readonly Slice[], rate: number): string[] {
  // The first slices warm up: code is compiled, pools fill.
  const settled = slices.slice(Math.ceil(slices.length / 6));
  const third = Math.ceil(settled.length / 3);
  const early = mean(settled.slice(0, third));
  const late = mean(settled.slice(-third));
  const flat = late.megabytes < early.megabytes * 1.1;
  const steady = late.p99 < early.p99 * 1.25;
  return [
    `${slices.reduce((sum, { answers }) => sum + answers, 0).toLocaleString('en')} answers at ${rate.toFixed(0)} a second, no error`,
    `memory: ${early.megabytes.toFixed(0)} MB in the first third, ${late.megabytes.toFixed(0)} MB in the last (bar: flat) ${flat ? 'holds' : 'MISSED'}`,
    `p99: ${early.p99.toFixed(1)} ms in the first third, ${late.p99.toFixed(1)} ms in the last (bar: steady) ${steady ? 'holds' : 'MISSED'}`,
  ];
}

function mean(slices: readonly Slice[]): Slice {
  const of = (name: keyof Slice) => slices.reduce((sum, slice) => sum + slice[name], 0) / slices.length;
  return { megabytes: of('megabytes'), p50: of('p50'), p99: of('p99'), answers: of('answers') };
}

function told({ megabytes, p50, p99, answers }: Slice): string {
  return `${megabytes.toFixed(0)} MB, p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, ${answers} answers`;
}

function share(sorted: readonly number[], part: number): number {
  return sorted[Math.floor((sorted.length - 1) * part)] ?? 0;
}
