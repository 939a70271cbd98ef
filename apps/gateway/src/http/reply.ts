import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { EngineContext } from '../engine/engine.ts';
import type { Bytes } from '../engine/wire.ts';

/** An answer, ready to be sent. */
export interface Reply {
  readonly status: number;
  readonly headers: Iterable<readonly [string, string]>;
  readonly body: Bytes;
}

/** How long a client may keep an answer without errors. */
export function cacheHeader({ notes }: EngineContext): string {
  return notes?.cacheControl ?? 'no-store';
}

/** Below this a packed answer is hardly smaller, and takes longer. */
const worthPacking = 1_400;

/**
 * Packs larger answers where the client takes it. A packed length can tell what is in an answer to whoever may choose a part of it and
 * watch (BREACH). Here nobody may: an answer holds no secret of the session, requests of foreign pages are refused, the token is no
 * cookie, and what is refused or wrong (where input is repeated) is never packed.
 */
export function sendReply(request: IncomingMessage, response: ServerResponse, { status, headers, body }: Reply): void {
  response.statusCode = status;
  for (const [name, value] of headers) response.setHeader(name, value);
  const encoding = body.length >= worthPacking && status === 200 && !body.startsWith('{"errors"') ? encodingOf(request) : undefined;
  if (!encoding) {
    response.setHeader('content-length', body.length);
    return void response.end(body, 'latin1');
  }
  response.setHeader('vary', 'accept-encoding');
  pack(Buffer.from(body, 'latin1'), encoding).then(
    (packed) => {
      response.setHeader('content-encoding', encoding);
      response.setHeader('content-length', packed.length);
      response.end(packed);
    },
    (cause: unknown) => response.destroy(cause instanceof Error ? cause : undefined),
  );
}

type Encoding = 'br' | 'gzip';

/** The better of ours that the client takes; one with weight 0 it does not. */
function encodingOf({ headers }: IncomingMessage): Encoding | undefined {
  const accepted = headers['accept-encoding'];
  if (!accepted) return undefined;
  const refused = (name: string) => new RegExp(`\\b${name}\\s*;\\s*q=0(\\.0*)?\\s*(,|$)`).test(accepted);
  if (/\bbr\b/.test(accepted) && !refused('br')) return 'br';
  return /\bgzip\b/.test(accepted) && !refused('gzip') ? 'gzip' : undefined;
}

function pack(body: Buffer, encoding: Encoding): Promise<Buffer> {
  if (encoding === 'gzip') return promisify(gzip)(body, { level: 5 });
  return promisify(brotliCompress)(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 4, [constants.BROTLI_PARAM_SIZE_HINT]: body.length } });
}
