import { type Socket, connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { BrokenReply, type Reply, type ReplyReader, createReplyReader } from './reply.ts';

/** Connections to one origin, kept open; each carries one exchange at a time. */
export interface Pool {
  /** @param deadline milliseconds since the epoch @throws ExchangeFailed */
  exchange(request: Exchange, deadline: number): Promise<Reply>;
  /** Waits for exchanges under way. */
  close(): Promise<void>;
}

export interface Exchange {
  /** The whole request, head and body, a character a byte. */
  readonly bytes: string;
  /** A connection that has been idle may just be closing; what must not be lost takes a new one. */
  readonly fresh: boolean;
}

export type FailureKind = 'never sent' | 'broken' | 'too late' | 'not HTTP';

export class ExchangeFailed extends Error {
  readonly kind: FailureKind;
  constructor(kind: FailureKind, cause?: unknown) {
    super(kind, { cause });
    this.kind = kind;
  }
}

interface Waiting {
  request: Exchange;
  deadline: number;
  resolve(reply: Reply): void;
  reject(cause: ExchangeFailed): void;
}

interface Connection {
  socket: Socket;
  connected: boolean;
  current: Waiting | undefined;
  reader: ReplyReader | undefined;
  /** Until when it may lie idle. */
  idleUntil: number;
  idleSince: number;
}

const connectMs = 3_000;
const idleMs = 30_000;
/** A connection this long idle is not trusted with a mutation. */
const freshMs = 1_000;
const sweepMs = 100;

export function openPool(url: URL, connections: number): Pool {
  const idle: Connection[] = [];
  const all = new Set<Connection>();
  const queue: Waiting[] = [];
  let closing: (() => void) | undefined;
  let sweeper: NodeJS.Timeout | undefined;

  const fail = (connection: Connection, kind: FailureKind, cause?: unknown) => {
    all.delete(connection);
    const at = idle.indexOf(connection);
    if (at >= 0) idle.splice(at, 1);
    connection.socket.destroy();
    const { current } = connection;
    connection.current = undefined;
    current?.reject(new ExchangeFailed(kind, cause));
    next();
  };

  const settle = (connection: Connection, reply: Reply) => {
    const { current } = connection;
    connection.current = undefined;
    connection.reader = undefined;
    const now = Date.now();
    connection.idleSince = now;
    connection.idleUntil = now + Math.min(idleMs, ((reply.keepAlive ?? 60) - 1) * 1_000);
    current?.resolve(reply);
    if (!reply.reusable || closing || connection.idleUntil <= now) {
      all.delete(connection);
      connection.socket.end();
    } else idle.push(connection);
    next();
  };

  const start = (connection: Connection, waiting: Waiting) => {
    connection.current = waiting;
    connection.reader = createReplyReader();
    connection.socket.write(waiting.request.bytes, 'latin1');
    sweeper ??= setInterval(sweep, sweepMs).unref();
  };

  const open = (waiting: Waiting) => {
    const socket = dial(url);
    const connection: Connection = { socket, connected: false, current: undefined, reader: undefined, idleUntil: 0, idleSince: 0 };
    all.add(connection);
    const tooSlow = setTimeout(() => fail(connection, 'never sent', new Error('no connection in time')), connectMs);
    socket.setNoDelay(true);
    socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', () => {
      clearTimeout(tooSlow);
      connection.connected = true;
    });
    socket.on('data', (chunk: Buffer) => {
      if (!connection.reader) return fail(connection, 'broken', new Error('an answer to nothing'));
      try {
        const reply = connection.reader.take(chunk);
        if (reply) settle(connection, reply);
      } catch (cause) {
        if (!(cause instanceof BrokenReply)) throw cause;
        fail(connection, 'not HTTP', cause);
      }
    });
    socket.on('error', (cause) => fail(connection, connection.connected ? 'broken' : 'never sent', cause));
    socket.on('close', () => {
      clearTimeout(tooSlow);
      if (!all.has(connection)) return;
      const reply = connection.current && connection.reader?.end();
      if (reply) settle(connection, reply);
      else fail(connection, connection.connected ? 'broken' : 'never sent', new Error('the connection was closed'));
    });
    start(connection, waiting);
  };

  const take = (fresh: boolean): Connection | undefined => {
    const now = Date.now();
    for (;;) {
      const connection = idle.pop();
      if (!connection) return undefined;
      if (connection.idleUntil > now && !(fresh && now - connection.idleSince > freshMs)) return connection;
      all.delete(connection);
      connection.socket.destroy();
    }
  };

  const next = () => {
    while (queue.length > 0) {
      const connection = take(queue[0]!.request.fresh);
      if (!connection && all.size >= connections) return;
      const waiting = queue.shift()!;
      if (connection) start(connection, waiting);
      else open(waiting);
    }
    if (closing && queue.length === 0 && ![...all].some(({ current }) => current)) closing();
  };

  /** One timer for all: a timer for each exchange costs more than the exchange waits. */
  const sweep = () => {
    const now = Date.now();
    for (const connection of all) {
      if (connection.current ? connection.current.deadline <= now : connection.connected && connection.idleUntil <= now) fail(connection, 'too late');
    }
    while (queue.length > 0 && queue[0]!.deadline <= now) queue.shift()!.reject(new ExchangeFailed('never sent', new Error('no connection was free')));
    if (all.size > 0 || queue.length > 0) return;
    clearInterval(sweeper);
    sweeper = undefined;
  };

  return {
    exchange: (request, deadline) =>
      new Promise<Reply>((resolve, reject) => {
        if (closing) return reject(new ExchangeFailed('never sent', new Error('closed')));
        const waiting: Waiting = { request, deadline, resolve, reject };
        const connection = take(request.fresh);
        if (connection) return start(connection, waiting);
        if (all.size < connections) return open(waiting);
        queue.push(waiting);
      }),
    close: () =>
      new Promise<void>((resolve) => {
        closing = () => {
          clearInterval(sweeper);
          for (const { socket } of all) socket.destroy();
          all.clear();
          resolve();
        };
        next();
      }),
  };
}

function dial(url: URL): Socket {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
  return url.protocol === 'https:' ? connectTls({ host, port, servername: host, ALPNProtocols: ['http/1.1'] }) : connect({ host, port });
}
