import type { IncomingMessage } from 'node:http';
import { HttpRefusal } from './refusal.ts';

/** Reads a request's body as UTF-8 text. @throws HttpRefusal when it is longer than the limit or no UTF-8 */
export async function readBody(request: IncomingMessage, limit: number): Promise<string> {
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge();
  return decode(await readBytes(request, limit));
}

/** By events: iterating over the request costs several times as much. */
function readBytes(request: IncomingMessage, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const take = (chunk: Buffer) => {
      length += chunk.length;
      chunks.push(chunk);
      if (length <= limit) return;
      request.off('data', take).pause();
      reject(tooLarge());
    };
    request.on('data', take);
    request.on('end', () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)));
    request.on('error', reject);
  });
}

function tooLarge(): HttpRefusal {
  // The rest of the body is not read, so the connection cannot be used again.
  return new HttpRefusal(413, 'REQUEST_TOO_LARGE', { zh: '请求过大，请分批提交', en: 'the request is too large; send it in parts' }, { connection: 'close' });
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function decode(bytes: Buffer): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw badRequest({ zh: '请求不是 UTF-8 编码', en: 'the request is not UTF-8' });
  }
}

/** @throws HttpRefusal unless the request announces JSON in UTF-8 */
export function demandJson(request: IncomingMessage): void {
  if (request.headers['content-type'] === 'application/json') return;
  const [type = '', ...parameters] = (request.headers['content-type'] ?? '').split(';').map((part) => part.trim().toLowerCase());
  const charset = parameters.find((parameter) => parameter.startsWith('charset='))?.slice('charset='.length).replaceAll('"', '');
  if (type === 'application/json' && (charset === undefined || charset === 'utf-8' || charset === 'utf8')) return;
  throw new HttpRefusal(415, 'CONTENT_TYPE_NOT_SUPPORTED', { zh: '请以 application/json（UTF-8）提交', en: 'send application/json in UTF-8' });
}

/** @param batchLimit how many may come in one list; 0 for none @throws HttpRefusal when the text is no JSON object, nor a list of such */
export function parseJson(text: string, batchLimit: number): Record<string, unknown> | Record<string, unknown>[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw badRequest({ zh: '请求不是有效的 JSON', en: 'the request is not JSON' });
  }
  if (!Array.isArray(value)) return demandObject(value);
  if (batchLimit === 0) throw badRequest({ zh: '不支持批量请求', en: 'batches are not served' });
  if (value.length === 0 || value.length > batchLimit) throw badRequest({ zh: '批量请求过大', en: 'the batch is too large or empty' });
  return value.map(demandObject);
}

function demandObject(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw badRequest({ zh: '请求应为 JSON 对象', en: 'the request is not a JSON object' });
  return value as Record<string, unknown>;
}

export function badRequest(texts: { zh: string; en: string }): HttpRefusal {
  return new HttpRefusal(400, 'BAD_REQUEST', texts);
}
