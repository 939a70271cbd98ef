import type { ChildProcess } from 'node:child_process';
import { parseArgs } from 'node:util';
import { startChild, usedBy } from './gateway.ts';
import { questions } from './gateway/graph.ts';
import { startIssuer } from './gateway/issuer.ts';
import { type Shot, load } from './gateway/wire.ts';

const { values } = parseArgs({ strict: false, options: { minutes: { type: 'string', default: '30' }, share: { type: 'string', default: '0.5' } } });
const sliceMs = 30_000;
const sampleMs = 500;
const connections = 24;
const megabyte = 1_048_576;
/** Requests a second of one question: a connection that says nothing for a minute is closed. */
const slowest = 2;

/** Between first and last settled slice memory may grow by as much of itself, and p99 from the first third to the last by as much. */
const mostGrowth = 0.05;
const mostSlower = 1.25;

interface Slice {
  /** Megabytes of the process, and of its heap when it was last collected. */
  rss: number;
  heap: number;
  p50: number;
  p99: number;
  answers: number;
}

/**
 * Our gateway at half of what it can (`--share=0.1` for less where others use the machine), the three questions in turn, 500 callers: memory,
 * errors and p99 over half an hour (`--minutes=5`). An answer that is no good one, or a connection that breaks, ends it.
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
    const rates = full.map(({ times, took }) => Math.max((times.length / (took / 1_000)) * Number(values.share), slowest));
    const slices: Slice[] = [];
    for (let at = 0; at < (Number(values.minutes) * 60_000) / sliceMs; at++) {
      const memory = watch(gateway);
      const loads = await Promise.all(shots.map((shot, which) => load({ ...shot, rate: rates[which]! })));
      const times = loads.flatMap((one) => one.times).sort((a, b) => a - b);
      const slice = { ...(await memory.lowest()), p50: share(times, 0.5), p99: share(times, 0.99), answers: times.length };
      slices.push(slice);
      process.stdout.write(`    ${(((at + 1) * sliceMs) / 60_000).toFixed(1)} min: ${told(slice)}\n`);
    }
    return verdict(slices, rates.reduce((sum, rate) => sum + rate, 0));
  } finally {
    for (const child of children) child.disconnect();
    issuer.stop();
  }
}

/** The heap goes up until it is collected and down again: its lowest point is what is kept. */
function watch(gateway: ChildProcess): { lowest(): Promise<{ rss: number; heap: number }> } {
  let heap = Infinity;
  let asked = Promise.resolve();
  const timer = setInterval(() => {
    asked = asked.then(async () => {
      heap = Math.min(heap, (await usedBy(gateway)).heap);
    });
  }, sampleMs);
  return {
    async lowest() {
      clearInterval(timer);
      await asked;
      const last = await usedBy(gateway);
      return { rss: last.rss / megabyte, heap: Math.min(heap, last.heap) / megabyte };
    },
  };
}

function verdict(slices: readonly Slice[], rate: number): string[] {
  // The first slices warm up: code is compiled, pools fill.
  const settled = slices.slice(Math.ceil(slices.length / 6));
  const third = Math.ceil(settled.length / 3);
  const [early, late] = [settled.slice(0, third), settled.slice(-third)].map((part) => median(part.map(({ p99 }) => p99))) as [number, number];
  return [
    `${slices.reduce((sum, { answers }) => sum + answers, 0).toLocaleString('en')} answers at ${rate.toFixed(0)} a second, no error`,
    memoryLine('memory', settled.map(({ rss }) => rss)),
    memoryLine('heap', settled.map(({ heap }) => heap)),
    `p99: ${early.toFixed(1)} ms in the first third, ${late.toFixed(1)} ms in the last (bar: steady) ${late < early * mostSlower ? 'holds' : 'MISSED'}`,
  ];
}

function memoryLine(name: string, megabytes: readonly number[]): string {
  const minutes = sliceMs / 60_000;
  const slope = slopeOf(megabytes);
  const mean = megabytes.reduce((sum, one) => sum + one, 0) / megabytes.length;
  const flat = slope * megabytes.length < mean * mostGrowth;
  return `${name}: ${mean.toFixed(0)} MB, ${((slope / minutes) * 60).toFixed(1)} MB an hour (bar: flat) ${flat ? 'holds' : 'MISSED'}`;
}

/** Least squares, a slice. */
function slopeOf(values: readonly number[]): number {
  const mean = values.reduce((sum, one) => sum + one, 0) / values.length;
  const middle = (values.length - 1) / 2;
  const spread = values.reduce((sum, _, at) => sum + (at - middle) ** 2, 0);
  return spread === 0 ? 0 : values.reduce((sum, one, at) => sum + (at - middle) * (one - mean), 0) / spread;
}

function told({ rss, heap, p50, p99, answers }: Slice): string {
  return `${rss.toFixed(0)} MB (heap ${heap.toFixed(0)}), p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, ${answers} answers`;
}

function median(values: readonly number[]): number {
  return share(values.toSorted((a, b) => a - b), 0.5);
}

function share(sorted: readonly number[], part: number): number {
  return sorted[Math.floor((sorted.length - 1) * part)] ?? 0;
}
