import { WebSocket } from 'ws';

export interface Crowd {
  /** Frames told to all of them. */
  frames(): number;
  /** Bytes of the last frame. */
  frameBytes(): number;
  /** Milliseconds from the sending of an event to each of its frames. */
  delays(): number[];
  /** Clients that lack an event, or got one twice or out of order. */
  faulty(): number;
  closed(): number;
  sent(number: number, at: number): void;
  leave(): void;
}

export interface CrowdPlan {
  url: string;
  clients: number;
  /** What each says when its socket is open; each sentence but the last awaits an answer. */
  greeting: readonly string[];
}

const handshakesAtOnce = 100;
const brace = 0x7b;
const mark = Buffer.from('"kind":"n');

/**
 * Clients that read the number of the event in each frame, and nothing else: the driver must not be what is measured.
 * Times are of this process's clock alone.
 */
export async function gatherCrowd(plan: CrowdPlan): Promise<Crowd> {
  const sentAt: number[] = [];
  const delays: number[] = [];
  let [frames, frameBytes, expected, closed] = [0, 0, 0, 0];
  const heard = new Int32Array(plan.clients);
  const faulty = new Set<number>();
  const take = (client: number, text: Buffer) => {
    const number = numberIn(text);
    // The gateway's own words; the bare server has none.
    if (number === undefined && text[0] === brace) return;
    frames += 1;
    frameBytes = text.length;
    if (number === undefined) return;
    delays.push(performance.now() - sentAt[number]!);
    if (number !== heard[client]!) faulty.add(client);
    heard[client] = number + 1;
  };
  const sockets: WebSocket[] = [];
  for (let from = 0; from < plan.clients; from += handshakesAtOnce) {
    const batch = Array.from({ length: Math.min(handshakesAtOnce, plan.clients - from) }, (_, at) => join(plan, (text) => take(from + at, text)));
    for (const socket of await Promise.all(batch)) {
      socket.on('close', () => (closed += 1));
      sockets.push(socket);
    }
  }
  return {
    frames: () => frames,
    frameBytes: () => frameBytes,
    delays: () => delays,
    faulty: () => new Set([...faulty, ...[...heard.keys()].filter((client) => heard[client] !== expected)]).size,
    closed: () => closed,
    sent(number, at) {
      sentAt[number] = at;
      expected = number + 1;
    },
    leave: () => sockets.forEach((socket) => socket.terminate()),
  };
}

function join({ url, greeting }: CrowdPlan, take: (text: Buffer) => void): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', { perMessageDeflate: false });
    const left = [...greeting];
    const say = () => {
      const sentence = left.shift();
      if (sentence !== undefined) socket.send(sentence);
      if (left.length === 0) resolve(socket);
    };
    socket.on('open', say);
    socket.on('message', (text) => (left.length > 0 ? say() : take(text as Buffer)));
    socket.once('error', reject);
    socket.once('close', (code, reason) => reject(new Error(`closed with ${code} ${String(reason)}`)));
  });
}

function numberIn(text: Buffer): number | undefined {
  const at = text.indexOf(mark);
  if (at < 0) return undefined;
  return Number.parseInt(text.toString('latin1', at + mark.length, at + mark.length + 9), 10);
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

export const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
