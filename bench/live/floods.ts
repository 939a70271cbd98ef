import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { type Crowd, gatherCrowd, mean } from '../../apps/gateway/src/fixtures/crowd.ts';
import { alertEvent } from '../../apps/gateway/src/fixtures/watch.ts';
import type { Stage } from '../live.ts';
import { atRate } from './commit.ts';

const [quick, unread, absent, flooding] = [1_000, 250, 1_000, 50];
const [perSecond, events] = [5, 60];
const slowerBar = 1.2;

/** B33: those who read are told as before while others do not read, are not there, or send fragments without end. */
export async function floodLines(stage: Stage): Promise<string[]> {
  const crowd = await gatherCrowd({ url: stage.gateway.url, clients: quick, greeting: stage.greeting });
  await pause(2_000);
  await tell(stage, crowd, 0, 10);
  const warm = crowd.delays().length;
  await tell(stage, crowd, 10, events);
  const before = mean(crowd.delays().slice(warm));
  const memory = stage.gateway.megabytes();
  const [paused, halfOpen] = await Promise.all([gather(stage, unread, true), gather(stage, absent, false)]);
  const floods = await Promise.all(Array.from({ length: flooding }, () => flood(stage)));
  const sofar = crowd.delays().length;
  await tell(stage, crowd, 10 + events, events);
  const during = mean(crowd.delays().slice(sofar));
  const grown = stage.gateway.megabytes() - memory;
  for (const { socket } of paused) socket.resume();
  await pause(2_000);
  const codes = [paused, halfOpen, floods].map((ended) => Object.entries(Object.groupBy(ended.map(({ code }) => code()), String)).map(([code, all]) => `${code} × ${all!.length}`).join(', '));
  const missed = quick * (10 + 2 * events) - crowd.frames();
  crowd.leave();
  const ratio = during / before;
  const coded = paused.every(({ code }) => code() === 4413) && halfOpen.every(({ code }) => code() === 4413) && floods.every(({ code }) => code() !== 0);
  return [
    `${quick} readers beside ${unread} who stop reading (closed ${codes[0]}), ${absent} who answer no ping (${codes[1]}), ${flooding} who send fragments without end (${codes[2]}) ${coded ? 'holds' : 'MISSED'}`,
    `send to frame ${before.toFixed(1)} ms alone, ${during.toFixed(1)} ms beside them: ${ratio.toFixed(2)} times (bar: at most ${slowerBar}) ${ratio <= slowerBar ? 'holds' : 'MISSED'}; ${missed} frames missed; ${grown.toFixed(0)} MB more`,
  ];
}

async function tell({ service, broker, alerts }: Stage, crowd: Crowd, from: number, count: number): Promise<void> {
  const producer = await broker.producer();
  await atRate(perSecond, count, async (at) => {
    const id = crypto.randomUUID();
    const alert = { id, kind: `n${from + at}`, state: 'RAISED', areaCode: '410811001001', personId: crypto.randomUUID() };
    alerts.set(id, alert);
    crowd.sent(from + at, performance.now());
    await producer.send(`${service}.events`, [alertEvent(service, 'alert-raised', alert)]);
  });
  await pause(1_000);
  await producer.close();
}

interface Bad {
  socket: WebSocket;
  /** 0 while it is open. */
  code(): number;
}

async function gather(stage: Stage, count: number, stopsReading: boolean): Promise<Bad[]> {
  const all: Bad[] = [];
  for (let from = 0; from < count; from += 100) {
    all.push(...(await Promise.all(Array.from({ length: Math.min(100, count - from) }, () => open(stage, { autoPong: stopsReading })))));
  }
  for (const { socket } of all) if (stopsReading) socket.pause();
  return all;
}

function open(stage: Stage, o: { autoPong: boolean }): Promise<Bad> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${stage.gateway.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', { perMessageDeflate: false, autoPong: o.autoPong });
    let closed = 0;
    socket.on('close', (code) => (closed = code));
    socket.on('error', () => undefined);
    socket.once('open', () => socket.send(stage.greeting[0]!));
    socket.once('message', () => {
      socket.send(stage.greeting[1]!);
      resolve({ socket, code: () => closed });
    });
    setTimeout(() => reject(new Error('a socket was not let in')), 60_000).unref();
  });
}

async function flood(stage: Stage): Promise<Bad> {
  const bad = await open(stage, { autoPong: true });
  const more = setInterval(() => {
    if (bad.code() || bad.socket.readyState !== WebSocket.OPEN) return clearInterval(more);
    for (let sent = 0; sent < 20; sent++) bad.socket.send('x', { fin: false });
  }, 5);
  return bad;
}
