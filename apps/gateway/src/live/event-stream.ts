import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Actor } from '@lianfang/platform/auth';
import { Refusal } from '@lianfang/platform/refusals';
import { type GraphqlRequest, operationOf } from '../http/admission.ts';
import { HttpRefusal } from '../http/refusal.ts';
import { badRequest } from '../http/body.ts';
import { eventFrame } from './frames.ts';
import type { Freshness } from './freshness.ts';
import { type LiveOptions, begin } from './live.ts';
import { tokenEnd } from './rights.ts';
import { together, untilRead } from './room.ts';
import type { SubscribePayload } from './socket.ts';

const unreadLimit = 1_048_576;
const longestTimer = 2_147_483_647;
/** So long a reader that was cut off may take to read why. */
const lastWordsMs = 2_000;
const complete = 'event: complete\ndata:\n\n';

export interface EventStream {
  /** For the server's own reasons; the client may come back. */
  end(): void;
  /** As the conversation of a socket does. */
  rejudge(actorId: string, again: (actor: Actor) => Actor): void;
  tellFreshness(now: Freshness): void;
}

/**
 * Server-sent events in distinct connections mode (PROTOCOL.md of graphql-sse): one operation, one response. The event id is
 * the cursor, so a browser that reconnects resumes by itself with `Last-Event-ID`.
 */
export async function streamEvents(
  o: LiveOptions,
  request: IncomingMessage,
  response: ServerResponse,
  admitted: GraphqlRequest,
): Promise<EventStream> {
  const asked = readAsked(request, admitted);
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    connection: 'keep-alive',
    'x-accel-buffering': 'no',
  });
  response.flushHeaders();
  const opened: { stream?: { end(): void } } = {};
  const writer = createWriter(response, () => {
    opened.stream?.end();
    return lastWords(tooSlow(), admitted);
  });
  const { write } = writer;
  const end = (cause: Refusal) => {
    opened.stream?.end();
    write(lastWords(cause, admitted));
    response.end();
  };
  // A comment: the protocol knows no event for it, and some readers refuse unknown ones.
  const tellFreshness = (now: Freshness) => write(`: ${JSON.stringify(now)}\n\n`);
  if (o.freshness.current().live === 'stale') tellFreshness(o.freshness.current());
  // A client cannot be pinged here; something must be on its way for the kernel to find out whether it is still there.
  o.pulse.watch(request.socket, { beat: writer.beat, silent: () => response.destroy() });
  const left = tokenEnd(admitted.actor) - Date.now();
  // A stream never outlives a token by accident: past Node's longest timer it simply ends, and the client comes back.
  const tokenTimer = left === Infinity ? undefined : setTimeout(() => end(tokenEnded()), Math.min(left, longestTimer));
  response.once('close', () => {
    clearTimeout(tokenTimer);
    opened.stream?.end();
  });
  const finish = () => {
    write(complete);
    response.end();
  };
  opened.stream = await begin(o, admitted, asked, {
    tell: (told) => write(eventFrame(told)),
    together: (act) => together(response, act),
    ready: () => untilRead(() => (response.destroyed ? 0 : response.writableLength)),
    fail(errors) {
      write(`event: next\ndata: ${JSON.stringify({ errors })}\n\n`);
      finish();
    },
    complete: finish,
  });
  // The client may have gone while it was being opened.
  if (response.closed) opened.stream.end();
  return {
    end: () => void response.end(),
    tellFreshness,
    rejudge(actorId, again) {
      if (admitted.actor?.id !== actorId) return;
      try {
        again(admitted.actor);
      } catch (cause) {
        if (!(cause instanceof Refusal)) throw cause;
        end(cause);
      }
    },
  };
}

/** @param cut is called once, when the client does not read. @returns what it is told should it read on after all */
function createWriter(response: ServerResponse, cut: () => string) {
  let quiet = true;
  const write = (text: string | Buffer) => {
    if (response.writableEnded || response.destroyed) return;
    quiet = false;
    if (response.writableLength <= unreadLimit) return void response.write(text);
    // Whoever does not read is cut off before it costs the others; the cursor of the last event brings it back.
    response.end(cut());
    setTimeout(() => response.destroy(), lastWordsMs).unref();
  };
  /** A comment, where nothing else was written since the last time. */
  const beat = () => {
    if (quiet) write(':\n\n');
    quiet = true;
  };
  return { write, beat };
}

function tokenEnded(): Refusal {
  return new Refusal('UNAUTHENTICATED', { zh: '登录已到期，请重新登录', en: 'the token has ended' });
}

function tooSlow(): Refusal {
  return new Refusal('TOO_SLOW', { zh: '读取过慢，推送已中断，请凭最后的事件编号续接', en: 'you do not read what is told; come back with the last event id, and read faster or ask for less' });
}

/** Why a stream ends, as its last result, and that it does. */
function lastWords(cause: Refusal, { caller }: GraphqlRequest): string {
  const errors = [{ message: cause.textIn(caller.language), extensions: { ...cause.extensions, code: cause.code } }];
  return `event: next\ndata: ${JSON.stringify({ errors })}\n\n${complete}`;
}

function readAsked(request: IncomingMessage, { body, search }: GraphqlRequest): SubscribePayload {
  const asked = body ?? fromSearch(new URLSearchParams(search));
  const { query, operationName, variables, extensions } = asked as Partial<SubscribePayload>;
  if (typeof query !== 'string' || (operationName != null && typeof operationName !== 'string') || !isObject(variables) || !isObject(extensions)) {
    throw badRequest({ zh: '请给出 query，variables 应为对象', en: 'give a query; variables are an object' });
  }
  const lastEventId = request.headers['last-event-id'];
  const resumeFrom = typeof lastEventId === 'string' && lastEventId ? { resumeFrom: lastEventId } : {};
  if (!body && operationOf(query, operationName) === 'mutation') {
    throw new HttpRefusal(405, 'METHOD_NOT_ALLOWED', { zh: '修改操作请使用 POST', en: 'mutations are sent by POST' }, { allow: 'POST' });
  }
  return { query, operationName, variables, extensions: { ...extensions, ...resumeFrom } };
}

function isObject(value: unknown): value is Record<string, unknown> | null | undefined {
  return value === undefined || value === null || (typeof value === 'object' && !Array.isArray(value));
}

function fromSearch(search: URLSearchParams): Record<string, unknown> {
  const parsed = (name: string) => {
    const text = search.get(name);
    if (text === null) return undefined;
    try {
      return JSON.parse(text) as unknown;
    } catch {
      throw badRequest({ zh: `${name} 不是有效的 JSON`, en: `${name} is not JSON` });
    }
  };
  return { query: search.get('query'), operationName: search.get('operationName'), variables: parsed('variables'), extensions: parsed('extensions') };
}
