import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Actor } from '@lianfang/platform/auth';
import type { Log } from '@lianfang/platform/observability';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Caller, Reporter } from '../engine/run.ts';
import type { AdmissionRules, GraphqlRequest } from '../http/graphql.route.ts';
import { callerOf, isSubscription } from '../http/graphql.route.ts';
import { demandOwnOrigin } from '../http/origin.ts';
import { HttpRefusal } from '../http/refusal.ts';
import { Refusal } from '@lianfang/platform/refusals';
import { type Hub, errorsOf } from './hub.ts';
import { snapshotQuery } from './snapshot.rules.ts';
import { type Conversation, type SocketDoor, type SocketSink, type SubscribePayload, closeCodes, converse } from './socket.ts';
import { type EventStream, streamEvents } from './event-stream.ts';
import { pingFrame } from './frames.ts';
import type { FreshnessWatch } from './freshness.ts';
import { type Heartbeat, createHeartbeat } from './heartbeat.ts';

export interface LiveOptions {
  hub: Hub;
  admission: AdmissionRules;
  reporter: Reporter;
  log: Log;
  freshness: FreshnessWatch;
  /** Between two pings of a socket, in milliseconds; one that leaves a ping unanswered for so long is given up. */
  pingMs: number;
  /** Runs a query or mutation that came over a socket. @returns the result as JSON */
  execute: (request: { query: string; operationName?: string | null; variables?: Record<string, unknown> | null }, caller: Caller) => Promise<string>;
}

/** Streams on the gateway's one port: WebSocket and server-sent events. */
export interface Live {
  attach(server: Server): void;
  stream(request: IncomingMessage, response: ServerResponse, admitted: GraphqlRequest): Promise<void>;
  stop(): Promise<void>;
}

const protocol = 'graphql-transport-ws';
const frameLimit = 262_144;

export function createLive(o: LiveOptions): Live {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: frameLimit,
    handleProtocols: (offered) => (offered.has(protocol) ? protocol : false),
  });
  const streams = new Set<EventStream>();
  const conversations = new Set<Conversation>();
  const door = socketDoor(o);
  const heartbeat = createHeartbeat(o.pingMs);
  sockets.on('connection', (socket, request) => talk({ door, socket, request, heartbeat, conversations, log: o.log }));
  o.freshness.onChange((now) => {
    for (const conversation of conversations) conversation.tellFreshness(now);
    for (const stream of streams) stream.tellFreshness(now);
  });

  return {
    attach(server) {
      server.on('upgrade', (request: IncomingMessage, raw: Duplex, head: Buffer) => upgrade(o, sockets, request, raw, head));
    },
    async stream(request, response, admitted) {
      const stream = await streamEvents(o, request, response, admitted);
      if (response.closed) return;
      streams.add(stream);
      response.once('close', () => streams.delete(stream));
    },
    async stop() {
      heartbeat.stop();
      o.freshness.stop();
      for (const stream of streams) stream.end();
      for (const socket of sockets.clients) socket.close(closeCodes.GOING_AWAY, 'Going away');
      await new Promise<void>((resolve) => sockets.close(() => resolve()));
    },
  };
}

function upgrade(o: LiveOptions, sockets: WebSocketServer, request: IncomingMessage, raw: Duplex, head: Buffer): void {
  const refuse = (status: string) => void raw.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
  raw.on('error', (cause) => o.log.debug({ err: cause }, 'a handshake broke off'));
  if ((request.url ?? '').split('?')[0] !== '/graphql') return refuse('404 Not Found');
  try {
    demandOwnOrigin(request, o.admission.allowedOrigins);
  } catch (cause) {
    if (cause instanceof HttpRefusal) return refuse('403 Forbidden');
    throw cause;
  }
  sockets.handleUpgrade(request, raw, head, (socket) => sockets.emit('connection', socket, request));
}

interface Talk {
  door: SocketDoor;
  socket: WebSocket;
  request: IncomingMessage;
  heartbeat: Heartbeat;
  conversations: Set<Conversation>;
  log: Log;
}

function talk({ door, socket, request, heartbeat, conversations, log }: Talk): void {
  if (socket.protocol !== protocol) return socket.close(closeCodes.BAD_SUBPROTOCOL, 'Subprotocol not acceptable');
  // `ws` would copy it for each client. Without compression it writes at once as well, so nothing is overtaken.
  const sendFrame = (frame: Buffer) => void (socket.readyState === socket.OPEN && request.socket.write(frame));
  const conversation = converse(
    door,
    {
      send: (text) => socket.send(text),
      sendFrame,
      close(code, reason) {
        socket.close(code, reason);
        // A client that reads nothing does not answer the close either.
        setTimeout(() => socket.terminate(), 2_000).unref();
      },
      get waiting() {
        return socket.bufferedAmount;
      },
    },
    request,
  );
  heartbeat.watch(socket, {
    ping: () => sendFrame(pingFrame),
    silent() {
      if (socket.bufferedAmount > 0) conversation.tooSlow();
      else socket.terminate();
    },
  });
  conversations.add(conversation);
  socket.on('close', () => {
    conversations.delete(conversation);
    conversation.ended();
  });
  socket.on('message', (data, isBinary) => {
    if (isBinary) return socket.close(closeCodes.BAD_MESSAGE, 'Invalid message');
    conversation.receive(String(data)).catch((cause: unknown) => {
      log.error({ err: cause }, 'a message could not be handled');
      socket.close(1011, 'Internal error');
    });
  });
}

function socketDoor(o: LiveOptions): SocketDoor {
  return {
    now: Date.now,
    freshness: o.freshness.current,
    async admit(request, payload) {
      const given = payload.authorization ?? payload.Authorization ?? request.headers.authorization;
      const authorization = typeof given === 'string' ? given : undefined;
      const language = typeof payload.language === 'string' ? payload.language : request.headers['accept-language'];
      const caller = callerOf({ ...request.headers, authorization, 'accept-language': language });
      const actor = o.admission.tokens ? await o.admission.tokens(authorization) : null;
      if (o.admission.tokens && !actor) throw new Refusal('UNAUTHENTICATED', { zh: '请先登录', en: 'sign in first' });
      return { actor, caller };
    },
    subscribe: (who, asked, sink) => begin(o, who, asked, sink),
  };
}

const nothing = { end: () => undefined };

/** Begins what a client asked for over a stream of either kind; a query or mutation tells once and is complete. */
export async function begin(
  o: LiveOptions,
  { actor, caller }: { actor: Actor | null; caller: Caller },
  asked: SubscribePayload,
  sink: SocketSink,
): Promise<{ end(): void }> {
  try {
    o.admission.checkDocument(asked.query);
    if (isSubscription(asked.query, asked.operationName)) {
      const { resumeFrom, snapshot } = asked.extensions ?? {};
      const operationName = snapshotQuery(asked.query, snapshot);
      const stream = {
        ...asked,
        actor,
        caller,
        resumeFrom: typeof resumeFrom === 'string' ? resumeFrom : undefined,
        snapshot: operationName ? () => o.execute({ ...asked, operationName }, caller) : undefined,
      };
      return await o.hub.open(stream, sink);
    }
    sink.tell({ payload: await o.execute(asked, caller) });
    sink.complete();
  } catch (cause) {
    sink.fail(errorsOf(cause, caller, o.reporter).map((error) => error.toJSON()));
  }
  return nothing;
}
