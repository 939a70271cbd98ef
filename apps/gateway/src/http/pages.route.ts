import type { IncomingMessage, ServerResponse } from 'node:http';
import { readFile, stat } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { createLru } from '../engine/lru.ts';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.map': 'application/json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
};

const compressible = /^(text|application\/(json|manifest|wasm)|image\/svg)/;
const apps = new Set(['dashboard', 'field']);

interface Page {
  body: Buffer;
  type: string;
  encoding?: 'br' | 'gzip';
}

/** The built pages of the apps: files by name, everything else of an app is its index page (the app routes itself). */
export interface Pages {
  /** @returns false when the path belongs to no app */
  answer(request: IncomingMessage, response: ServerResponse): Promise<boolean>;
}

/** @param connectSources where the pages may connect beside this origin: the issuer that signs users in */
export function createPages(folder: string, connectSources: readonly string[]): Pages {
  const packed = createLru<Page>(500);
  const policy = contentPolicy(connectSources);
  return {
    async answer(request, response) {
      const path = decodePath(request.url ?? '/');
      const app = path?.split('/')[1];
      if (path === undefined || !app || !apps.has(app)) return false;
      if (path === `/${app}`) {
        response.writeHead(308, { location: `/${app}/` }).end();
        return true;
      }
      const file = await existing(folder, app, path);
      if (!file) return false;
      const page = await load(packed, file, String(request.headers['accept-encoding'] ?? ''));
      response.writeHead(200, { ...headersOf(page, file, policy) });
      response.end(request.method === 'HEAD' ? undefined : page.body);
      return true;
    },
  };
}

function decodePath(url: string): string | undefined {
  try {
    return decodeURIComponent(url.split('?')[0]!);
  } catch {
    return undefined;
  }
}

/** The file of the path; for a path without extension the app's index. Undefined outside of the folder. */
async function existing(folder: string, app: string, path: string): Promise<string | undefined> {
  const root = normalize(join(folder, app)) + sep;
  const wanted = normalize(join(folder, path));
  if (!(wanted + sep).startsWith(root) || path.includes('\0')) return undefined;
  if (await isFile(wanted)) return wanted;
  if (extname(wanted)) return undefined;
  const index = join(root, 'index.html');
  return (await isFile(index)) ? index : undefined;
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then((found) => found.isFile(), (cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR') return false;
    throw cause;
  });
}

async function load(packed: ReturnType<typeof createLru<Page>>, file: string, accepted: string): Promise<Page> {
  const { mtimeMs } = await stat(file);
  const type = types[extname(file)] ?? 'application/octet-stream';
  const encoding = !compressible.test(type) ? undefined : /\bbr\b/.test(accepted) ? 'br' : /\bgzip\b/.test(accepted) ? 'gzip' : undefined;
  const key = `${file}|${mtimeMs}|${encoding}`;
  const known = packed.get(key);
  if (known) return known;
  const page: Page = { body: await pack(await readFile(file), encoding), type, encoding };
  packed.set(key, page);
  return page;
}

async function pack(body: Buffer, encoding: Page['encoding']): Promise<Buffer> {
  if (encoding === 'gzip') return promisify(gzip)(body);
  if (encoding === 'br') return promisify(brotliCompress)(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } });
  return body;
}

function headersOf(page: Page, file: string, policy: string): Record<string, string> {
  // The build puts a hash of the content into the names under assets; those files never change.
  const forever = file.includes(`${sep}assets${sep}`);
  return {
    'content-type': page.type,
    'content-length': String(page.body.length),
    'cache-control': forever ? 'public, max-age=31536000, immutable' : 'no-cache',
    vary: 'accept-encoding',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
    'content-security-policy': policy,
    ...(page.encoding ? { 'content-encoding': page.encoding } : {}),
  };
}

function contentPolicy(connectSources: readonly string[]): string {
  return [
    "default-src 'self'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "media-src 'self' data: blob:",
    "worker-src 'self' blob:",
    `connect-src 'self' ${connectSources.join(' ')}`.trimEnd(),
    `form-action 'self' ${connectSources.join(' ')}`.trimEnd(),
    "object-src 'none'",
    "base-uri 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}
