import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

let page: Promise<{ plain: Buffer; zipped: Buffer }> | undefined;

/** The explorer, served whole from here: nothing on the page is loaded from elsewhere. It has 9 MB, so it is packed once. */
export async function sendGraphiql(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { plain, zipped } = await (page ??= renderPage());
  const packed = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-cache',
    vary: 'accept-encoding',
    ...(packed ? { 'content-encoding': 'gzip' } : {}),
    // The page is one inline script and starts its workers from blobs; it may talk to this origin only.
    'content-security-policy':
      "default-src 'none'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; worker-src blob:; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; frame-ancestors 'none'",
  });
  response.end(request.method === 'HEAD' ? undefined : packed ? zipped : plain);
}

async function renderPage(): Promise<{ plain: Buffer; zipped: Buffer }> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  const plain = Buffer.from(
    renderGraphiQL({
      title: '联防 Lianfang GraphiQL',
      endpoint: '/graphql',
      subscriptionsProtocol: 'WS',
      isHeadersEditorEnabled: true,
      defaultQuery: '{\n  __schema {\n    queryType {\n      fields {\n        name\n        description\n      }\n    }\n  }\n}\n',
    }),
  );
  return { plain, zipped: await promisify(gzip)(plain) };
}
