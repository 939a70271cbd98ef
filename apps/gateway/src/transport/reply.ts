/** What came back: the status and the body's bytes. */
export interface Reply {
  readonly status: number;
  readonly body: Buffer;
  /** False when the connection cannot be used again. */
  readonly reusable: boolean;
  /** Seconds that the server keeps an idle connection, where it says so. */
  readonly keepAlive: number | undefined;
}

/** What comes is no HTTP/1.1 answer that this client reads. */
export class BrokenReply extends Error {}

export interface ReplyReader {
  /** @returns the reply once it is whole @throws BrokenReply */
  take(chunk: Buffer): Reply | undefined;
  /** The server has closed. @returns the reply when that is how its end is told */
  end(): Reply | undefined;
}

interface Head {
  status: number;
  length: number | undefined;
  chunked: boolean;
  reusable: boolean;
  keepAlive: number | undefined;
}

const headEnd = Buffer.from('\r\n\r\n');
const longestHead = 65_536;
const longestBody = 134_217_728;
const nothing: Buffer = Buffer.alloc(0);

/** Reads one answer of HTTP/1.1: by its length, in chunks, or until the connection ends. */
export function createReplyReader(): ReplyReader {
  let head: Head | undefined;
  let waiting: Buffer = nothing;
  let parts: Buffer[] = [];
  let gathered = 0;

  const finish = (body: Buffer): Reply => ({ status: head!.status, body, reusable: head!.reusable, keepAlive: head!.keepAlive });
  const gather = (part: Buffer) => {
    gathered += part.length;
    if (gathered > longestBody) throw new BrokenReply('an answer without end');
    parts.push(part);
  };

  const readBody = (chunk: Buffer): Reply | undefined => {
    const { length, chunked } = head!;
    if (chunked) {
      const { rest, done } = unchunk(waiting.length ? Buffer.concat([waiting, chunk]) : chunk, gather);
      waiting = rest;
      return done ? finish(Buffer.concat(parts)) : undefined;
    }
    if (length === undefined) return void gather(chunk);
    if (gathered === 0 && chunk.length === length) return finish(chunk);
    if (gathered + chunk.length > length) throw new BrokenReply('more than was announced');
    gather(chunk);
    return gathered === length ? finish(Buffer.concat(parts)) : undefined;
  };

  return {
    take(chunk) {
      let rest = chunk;
      while (!head) {
        waiting = waiting.length ? Buffer.concat([waiting, rest]) : rest;
        const end = waiting.indexOf(headEnd);
        if (end < 0) {
          if (waiting.length > longestHead) throw new BrokenReply('a head without end');
          return undefined;
        }
        const read = readHead(waiting.toString('latin1', 0, end));
        rest = waiting.subarray(end + headEnd.length);
        waiting = nothing;
        // 100 and 103 only come before the answer.
        if (read.status >= 200) head = read;
      }
      if (rest.length === 0 && head.length !== 0) return undefined;
      return readBody(rest);
    },
    end() {
      if (!head || head.chunked || head.length !== undefined) return undefined;
      const body = Buffer.concat(parts);
      parts = [];
      return finish(body);
    },
  };
}

const statusLine = /^HTTP\/1\.([01]) (\d{3})/;
const lengthHeader = /\r\ncontent-length:[ \t]*(\d+)[ \t]*(?=\r\n|$)/i;
const encodingHeader = /\r\ntransfer-encoding:[ \t]*([^\r]*)/i;
const connectionHeader = /\r\nconnection:[ \t]*([^\r]*)/i;
const keepAliveHeader = /\r\nkeep-alive:[^\r]*timeout=(\d+)/i;

function readHead(text: string): Head {
  const line = statusLine.exec(text);
  if (!line) throw new BrokenReply('no HTTP/1.1');
  const status = Number(line[2]);
  const encoding = encodingHeader.exec(text)?.[1]?.trim().toLowerCase();
  if (encoding !== undefined && encoding !== 'chunked') throw new BrokenReply('an encoding that nobody asked for');
  const told = lengthHeader.exec(text)?.[1];
  const length = status === 204 || status === 304 ? 0 : encoding || told === undefined ? undefined : Number(told);
  const connection = connectionHeader.exec(text)?.[1]?.toLowerCase();
  const persistent = line[1] === '1' ? connection !== 'close' : connection === 'keep-alive';
  const keepAlive = keepAliveHeader.exec(text)?.[1];
  return {
    status,
    length,
    chunked: encoding !== undefined,
    reusable: persistent && (length !== undefined || encoding !== undefined),
    keepAlive: keepAlive === undefined ? undefined : Number(keepAlive),
  };
}

/** Takes whole chunks off the front. */
function unchunk(bytes: Buffer, gather: (part: Buffer) => void): { rest: Buffer; done: boolean } {
  let at = 0;
  for (;;) {
    const lineEnd = bytes.indexOf('\r\n', at, 'latin1');
    if (lineEnd < 0) return { rest: bytes.subarray(at), done: false };
    const size = sizeOf(bytes.toString('latin1', at, lineEnd));
    if (size === 0) {
      // Trailers, of which there are mostly none, end with an empty line.
      const end = bytes.indexOf('\r\n\r\n', lineEnd, 'latin1');
      return end < 0 ? { rest: bytes.subarray(at), done: false } : { rest: nothing, done: true };
    }
    const from = lineEnd + 2;
    if (bytes.length < from + size + 2) return { rest: bytes.subarray(at), done: false };
    gather(bytes.subarray(from, from + size));
    at = from + size + 2;
  }
}

function sizeOf(line: string): number {
  const hex = /^[0-9a-f]{1,8}(?=[ \t]*(?:;|$))/i.exec(line)?.[0];
  if (hex === undefined) throw new BrokenReply('a chunk without a size');
  return Number.parseInt(hex, 16);
}
