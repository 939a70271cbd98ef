import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Standing } from '@lianfang/platform/auth';
import type { Log } from '@lianfang/platform/observability';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Reporter } from '../engine/run.ts';
import type { Asker } from '../http/asker.ts';
import type { AdmissionRules, GraphqlRequest } from '../http/admission.ts';
import { callerOf, identify, isSubscription } from '../http/admission.ts';
import { demandOwnOrigin } from '../http/origin.ts';
import { HttpRefusal } from '../http/refusal.ts';
import { withText } from '../http/registered.ts';
import { Refusal } from '@lianfang/platform/refusals';
import { type Hub, errorsOf } from './hub.ts';
import { snapshotQuery } from './snapshot.rules.ts';
import { type Conversation, type SocketDoor, type SocketSink, type SubscribePayload, closeCodes, converse } from './socket.ts';
import { type EventStream, streamEvents } from './event-stream.ts';
import { pingFrame } from './frames.ts';
import { together } from './room.ts';
import type { FreshnessWatch } from './freshness.ts';
import { type Heartbeat, createHeartbeat } from './heartbeat.ts';
import { type Pulse, createPulse } from './pulse.ts';

export interface LiveOptions {
  hub: Hub;
  admission: AdmissionRules;
  reporter: Reporter;
  log: Log;
  freshness: FreshnessWatch;
  /** What the agencies say of callers while their sockets are open; without it a token is good until it ends. */
  standing?: Pick<Standing, 'again' | 'onChange'>;
  /** Readers that are gone are found out, for all streams of server-sent events. */
  pulse: Pulse;
  /** Runs a query or mutation that came over a socket. @returns the result as JSON */
  execute: (request: { query: string; operationName?: string | null; variables?: Record<string, unknown> | null }, asker: Asker) => Promise<string>;
}

/** Streams on the gateway's one port: WebSocket and server-sent events. */
export interface Live {
  attach(server: Server): void;
  stream(request: IncomingMessage, response: ServerResponse, admitted: GraphqlRequest): Promise<void>;
  stop(): Promise<void>;
}

const protocol = 'graphql-transport-ws';
const frameLimit = 262_144;
const fragmentLimit = 64;
const chunkLimit = 1_024;
const messagesAtOnce = 64;

/** Below this the kernel has not sent again often enough to tell a dead line from a slow one. */
const shortestPulse = 3_000;

/** @param o.deadWithinMs a socket or event stream whose other end is gone is ended within this time */
export function createLive({ deadWithinMs, ...rest }: Omit<LiveOptions, 'pulse'> & { deadWithinMs: number }): Live {
  const o: LiveOptions = { ...rest, pulse: createPulse(Math.max(deadWithinMs, shortestPulse), rest.log) };
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: frameLimit,
    maxFragments: fragmentLimit,
    maxBufferedChunks: chunkLimit,
    handleProtocols: (offered) => (offered.has(protocol) ? protocol : false),
  });
  const streams = new Set<EventStream>();
  /** Answers of event streams that wait for their plan. */
  const opening = new Set<ServerResponse>();
  const conversations = new Set<Conversation>();
  const door = socketDoor(o);
  const heartbeat = createHeartbeat(deadWithinMs);
  sockets.on('connection', (socket, request) => talk({ door, socket, request, heartbeat, conversations, log: o.log }));
  const unhear = o.standing?.onChange((change) => {
    const actorId = 'accountId' in change ? change.accountId : change.keyId;
    const { again } = o.standing!;
    // First those who are nobody any more: their sockets say why, and take their streams along.
    for (const conversation of conversations) conversation.rejudge(actorId, again);
    for (const stream of streams) stream.rejudge(actorId, again);
    o.hub.rejudge(actorId, again);
  });
  o.freshness.onChange((now) => {
    for (const conversation of conversations) conversation.tellFreshness(now);
    for (const stream of streams) stream.tellFreshness(now);
  });

  return {
    attach(server) {
      server.on('upgrade', (request: IncomingMessage, raw: Duplex, head: Buffer) => upgrade(o, sockets, request, raw, head));
    },
    async stream(request, response, admitted) {
      opening.add(response);
      const stream = await streamEvents(o, request, response, admitted).finally(() => opening.delete(response));
      if (response.closed) return;
      streams.add(stream);
      response.once('close', () => streams.delete(stream));
    },
    async stop() {
      unhear?.();
      heartbeat.stop();
      o.pulse.stop();
      o.freshness.stop();
      for (const stream of streams) stream.end();
      for (const response of opening) response.end();
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
  // A frame that breaks the protocol, or is too large: `ws` closes the socket with its code, and would end the process without a listener.
  socket.on('error', (cause) => log.debug({ err: cause }, 'a socket broke the WebSocket protocol'));
  if (socket.protocol !== protocol) return socket.close(closeCodes.BAD_SUBPROTOCOL, 'Subprotocol not acceptable');
  // `ws` would copy it for each client. Without compression it writes at once as well, so nothing is overtaken.
  const sendFrame = (frame: Buffer) => void (socket.readyState === socket.OPEN && request.socket.write(frame));
  const conversation = converse(
    door,
    {
      send: (text) => socket.send(text),
      sendFrame,
      together: (act) => together(request.socket, act),
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
  const watched = {
    ping: () => sendFrame(pingFrame),
    silent() {
      // What we do not read, because it sent too much at once, may hold the answer.
      if (socket.isPaused) return heartbeat.watch(socket, watched);
      const reads = socket.bufferedAmount === 0;
      conversation.tooSlow();
      // The reason is on its way; whoever is there, and reads on, finds it. Nobody is waited for.
      if (reads) setTimeout(() => socket.terminate(), 100).unref();
    },
  };
  heartbeat.watch(socket, watched);
  conversations.add(conversation);
  let answering = 0;
  socket.on('close', () => {
    conversations.delete(conversation);
    conversation.ended();
  });
  socket.on('message', (data, isBinary) => {
    if (isBinary) return socket.close(closeCodes.BAD_MESSAGE, 'Invalid message');
    // Whoever sends faster than is answered waits in the network, not in this process.
    if (++answering === messagesAtOnce) socket.pause();
    conversation
      .receive(String(data))
      .catch((cause: unknown) => {
        log.error({ err: cause }, 'a message could not be handled');
        socket.close(closeCodes.INTERNAL_ERROR, 'Internal server error');
      })
      .finally(() => {
        if (--answering < messagesAtOnce && socket.isPaused) socket.resume();
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
      const address = o.admission.origins.addressOf(request);
      const requestId = o.admission.origins.requestIdOf(request);
      const caller = callerOf({ ...request.headers, authorization, 'accept-language': language }, { address, requestId });
      const actor = await identify(o.admission, authorization, { address, requestId });
      if (o.admission.tokens && !actor) throw new Refusal('UNAUTHENTICATED', { zh: '请先登录', en: 'sign in first' });
      return { actor, caller, address };
    },
    subscribe: (who, asked, sink) => begin(o, withOwnId(who), asked, sink),
  };
}

/** A socket lives long: each operation on it has its own id in the logs. */
function withOwnId(asker: Asker): Asker {
  return { ...asker, caller: { ...asker.caller, headers: { ...asker.caller.headers, 'x-request-id': randomUUID() } } };
}

const nothing = { end: () => undefined };

/** Begins what a client asked for over a stream of either kind; a query or mutation tells once and is complete. */
export async function begin(
  o: LiveOptions,
  asker: Asker,
  sent: SubscribePayload,
  sink: SocketSink,
): Promise<{ end(): void }> {
  const { actor, caller } = asker;
  try {
    const asked = withText(o.admission.texts, sent) as SubscribePayload;
    o.admission.demandRate(asker);
    o.admission.checkDocument(asked.query);
    if (isSubscription(asked.query, asked.operationName)) {
      const { resumeFrom, snapshot } = asked.extensions ?? {};
      const operationName = snapshotQuery(asked.query, snapshot);
      const stream = {
        ...asked,
        actor,
        caller,
        resumeFrom: typeof resumeFrom === 'string' ? resumeFrom : undefined,
        snapshot: operationName ? () => o.execute({ ...asked, operationName }, asker) : undefined,
      };
      return await o.hub.open(stream, sink);
    }
    sink.tell({ payload: await o.execute(asked, asker) });
    sink.complete();
  } catch (cause) {
    sink.fail(errorsOf(cause, caller, o.reporter).map((error) => error.toJSON()));
  }
  return nothing;
}
