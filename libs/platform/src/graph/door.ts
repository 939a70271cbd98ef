import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { AuditRoom, CallTrail } from '../audit/index.ts';
import type { Actor, TokenReader } from '../auth/index.ts';
import { anonymous } from '../auth/index.ts';
import { newId } from '../clock/index.ts';
import { answerProbe, metrics } from '../observability/index.ts';
import type { Health, Log } from '../observability/index.ts';
import { Refusal } from '../refusals/index.ts';
import type { Language } from '../refusals/index.ts';
import { longestBody, readJsonBody } from './body.ts';
import { languageOf } from './context.ts';
import { clientHeader, credentialCheck, gatewayHeader } from './credential.ts';
import { inputInvalid, masked } from './errors.ts';

/** A call that came through the gateway, read and ready to be executed. */
export interface Call {
  request: IncomingMessage;
  body: unknown;
  actor: Actor;
  language: Language;
  requestId: string;
  log: Log;
  trail: CallTrail;
}

export interface Answer {
  status: number;
  headers: Iterable<readonly [string, string]>;
  body: string;
}

/** What the gateway may post beside the graph, by path. The body is parsed JSON; what the handler throws as a Refusal is told. */
export type Routes = Readonly<Record<string, (body: unknown) => Promise<object>>>;

export interface DoorOptions {
  gatewaySecret: string;
  tokens: TokenReader;
  audit: AuditRoom;
  health: Health;
  log: Log;
  routes?: Routes;
  execute(call: Call): Promise<Answer>;
}

/** HTTP status of the refusals that end a call before GraphQL sees it. */
const statuses: Record<string, number> = { UNAUTHENTICATED: 401, BODY_TOO_LARGE: 413, BODY_INVALID: 400, AUDIT_UNAVAILABLE: 503 };

const forbidden = JSON.stringify({ errors: [{ message: 'Forbidden', extensions: { code: 'FORBIDDEN' } }] });

/**
 * Every request of a subgraph. Probes pass; everything else must show the gateway's credential first, before a path, a body or
 * a token is looked at, so that a direct caller learns nothing, not even which paths there are.
 */
export function createDoor(o: DoorOptions): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const isGateway = credentialCheck(o.gatewaySecret);
  return async (request, response) => {
    if (await answerProbe(request, response, o.health)) return;
    if (!isGateway(request.headers[gatewayHeader])) {
      metrics.callsRefused.inc({ why: 'no gateway credential' });
      return send(response, { status: 403, headers: [['connection', 'close']], body: forbidden });
    }
    const path = request.url?.split('?')[0] ?? '';
    const route = request.method === 'POST' && Object.hasOwn(o.routes ?? {}, path) ? o.routes![path] : undefined;
    if (route) return send(response, await answerRoute(request, route, o));
    if (path !== '/graphql') return send(response, { status: 404, headers: [], body: '{"errors":[{"message":"Not Found"}]}' });
    return send(response, await answer(request, o));
  };
}

async function answer(request: IncomingMessage, o: DoorOptions): Promise<Answer> {
  const requestId = requestIdOf(request);
  const language = languageOf(request.headers['accept-language']);
  const log = o.log.child({ requestId });
  const address = addressOf(request);
  try {
    const actor = (await o.tokens(request.headers.authorization)) ?? anonymous;
    const body = await readJsonBody(request, actor === anonymous ? longestBody.anonymous : longestBody.signedIn);
    const trail = o.audit.begin({ actor, requestId, address });
    const answered = await o.execute({ request, body, actor, language, requestId, log, trail });
    // Whatever the answer holds, its trace is durable before its first byte leaves.
    await trail.settle();
    return { ...answered, headers: [...answered.headers, ['x-request-id', requestId]] };
  } catch (error) {
    // The gateway hung up in the middle of its body: nobody is there to be told.
    if (request.destroyed && !request.complete && !(error instanceof Refusal)) return { status: 400, headers: [], body: '' };
    if (isUnauthenticated(error)) await noteStranger(o.audit, { requestId, address });
    return failed(error, { language, log, requestId });
  }
}

async function answerRoute(request: IncomingMessage, route: Routes[string], o: DoorOptions): Promise<Answer> {
  const requestId = requestIdOf(request);
  const listener = { requestId, language: languageOf(request.headers['accept-language']), log: o.log.child({ requestId }) };
  try {
    return { status: 200, headers: [['x-request-id', requestId]], body: JSON.stringify(await route(await readJsonBody(request, longestBody.anonymous))) };
  } catch (error) {
    return failed(error instanceof z.core.$ZodError ? inputInvalid(error) : error, listener);
  }
}

function isUnauthenticated(error: unknown): boolean {
  return error instanceof Refusal && error.code === 'UNAUTHENTICATED';
}

/** A token that is not good. The caller is refused with or without a trace of it. */
async function noteStranger(audit: AuditRoom, call: { requestId: string; address?: string }): Promise<void> {
  const trail = audit.begin({ actor: anonymous, ...call });
  trail.refused('UNAUTHENTICATED', undefined);
  await trail.settle().catch((error: unknown) => {
    if (!(error instanceof Refusal)) throw error;
  });
}

function failed(error: unknown, o: { language: Language; log: Log; requestId: string }): Answer {
  const headers = [['x-request-id', o.requestId], ['connection', 'close']] as const;
  if (error instanceof Refusal) {
    metrics.callsRefused.inc({ why: error.code });
    const told = { message: error.textIn(o.language), extensions: { code: error.code } };
    return { status: statuses[error.code] ?? 400, headers, body: JSON.stringify({ errors: [told] }) };
  }
  return { status: 500, headers, body: JSON.stringify({ errors: [masked({ message: '' }, error, o)] }) };
}

/** The gateway's id, so that one id follows a request through every log. */
function requestIdOf(request: IncomingMessage): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && /^[\w-]{8,64}$/.test(given) ? given : newId();
}

/** The client's address as the gateway tells it; nobody else passes the door. */
function addressOf(request: IncomingMessage): string | undefined {
  const given = request.headers[clientHeader];
  return typeof given === 'string' && /^[\d.:a-fA-F]{2,45}$/.test(given) ? given : undefined;
}

function send(response: ServerResponse, { status, headers, body }: Answer): void {
  response.statusCode = status;
  response.setHeader('content-type', 'application/json; charset=utf-8');
  for (const [name, value] of headers) response.setHeader(name, value);
  response.setHeader('content-length', Buffer.byteLength(body));
  response.end(body);
}
