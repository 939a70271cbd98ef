import type { IncomingMessage } from 'node:http';
import { Refusal } from '../refusals/index.ts';

const megabyte = 1024 * 1024;

/** A ledger of a street comes as one argument; who is not signed in has nothing that long to say. */
export const longestBody = { signedIn: 40 * megabyte, anonymous: 1 * megabyte };

/**
 * The parsed JSON body; undefined when there is none or it is of another type.
 * @throws Refusal BODY_TOO_LARGE, BODY_INVALID
 */
export async function readJsonBody(request: IncomingMessage, longest: number): Promise<unknown> {
  if (!/^application\/(graphql\+)?json\b/i.test(request.headers['content-type'] ?? '')) return undefined;
  if (Number(request.headers['content-length'] ?? 0) > longest) throw bodyTooLarge();
  const sent = await readAll(request, longest);
  if (sent.length === 0) return undefined;
  try {
    return JSON.parse(utf8.decode(sent)) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) throw bodyInvalid();
    throw error;
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** By its events: a body is one chunk as a rule, and iterating over a stream costs more than reading that. */
function readAll(request: IncomingMessage, longest: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > longest) {
        request.removeAllListeners('data').pause();
        return reject(bodyTooLarge());
      }
      chunks.push(chunk);
    });
    request.on('end', () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)));
    request.on('error', reject);
    request.on('close', () => reject(new Error('the body broke off')));
  });
}

function bodyTooLarge(): Refusal {
  return new Refusal('BODY_TOO_LARGE', { zh: '提交的内容过大，请分批提交。', en: 'Too much at once. Send it in parts.' });
}

function bodyInvalid(): Refusal {
  return new Refusal('BODY_INVALID', { zh: '提交的内容不是有效的 JSON。', en: 'The body is not valid JSON in UTF-8.' });
}
