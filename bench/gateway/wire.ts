import { type Socket, connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

// HTTP/1.1 by hand, for the two ends that must cost less than what stands between them.

const headEnd = Buffer.from('\r\n\r\n');
const lengthHeader = /content-length: *(\d+)/i;

interface Message {
  head: string;
  body: Buffer;
}

/** Cuts a socket's bytes into messages with `content-length`; there is no other kind here. */
function onMessages(socket: Socket, tell: (message: Message) => void): void {
  let rest: Buffer = Buffer.alloc(0);
  let head = '';
  let wanted = -1;
  socket.on('data', (chunk: Buffer) => {
    rest = rest.length ? Buffer.concat([rest, chunk]) : chunk;
    for (;;) {
      if (wanted < 0) {
        const end = rest.indexOf(headEnd);
        if (end < 0) return;
        head = rest.toString('latin1', 0, end);
        wanted = Number(lengthHeader.exec(head)?.[1] ?? 0);
        rest = rest.subarray(end + headEnd.length);
      }
      if (rest.length < wanted) return;
      const message = { head, body: rest.subarray(0, wanted) };
      rest = rest.subarray(wanted);
      wanted = -1;
      tell(message);
    }
  });
}

/** A server that answers every body with a text of JSON. @returns its address */
export async function serveWire(answer: (body: string) => string): Promise<string> {
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => socket.destroy());
    onMessages(socket, ({ head, body }) => {
      const text = answer(body.toString());
      socket.write(`HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
      if (/connection: *close/i.test(head)) socket.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
}

export interface Load {
  /** Milliseconds of each answer. */
  times: number[];
  took: number;
}

export interface Shot {
  url: string;
  /** Asked in turns. */
  bodies: readonly string[];
  tokens: readonly string[];
  connections: number;
  milliseconds: number;
  headers?: Readonly<Record<string, string>> | undefined;
  /** Goes on after its time until there are so many answers, though not for longer than this. */
  atLeast?: { answers: number; milliseconds: number };
  /** Requests a second of all connections together; without it as fast as they are answered. */
  rate?: number;
}

/** Keeps each connection busy with one request after another, each under another token. @throws when an answer is not a good one */
export async function load({ url, bodies, tokens, connections, milliseconds, headers = {}, rate, atLeast }: Shot): Promise<Load> {
  const { hostname, port, pathname } = new URL(url);
  const more = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const requests = tokens.map((token, at) => requestOf(token, bodies[at % bodies.length]!));
  function requestOf(token: string, body: string): Buffer {
    return Buffer.from(`POST ${pathname} HTTP/1.1\r\nhost: ${hostname}:${port}\r\ncontent-type: application/json\r\naccept: application/json\r\nauthorization: Bearer ${token}\r\n${more}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }
  const times: number[] = [];
  const began = performance.now();
  const until = began + milliseconds;
  const goesOn = (now: number) => now < until || (atLeast !== undefined && times.length < atLeast.answers && now < began + atLeast.milliseconds);
  let next = 0;
  const pause = rate ? (connections / rate) * 1_000 : 0;
  const work = (_: unknown, at: number) => new Promise<void>((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port), noDelay: true });
    let sent = 0;
    let due = began + (pause * at) / connections;
    const send = () => {
      sent = performance.now();
      socket.write(requests[next++ % requests.length]!);
    };
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('the connection was closed')));
    socket.on('connect', send);
    onMessages(socket, (message) => {
      const now = performance.now();
      if (!isGood(message)) return void reject(new Error(`${message.head}\n${message.body.toString().slice(0, 500)}`));
      times.push(now - sent);
      if (goesOn(now)) {
        due += pause;
        return pause && due > now ? void setTimeout(send, due - now) : send();
      }
      socket.removeAllListeners('close').destroy();
      resolve();
    });
  });
  await Promise.all(Array.from({ length: connections }, work));
  return { times, took: performance.now() - began };
}

const goodBody = Buffer.from('{"data":{');

function isGood({ head, body }: Message): boolean {
  return head.startsWith('HTTP/1.1 200') && body.subarray(0, goodBody.length).equals(goodBody);
}
