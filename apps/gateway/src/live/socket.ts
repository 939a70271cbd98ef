import type { IncomingMessage } from 'node:http';
import { type GraphQLFormattedError } from 'graphql';
import type { Actor } from '@lianfang/platform/auth';
import { Refusal } from '@lianfang/platform/refusals';
import { HttpRefusal } from '../http/refusal.ts';
import { z } from 'zod';
import type { Asker } from '../http/asker.ts';
import type { Told } from './audience.ts';
import { socketFrame } from './frames.ts';
import type { Freshness } from './freshness.ts';
import { tokenEnd } from './rights.ts';
import { untilRead } from './room.ts';

/** Close codes of `graphql-transport-ws`, in the order of its text, and two of ours. */
export const closeCodes = {
  BAD_MESSAGE: 4400,
  UNAUTHORIZED: 4401,
  FORBIDDEN: 4403,
  BAD_SUBPROTOCOL: 4406,
  INIT_TIMEOUT: 4408,
  SUBSCRIBER_EXISTS: 4409,
  TOO_MANY_INITS: 4429,
  INTERNAL_ERROR: 4500,
  /** Ours: the client does not read what it asked for. */
  TOO_SLOW: 4413,
  /** Ours: more streams on one socket than it may have. */
  TOO_MANY_STREAMS: 4414,
  GOING_AWAY: 1001,
} as const;

/** What the protocol needs of a socket; tests speak it without a network, `ws` in production. */
export interface Socket {
  send(text: string): void;
  /** Bytes that are a whole frame already. */
  sendFrame(frame: Buffer): void;
  /** What is sent meanwhile goes out at once. */
  together(act: () => void): void;
  close(code: number, reason: string): void;
  /** Bytes that the client has not read. */
  readonly waiting: number;
}

export interface SocketDoor {
  /** Who speaks, by the `connection_init` payload or the headers of the handshake. @throws when the token is bad or missing */
  admit(request: IncomingMessage, payload: Record<string, unknown>): Promise<Asker>;
  /** Runs a subscribe message; a query or mutation tells one result. Resolves to the way to end it. */
  subscribe(who: Asker, asked: SubscribePayload, sink: SocketSink): Promise<{ end(): void }>;
  now(): number;
  freshness(): Freshness;
}

export interface SocketSink {
  tell(told: Pick<Told, 'payload'>): void;
  together(act: () => void): void;
  ready(): Promise<void>;
  fail(errors: readonly GraphQLFormattedError[]): void;
  complete(): void;
}

const subscribePayload = z.object({
  query: z.string(),
  operationName: z.string().nullish(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  extensions: z.record(z.string(), z.unknown()).nullish(),
});
export type SubscribePayload = z.infer<typeof subscribePayload>;

const payload = z.record(z.string(), z.unknown()).nullish();
const message = z.discriminatedUnion('type', [
  z.object({ type: z.literal('connection_init'), payload }),
  z.object({ type: z.literal('ping'), payload }),
  z.object({ type: z.literal('pong'), payload }),
  z.object({ type: z.literal('subscribe'), id: z.string().min(1), payload: subscribePayload }),
  z.object({ type: z.literal('complete'), id: z.string().min(1) }),
]);

const initPatience = 3_000;
const unreadLimit = 1_048_576;
const streamsPerSocket = 100;
/** Node's longest timer; a token that lives longer is looked at again then. */
const longestTimer = 2_147_483_647;

export interface Conversation {
  receive(text: string): Promise<void>;
  /** The socket is gone. */
  ended(): void;
  /** The client has not read for too long. */
  tooSlow(): void;
  /**
   * The standing of a caller has changed. @param again the caller as of now, or throws the Refusal of one who is none any more: then the
   * socket is closed, and told why
   */
  rejudge(actorId: string, again: (actor: Actor) => Actor): void;
  /** A ping whose payload says it: clients answer it and nothing else, so it disturbs none that does not know it. */
  tellFreshness(now: Freshness): void;
}

/** One client's conversation, in the words of the protocol's text (PROTOCOL.md of graphql-ws). */
export function converse(door: SocketDoor, socket: Socket, request: IncomingMessage): Conversation {
  let state: 'fresh' | 'initialising' | 'ready' | 'closed' = 'fresh';
  let who: Asker | undefined;
  const streams = new Map<string, { end(): void } | null>();
  const close = (code: number, reason: string) => {
    if (state === 'closed') return;
    ended();
    socket.close(code, reason);
  };
  const initTimer = setTimeout(() => close(closeCodes.INIT_TIMEOUT, 'Connection initialisation timeout'), initPatience);
  let tokenTimer: NodeJS.Timeout | undefined;

  const ended = () => {
    state = 'closed';
    clearTimeout(initTimer);
    clearTimeout(tokenTimer);
    for (const stream of streams.values()) stream?.end();
    streams.clear();
  };

  const watchToken = (actor: Actor | null) => {
    const left = tokenEnd(actor) - door.now();
    if (left <= 0) return close(closeCodes.UNAUTHORIZED, 'Unauthorized: the token has ended');
    if (left !== Infinity) tokenTimer = setTimeout(() => watchToken(actor), Math.min(left, longestTimer));
  };

  const initialise = async (given: Record<string, unknown>) => {
    if (state !== 'fresh') return close(closeCodes.TOO_MANY_INITS, 'Too many initialisation requests');
    state = 'initialising';
    try {
      who = await door.admit(request, given);
    } catch (cause) {
      // That the issuer's keys cannot be read is our failure, not the client's.
      if (!(cause instanceof Refusal || cause instanceof HttpRefusal)) throw cause;
      return close(closeCodes.FORBIDDEN, 'Forbidden');
    }
    if ((state as string) === 'closed') return;
    clearTimeout(initTimer);
    state = 'ready';
    socket.send('{"type":"connection_ack"}');
    if (door.freshness().live === 'stale') tellFreshness(door.freshness());
    watchToken(who.actor);
  };

  const tooSlow = () => close(closeCodes.TOO_SLOW, 'Too slow: read faster or ask for less');
  const mayWrite = () => {
    if (state !== 'closed' && socket.waiting > unreadLimit) tooSlow();
    return state !== 'closed';
  };
  const write = (text: string) => {
    if (mayWrite()) socket.send(text);
  };

  const tellFreshness = (now: Freshness) => {
    if (state === 'ready') write(`{"type":"ping","payload":${JSON.stringify(now)}}`);
  };

  const subscribe = async (id: string, asked: SubscribePayload) => {
    if (state !== 'ready' || !who) return close(closeCodes.UNAUTHORIZED, 'Unauthorized');
    if (streams.has(id)) return close(closeCodes.SUBSCRIBER_EXISTS, `Subscriber for ${id} already exists`.slice(0, 120));
    if (streams.size >= streamsPerSocket) return close(closeCodes.TOO_MANY_STREAMS, 'Too many streams on one socket');
    const text = JSON.stringify(id);
    const mark = Symbol(id);
    marks.set(id, mark);
    streams.set(id, null);
    const current = () => marks.get(id) === mark && streams.has(id);
    const finish = (last: string) => {
      if (!current()) return;
      streams.delete(id);
      write(last);
    };
    const stream = await door.subscribe(who, asked, {
      tell: (told) => {
        if (current() && mayWrite()) socket.sendFrame(socketFrame(text, told));
      },
      together: socket.together,
      ready: () => untilRead(() => (state === 'closed' ? 0 : socket.waiting)),
      fail: (errors) => finish(`{"id":${text},"type":"error","payload":${JSON.stringify(errors)}}`),
      complete: () => finish(`{"id":${text},"type":"complete"}`),
    });
    // The client may have completed it, or gone, while it was being opened.
    if (current()) streams.set(id, stream);
    else stream.end();
  };
  /** An id may be used again once its stream is over; the mark tells the old stream from the new one. */
  const marks = new Map<string, symbol>();

  return {
    ended,
    tooSlow,
    tellFreshness,
    rejudge(actorId, again) {
      if (who?.actor?.id !== actorId) return;
      try {
        who = { ...who, actor: again(who.actor) };
      } catch (cause) {
        if (!(cause instanceof Refusal)) throw cause;
        close(closeCodes.UNAUTHORIZED, closeReason(cause.textIn('en')));
      }
    },
    async receive(text) {
      const read = readMessage(text);
      if (!read) return close(closeCodes.BAD_MESSAGE, 'Invalid message');
      switch (read.type) {
        case 'connection_init':
          return initialise(read.payload ?? {});
        case 'ping':
          return write(read.payload ? `{"type":"pong","payload":${JSON.stringify(read.payload)}}` : '{"type":"pong"}');
        case 'pong':
          return;
        case 'subscribe':
          return subscribe(read.id, read.payload);
        case 'complete':
          streams.get(read.id)?.end();
          streams.delete(read.id);
          marks.delete(read.id);
      }
    },
  };
}

/** A close frame holds 123 bytes of reason. */
function closeReason(text: string): string {
  return Buffer.from(`Unauthorized: ${text}`).subarray(0, 123).toString();
}

function readMessage(text: string): z.infer<typeof message> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const read = message.safeParse(value);
  return read.success ? read.data : undefined;
}
